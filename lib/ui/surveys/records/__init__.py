"""Screening of records: the list of screenings, and an open one."""
