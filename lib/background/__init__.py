"""What runs beside the pages: tasks under way, and threads that the end of the process does not wait for."""
