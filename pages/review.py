"""Review: people judge answers, and how far they agree."""

from lib.ui.reviews.screen import draw_review
from lib.ui.session import enter

draw_review(enter("review"))
