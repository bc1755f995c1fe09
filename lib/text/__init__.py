"""What every room does with text: hidden characters, DOIs, Markdown, wording, what may stand in a file."""
