"""Words: exact search over all papers."""
