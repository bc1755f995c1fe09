"""Question sets: the list, the form, the table, and drafts that are not saved yet."""
