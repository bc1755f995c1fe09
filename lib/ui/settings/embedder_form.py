"""Which embedder turns passages and questions into vectors, and how far the library is on its way to another."""

from __future__ import annotations

import streamlit as st

from lib.embedding.measured import EVIDENCE_CHARACTERS, MEASURED, MEASURED_ON
from lib.embedding.registry import SERVER_CALL
from lib.library.reembedding import Move
from lib.text.wording import count
from lib.ui.kit.error_messages import POLL_SECONDS
from lib.ui.kit.escaping import plain, time_left
from lib.ui.kit.outcomes import attempt, draw_outcome
from lib.ui.kit.polling import polled
from lib.workspace import Workspace

FORM = "settings_embedder"
HELP = f"""One of:
- `minilm`: the bundled one, no download
- a folder of this machine as sentence-transformers writes it, with `tokenizer.json` and `onnx/model.onnx` or `model.safetensors`
- a Hugging Face name, such as `BAAI/bge-small-en-v1.5` (downloaded once)
- `fastembed:` and a name, where that package is installed
- the address of a server that answers `{SERVER_CALL}` (Ollama, LM Studio, vLLM, llama.cpp), `#` and its model: `http://localhost:11434/v1#nomic-embed-text`.
  The text of the papers is sent there."""
FOUND = (
    f"Share of the evidence found within {EVIDENCE_CHARACTERS:,} characters, {MEASURED_ON}: "
    + "; ".join(
        f"`{one.setting}` {one.with_pieces:.2f}"
        + ("" if one.alone is None else f" ({one.alone:.2f} without vectors of its word pieces)")
        for one in MEASURED
    )
    + ". Others were not measured. Those that run here have vectors of word pieces, those of a server have none."
)


def draw_embedder(workspace: Workspace) -> None:
    """Draw the embedder, a form to choose another, and the move to it while one is under way."""
    st.subheader("Embedder", anchor=False)
    draw_outcome(FORM)
    running = workspace.embedding.running
    polled(_draw_move, running, POLL_SECONDS)(workspace, running)
    with st.expander("Choose another"), st.form(FORM, border=False):
        st.text_input("Embedder", placeholder=workspace.index.wanted_embedder, help=HELP, key=f"{FORM}_name")
        st.text_input(
            "Key",
            type="password",
            help="Of a server that wants one; held in memory until Sidelight ends. Or set EMBEDDING_API_KEY.",
            key=f"{FORM}_key",
        )
        st.caption(FOUND)
        st.caption("All papers are embedded anew in the background; the present index answers until that is done.")
        st.form_submit_button("Change", type="primary", key=f"{FORM}_save", on_click=_change, args=(workspace,))


def _change(workspace: Workspace) -> None:
    setting, key = str(st.session_state[f"{FORM}_name"]), str(st.session_state[f"{FORM}_key"])
    if attempt(
        FORM, lambda: workspace.change_embedder(setting or workspace.index.wanted_embedder, key), done="Changed."
    ):
        st.session_state[f"{FORM}_name"] = ""
    st.session_state[f"{FORM}_key"] = ""


def _draw_move(workspace: Workspace, was_running: bool) -> None:
    if was_running and not workspace.embedding.running:
        st.rerun()
    present, move = workspace.usage().embedder, workspace.embedding.move
    if move is None or move.finished:
        st.markdown(plain(present))
        return
    st.markdown(f"{plain(present)} answers; on the way to **{plain(move.id)}**")
    if move.problem:
        _draw_failure(workspace, present, move)
    elif not move.progress.total:
        st.progress(0.0, "Opening the embedder …")
    else:
        done = f"{move.progress.done} of {count(move.progress.total, 'paper')}"
        st.progress(
            move.progress.done / move.progress.total,
            " · ".join(filter(None, (done, time_left(move.progress.seconds_left)))),
        )


def _draw_failure(workspace: Workspace, present: str, move: Move) -> None:
    st.error(f"{plain(move.problem or '')} The present index answers on.", icon=":material/error:")
    with st.container(horizontal=True):
        again = st.button("Try again", key=f"{FORM}_again")
        back = st.button("Stay with the present one", key=f"{FORM}_back")
    if again or back:
        attempt(FORM, lambda: workspace.change_embedder(move.id if again else present))
        st.rerun()
