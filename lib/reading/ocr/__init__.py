"""Text of pages that are pictures: lines found, read and placed."""
