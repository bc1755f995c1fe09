"""The extraction table of an open survey."""
