"""Survey: one question list, asked of every paper."""

import streamlit as st

from lib.ui.session import enter

enter("survey")
st.subheader("Survey")
st.write(
    "To begin, a survey needs papers whose status is “ready” and a list of questions; "
    "asking them of every paper is not built yet."
)
