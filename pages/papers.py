"""Papers: add them, see how far each is, find, edit, remove."""

import streamlit as st

from lib.records.people import Role
from lib.ui.kit.access import may
from lib.ui.kit.error_messages import draw_problem
from lib.ui.kit.first_minute import draw_welcome, forget_press
from lib.ui.kit.session import enter
from lib.ui.papers.paper_list import draw_paper_list
from lib.ui.papers.upload import draw_add_papers

workspace = enter("papers")
forget_press(workspace)
is_empty = not workspace.papers()
with st.container():  # whose parts come and go, and what stands below keeps its place
    draw_problem(workspace)
    if is_empty and may(Role.RATER):
        draw_welcome(workspace, "papers_welcome")
    if may(Role.RATER):
        draw_add_papers(workspace, is_empty)
draw_paper_list(workspace)
