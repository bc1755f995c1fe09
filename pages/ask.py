"""Ask: a question, its answer, and the words it rests on."""

from lib.ui.ask.screen import draw_ask
from lib.ui.kit.session import enter

draw_ask(enter("ask"))
