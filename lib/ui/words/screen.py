"""The Words screen: a word, a phrase, a name or a number in all papers, every hit a link to its line."""

from __future__ import annotations

import streamlit as st

from lib.records import Paper
from lib.records.word_hits import PaperHits, WordHit, WordSearch
from lib.text.wording import count
from lib.ui.kit.access import may_write
from lib.ui.kit.error_messages import draw_problem
from lib.ui.kit.escaping import HEADING_LETTERS, QUOTED_LETTERS, paper_title, plain
from lib.ui.kit.field_values import send_again
from lib.ui.kit.group_form import draw_group_form, group_words
from lib.ui.kit.no_papers import draw_no_papers
from lib.ui.kit.papers_to_ask import choose_papers, hand_on_question
from lib.ui.kit.session import open_page
from lib.ui.words.snippets import snippet
from lib.workspace import Workspace

WORDS = "words_typed"
OPENED = "words_opened"
"""Words, and id of the paper of which all hits are shown."""
GROUPS = "words_groups"
"""Ids of the tags and collections that are searched; none of them means all papers."""
SHOWN = "words_shown"
"""Words, and how many papers are listed."""
PAPERS_AT_ONCE = 20
HITS_AT_FIRST = 3
MOST_LETTERS = 500
"""Of what is typed or pasted."""
HELP = (
    'One word finds all its forms. “Words in quotation marks” are found as they are printed. "immun\\*" finds every '
    "word that begins so. Several words must stand in one sentence. Case and accents do not count."
)


def draw_words(workspace: Workspace) -> None:
    """Draw the whole screen; the address names the words."""
    draw_problem(workspace)
    _read_address()
    with st.container(horizontal=True, vertical_alignment="center"):
        words = st.text_input(
            "Words in all papers",
            key=WORDS,
            placeholder="A word, a “phrase”, a name or a number in the text of all papers",
            label_visibility="collapsed",
            max_chars=MOST_LETTERS,
            icon=":material/find_in_page:",
            help=HELP,
        )
        chosen = _draw_groups(workspace)
    _write_address(words)
    papers = {paper.id: paper for paper in workspace.papers()}
    if not any(paper.status == "ready" for paper in papers.values()):
        draw_no_papers(
            "There is no paper to search yet. Every word of every paper can be looked for here.", "words_empty"
        )
    elif not words.strip():
        st.caption(HELP)
    else:
        _draw_found(workspace, words, papers, chosen)


def _draw_groups(workspace: Workspace) -> list[str] | None:
    """Draw the choice of tags and collections; return ids of their papers, None where all papers are searched."""
    groups = {group.id: group for group in workspace.groups.all() if group.paper_ids}
    if not groups:
        return None
    st.session_state[GROUPS] = [one for one in st.session_state.get(GROUPS, ()) if one in groups]
    chosen = st.multiselect(
        "In",
        list(groups),
        key=GROUPS,
        format_func=lambda one: group_words(groups[one]) if one in groups else "",
        placeholder="In all papers",
        label_visibility="collapsed",
        width=260,
        persist_state="session",
    )
    return list(dict.fromkeys(i for one in chosen for i in groups[one].paper_ids)) if chosen else None


def _read_address() -> None:
    """Take the words from the address where that has changed, before the field is drawn."""
    named = st.query_params.get("words")
    is_new = named is not None and named != st.session_state.get("words_address")
    if named is not None and is_new:
        st.session_state[WORDS] = named[:MOST_LETTERS]
    send_again((WORDS,), "words_told", given=is_new)
    st.session_state.setdefault(WORDS, st.session_state.get("words_address") or "")


def _write_address(words: str) -> None:
    st.session_state["words_address"] = words
    if words:
        st.query_params["words"] = words
    else:
        st.query_params.pop("words", None)


def _draw_found(workspace: Workspace, words: str, papers: dict[str, Paper], chosen: list[str] | None) -> None:
    of_words, shown = st.session_state.get(SHOWN, ("", 0))
    most = shown if of_words == words else PAPERS_AT_ONCE
    with st.spinner("Looking through the papers …", show_time=True):
        found = workspace.words.search(words, chosen, papers=most, hits_a_paper=HITS_AT_FIRST)
    if not found.count:
        st.write(
            f"“{plain(words, QUOTED_LETTERS)}” stands in no paper{' that is searched' if chosen is not None else ''}."
        )
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_counts(found), width="stretch")
        if may_write():
            _draw_ask(found, words)
            draw_group_form(workspace, found.paper_ids, "words")
    opened = st.session_state.get(OPENED)
    for of in found.papers:
        if of.paper_id not in papers:
            continue  # removed while it was searched
        if opened == (words, of.paper_id):
            (of,) = workspace.words.search(words, [of.paper_id], hits_a_paper=None).papers or [of]
        _draw_paper(of, papers[of.paper_id], words)
    if found.paper_count > len(found.papers):
        more = (words, most + PAPERS_AT_ONCE)
        st.button("More papers", key="words_more", on_click=_set, args=(SHOWN, more))


def _counts(found: WordSearch) -> str:
    return f"{count(found.count, 'sentence')} in {count(found.paper_count, 'paper')}"


def _draw_ask(found: WordSearch, words: str) -> None:
    these = "this paper" if found.paper_count == 1 else f"these {found.paper_count:,} papers"
    if st.button(f"Ask {these}", key="words_ask", icon=":material/search:"):
        choose_papers(found.paper_ids)
        open_page("ask")
    asked = " ".join(words.replace('"', " ").replace("“", " ").replace("”", " ").replace("*", " ").split())
    if asked and st.button("What do they say about it?", key="words_question", type="tertiary"):
        choose_papers(found.paper_ids)
        hand_on_question(f"What do the papers say about “{asked}”?")
        open_page("ask")


def _draw_paper(of: PaperHits, paper: Paper, words: str) -> None:
    with st.container(key=f"words_paper_{paper.id}", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(
                f"**{plain(paper_title(paper), HEADING_LETTERS)}** · {count(of.count, 'sentence')}", width="stretch"
            )
            if may_write() and st.button(
                "Ask it", key=f"words_ask_{paper.id}", type="tertiary", help="Ask this paper alone"
            ):
                choose_papers([paper.id])
                open_page("ask")
        for hit in of.hits:
            _draw_hit(hit, paper, words)
        if of.count > len(of.hits):
            st.button(
                f"All {of.count} in this paper",
                key=f"words_all_{paper.id}",
                type="tertiary",
                on_click=_set,
                args=(OPENED, (words, paper.id)),
            )


def _draw_hit(hit: WordHit, paper: Paper, words: str) -> None:
    with st.container(horizontal=True, vertical_alignment="top", gap="small"):
        st.page_link(
            "pages/reader.py",
            label=f"p. {hit.page}",
            help=f"Read it on page {hit.page}",
            query_params={"paper": paper.id, "page": str(hit.page), "words": words},
            width=64,
        )
        section = plain(hit.section.rsplit(" > ", 1)[-1], QUOTED_LETTERS)
        st.markdown(f"{snippet(hit)}{f' :small[:gray[{section}]]' if section else ''}", width="stretch")


def _set(name: str, value: object) -> None:
    st.session_state[name] = value
