"""Reader: a paper, page by page."""

from lib.ui.reader import draw_reader
from lib.ui.session import enter

draw_reader(enter("reader"))
