"""Small words on text that every room shares: DOIs, wording, what may stand in a file."""
