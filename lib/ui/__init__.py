"""What the pages are made of: the only room but them that knows Streamlit."""
