"""What the folders in a data folder are called."""

from __future__ import annotations

PAPERS = "papers"
"""The PDFs."""
INDEX = "index"
"""What is kept of the search index, all of it where it is not on a server."""
PROJECTS = "projects"
"""The other projects, each a data folder of its own."""
