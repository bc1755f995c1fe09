"""The server that AI assistants speak to, by the Model Context Protocol."""
