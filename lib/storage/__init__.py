"""The SQL database, and the PDFs in the data folder."""
