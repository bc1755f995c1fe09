"""PDF to sentences with boxes."""
