"""PDF to sentences with boxes: the reading room."""
