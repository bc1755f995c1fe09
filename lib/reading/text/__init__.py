"""Printed lines as clean sentences; languages, scripts, and where pasted words stand."""
