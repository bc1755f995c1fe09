"""The database, the files and the background jobs."""
