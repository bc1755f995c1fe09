"""Review: people judge answers, and how far they agree."""

from lib.ui.kit.session import enter
from lib.ui.reviews.screen import draw_review

draw_review(enter("review"))
