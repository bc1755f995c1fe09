"""A page's characters as words, lines and columns in reading order, without headers and footers."""
