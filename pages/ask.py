"""Ask: a question, its answer, and the words it rests on."""

from lib.ui.asking import draw_ask
from lib.ui.session import enter

draw_ask(enter("ask"))
