"""Review: people judge answers."""

import streamlit as st

from lib.ui.session import enter

enter("review")
st.subheader("Review")
st.write("To begin, a review needs a finished survey whose answers people judge; reviewing is not built yet.")
