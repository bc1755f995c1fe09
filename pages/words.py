"""Words: exact search over all papers."""

from lib.ui.kit.session import enter
from lib.ui.words.screen import draw_words

draw_words(enter("words"))
