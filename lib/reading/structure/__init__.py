"""What the lines of a paper are: headings, paragraphs, captions, tables, references, metadata."""
