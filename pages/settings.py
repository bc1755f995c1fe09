"""Settings: what is configured, what is missing, where the data lies."""

from lib.ui.kit.session import enter
from lib.ui.settings.screen import draw_settings

draw_settings(enter("settings"))
