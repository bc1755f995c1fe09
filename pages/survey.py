"""Survey: one question list, asked of every paper."""

from lib.ui.kit.session import enter
from lib.ui.surveys.screen import draw_survey

draw_survey(enter("survey"))
