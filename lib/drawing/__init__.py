"""What is drawn of PDFs and written into copies of them, in worker processes: page pictures, clippings, highlights, labels."""
