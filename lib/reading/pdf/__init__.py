"""PDF files: their characters, with the boxes of the page as shown, and their pictures."""
