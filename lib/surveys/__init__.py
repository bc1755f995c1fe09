"""A list of questions asked of every paper."""
