"""Text to vectors, dense and by keyword."""
