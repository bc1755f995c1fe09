"""Sidelight for a server: app.py, and an address that says whether it works. `streamlit run server.py`."""

from streamlit.starlette import App

from lib.ui.kit.health_address import HEALTH

app = App("app.py", routes=[HEALTH])
