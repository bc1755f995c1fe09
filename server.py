"""Sidelight for a server: app.py, guarded, and an address that says whether it works. `streamlit run server.py`."""

import logging
import sys

from starlette.middleware import Middleware
from streamlit.starlette import App

from lib.errors import ConfigError
from lib.logs import write_lines
from lib.storage.permissions import write_privately
from lib.ui.kit.error_messages import say_not_allowed
from lib.ui.kit.file_guard import FileGuard
from lib.ui.kit.health_address import HEALTH
from lib.ui.kit.reach import exposure_of_server
from lib.ui.kit.return_address import ReturnAddress
from lib.ui.kit.secure_cookies import SecureCookies
from lib.ui.kit.streamlit_internals import ask_no_outside_address, guard_files, log_faults_in_lines

write_privately()
write_lines()
log_faults_in_lines()
ask_no_outside_address()
try:
    exposure = exposure_of_server()
except ConfigError as error:
    sys.exit(error.message)
if exposure.problem is not None:
    sys.exit(exposure.problem)
if exposure.warning is not None:
    logging.getLogger("sidelight").warning(exposure.warning)

guard_files()
app = App(
    "app.py",
    routes=[HEALTH],
    middleware=[Middleware(SecureCookies), Middleware(ReturnAddress), Middleware(FileGuard)],
    on_script_error=say_not_allowed,
)
