"""Worker processes for files of strangers: started, limited in memory and time, killed alone."""
