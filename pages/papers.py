"""Papers: add them, see how far each is, find, edit, remove."""

from lib.ui.faults import draw_problem
from lib.ui.intake import draw_intake
from lib.ui.session import enter
from lib.ui.shelf import draw_shelf

workspace = enter("papers")
draw_problem(workspace)
draw_intake(workspace)
draw_shelf(workspace)
