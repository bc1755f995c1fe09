"""A library of Zotero: read through its local API, or from a folder that it exported."""
