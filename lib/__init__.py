"""Sidelight without its screens: everything below runs without Streamlit, but for `lib.ui`."""
