"""Reader: a paper, page by page."""

from lib.ui.kit.session import enter
from lib.ui.reader.screen import draw_reader

draw_reader(enter("reader"))
