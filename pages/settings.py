"""Settings: what is configured, what is missing, where the data lies."""

from lib.ui.preferences import draw_settings
from lib.ui.session import enter

draw_settings(enter("settings"))
