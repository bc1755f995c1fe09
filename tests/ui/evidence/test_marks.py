"""Numbers, marks and lines of the evidence view."""

from dataclasses import replace

import pytest

from lib.answering.certainty import certainty_in_words, chance_in_words
from lib.citations import number_citations, section_of
from lib.records import (
    Answer,
    AnswerSentence,
    Box,
    Citation,
    CitedCell,
    CitedEquation,
    CitedPicture,
    Paper,
    Passage,
    Sentence,
    Why,
)
from lib.records.core import CHANCE
from lib.records.notices import PaperStanding
from lib.ui.evidence.marks import (
    Marks,
    citation_data,
    paper_headings,
    passage_data,
    passage_numbers,
    reference,
    sentence_data,
    support_counts,
    verdict_line,
    why_line,
)

FIRST, SECOND = "a" * 64, "b" * 64
PAPERS = {
    FIRST: Paper(FIRST, "a.pdf", "Cameras", ["Ada Lovelace"], 1843),
    SECOND: Paper(SECOND, "b.pdf", "Compilers", ["Grace Hopper"], 1952),
}


def box(page, top):
    return Box(page, 0.1, top, 0.9, top + 0.02)


def sentence(n, *boxes):
    return Sentence(n, f"Sentence {n}.", "Methods", "body", list(boxes), [f"line {i}" for i, _ in enumerate(boxes)])


SENTENCES = [
    sentence(0, box(1, 0.1)),
    sentence(1, box(1, 0.9), box(2, 0.1)),
    sentence(2, box(2, 0.2)),
    sentence(3, box(2, 0.3)),
]


def cite(paper_id, *ids, reading=1):
    boxes = [b for i in ids for b in SENTENCES[i].boxes]
    return Citation(paper_id, reading, list(ids), "quoted", boxes)


def passage(paper_id, *ids):
    boxes = [b for i in ids for b in SENTENCES[i].boxes]
    why = Why(["sound", "traps"], 0.71, "Methods")
    return Passage(
        f"{paper_id}:1:{ids[0]}-{ids[-1]}", paper_id, 1, list(ids), "text", "Methods", [1, 2], 0.5, why, boxes
    )


def on(page):
    return [s for s in SENTENCES if any(b.page == page for b in s.boxes)]


def test_equal_citations_share_a_number_and_numbers_follow_first_mention():
    numbered = number_citations([cite(SECOND, 2), cite(FIRST, 1), cite(SECOND, 2), cite(FIRST, 1, reading=2)])
    assert [n for n, _ in numbered.values()] == [1, 2, 3]
    assert next(iter(numbered))[0] == SECOND


def test_a_cited_sentence_is_marked_on_every_page_it_touches():
    marks = Marks(number_citations([cite(FIRST, 1)]))
    for page, place in ((1, box(1, 0.9)), (2, box(2, 0.1))):
        cited = [line for line in marks.lines(FIRST, page, {1: on(page)}) if line.mark == "cited"]
        assert [(line.box, line.cites) for line in cited] == [(place, (1,))]


def test_what_was_only_retrieved_is_marked_apart_and_the_rest_is_plain():
    marks = Marks(number_citations([cite(FIRST, 1)]), [passage(FIRST, 1, 2)])
    lines = marks.lines(FIRST, 2, {1: on(2)})
    assert [(line.mark, line.cites, line.passages) for line in lines] == [
        ("cited", (1,), (1,)),
        ("retrieved", (), (1,)),
        ("", (), ()),
    ]
    assert [line.text for line in lines] == ["line 1", "line 0", "line 0"]


def test_a_sentence_cited_twice_is_one_mark_with_both_numbers():
    marks = Marks(number_citations([cite(FIRST, 2), cite(FIRST, 2, 3)]))
    lines = {line.box: line.cites for line in marks.lines(FIRST, 2, {1: on(2)})}
    assert lines[box(2, 0.2)] == (1, 2)
    assert lines[box(2, 0.3)] == (2,)


def test_another_papers_citation_marks_nothing_here():
    marks = Marks(number_citations([cite(SECOND, 2)]))
    assert {line.mark for line in marks.lines(FIRST, 2, {1: on(2)})} == {""}


def test_a_removed_papers_citation_is_marked_by_the_boxes_kept_with_the_answer():
    marks = Marks(number_citations([cite(FIRST, 1)]))
    assert [(line.box, line.mark) for line in marks.lines(FIRST, 2, {})] == [(box(2, 0.1), "cited")]


def test_pages_come_in_the_order_of_the_citations_then_of_the_passages():
    marks = Marks(number_citations([cite(SECOND, 2), cite(FIRST, 0)]), [passage(FIRST, 1), passage(SECOND, 0)])
    assert marks.pages() == [(SECOND, 2), (FIRST, 1), (FIRST, 2), (SECOND, 1)]


def test_a_line_tells_its_place_in_fractions():
    (line,) = Marks(number_citations([cite(FIRST, 0)])).lines(FIRST, 1, {1: [SENTENCES[0]]})
    assert line.to_dict() == {
        "at": [0.1, 0.1, 0.9, 0.12],
        "text": "line 0",
        "mark": "cited",
        "cites": [1],
        "passages": [],
    }


def answer(*citations):
    sentences = [AnswerSentence("So it is.", list(of), "supported", 1.0) for of in citations]
    return Answer("x", "Why?", True, "So it is.", sentences, [], "extractive", "", [FIRST, SECOND])


def test_of_several_papers_each_begins_with_its_name_once():
    made = answer([cite(FIRST, 0)], [cite(FIRST, 2)], [cite(SECOND, 0)])
    assert paper_headings(made, PAPERS) == ["Lovelace 1843 · Cameras", "", "Hopper 1952 · Compilers"]


def test_of_one_paper_or_mixed_sentences_no_name_is_needed():
    assert paper_headings(answer([cite(FIRST, 0)], [cite(FIRST, 2)]), PAPERS) == ["", ""]
    assert paper_headings(answer([cite(FIRST, 0), cite(SECOND, 0)]), PAPERS) == [""]


def test_citation_and_passage_say_where_they_stand():
    numbered = number_citations([cite(FIRST, 1)])
    found = passage(FIRST, 1, 2)
    assert section_of(cite(FIRST, 1), [found]) == "Methods"
    assert section_of(cite(SECOND, 1), [found]) == ""
    assert passage_numbers(found, numbered) == [1]
    assert passage_numbers(passage(FIRST, 2), numbered) == []
    data = citation_data(1, cite(FIRST, 1), PAPERS, "Methods")
    assert (data["label"], data["pages"], data["section"]) == ("Lovelace 1843", [1, 2], "Methods")
    assert citation_data(1, cite("c" * 64, 1), PAPERS)["label"] == "paper not here"
    assert passage_data(1, found, [1], PAPERS)["score"] == 0.5


def test_why_names_the_words_that_matched_or_says_that_none_did():
    assert why_line(passage(FIRST, 1)) == "has “sound”, “traps” · similarity 0.71"
    assert why_line(replace(passage(FIRST, 1), why=Why([], 0.5, ""))) == "close in meaning · similarity 0.50"
    assert why_line(replace(passage(FIRST, 1), why=Why([], 0.0, ""))) == "found by its place in the paper"


def test_a_sentence_names_its_numbers():
    numbered = number_citations([cite(FIRST, 1), cite(SECOND, 0)])
    told = AnswerSentence("So it is.", [cite(SECOND, 0), cite(FIRST, 1)], "weak", 0.4)
    shown = sentence_data(told, numbered)
    assert shown["cites"] == [2, 1]
    assert shown["words"] == "only partly in the passages"


def test_quotes_are_counted_and_not_called_supported() -> None:
    sentences = [AnswerSentence("So it is.", [], "supported", 1.0), AnswerSentence("And so.", [], "supported", 1.0)]
    assert support_counts(sentences, quoted=True) == "2 quotes, word for word"
    assert support_counts(sentences) == "2 supported"
    assert support_counts([], quoted=True) == ""


CELL = Box(1, 0.5, 0.5, 0.6, 0.52)
LABEL = Box(1, 0.1, 0.5, 0.3, 0.52)
HEAD = Box(1, 0.5, 0.4, 0.6, 0.42)
PICTURE = Box(1, 0.1, 0.1, 0.9, 0.3)


def row() -> Sentence:
    return Sentence(5, "Species: otter; Recall: 0.91", "Results", "table", [LABEL, CELL], ["otter", "0.91"])


def cell_citation() -> Citation:
    kept = CitedCell("Table 3", "otter", ["Recall"], "0.91", "", "Of the test set", [LABEL], [HEAD])
    return Citation(FIRST, 1, [5], "otter, Recall: 0.91", [CELL], table=2, row=1, column=2, cell=kept)


def test_a_cell_its_label_and_its_head_are_marked_in_three_strengths() -> None:
    marks = Marks(number_citations([cell_citation()]))
    lines = {line.box: line for line in marks.lines(FIRST, 1, {1: [row()]})}
    assert {box: line.mark for box, line in lines.items()} == {CELL: "cell", LABEL: "row-label", HEAD: "head"}
    assert all(line.cites == (1,) for line in lines.values())
    assert lines[CELL].text == "0.91"  # its words can still be selected


def test_a_cell_is_marked_without_its_reading() -> None:
    lines = Marks(number_citations([cell_citation()])).lines(FIRST, 1, {})
    assert sorted(line.mark for line in lines) == ["cell", "head", "row-label"]


def test_two_cells_of_one_row_are_two_citations() -> None:
    other = replace(cell_citation(), column=3)
    assert [number for number, _ in number_citations([cell_citation(), other]).values()] == [1, 2]


def test_a_cited_caption_brings_the_frame_of_its_picture() -> None:
    citation = replace(cite(FIRST, 0), figure=0, picture=CitedPicture("Figure 2", "Cameras by month", PICTURE))
    marks = Marks(number_citations([citation]))
    assert {line.mark for line in marks.lines(FIRST, 1, {1: SENTENCES[:1]})} == {"cited", "figure"}
    data = citation_data(1, citation, PAPERS)
    assert data["place"] == "Figure 2"
    assert [(clip["kind"], clip["at"]) for clip in data["clips"]] == [("figure", [0.1, 0.1, 0.9, 0.3])]
    assert data["clips"][0]["words"] == "Figure 2: Cameras by month"
    doubtful = replace(citation, picture=CitedPicture("Figure 2", "Cameras", PICTURE, problem="Compare its parts."))
    assert citation_data(1, doubtful, PAPERS)["clips"][0]["words"] == "Figure 2: Cameras Compare its parts."


def test_an_equation_inside_a_quote_is_marked_and_shown_with_it() -> None:
    place = Box(2, 0.3, 0.4, 0.9, 0.43)
    citation = replace(cite(FIRST, 0), equations=[CitedEquation("E\u202e = Q (1)", place)])
    numbered = number_citations([citation])
    (marked,) = [line for line in Marks(numbered).lines(FIRST, 2, {1: []}) if line.mark == "equation"]
    assert (marked.box, marked.cites) == (place, (1,))
    assert (FIRST, 2) in Marks(numbered).pages()
    data = citation_data(1, citation, PAPERS)
    assert 2 in data["pages"]
    (clip,) = data["clips"]
    assert (clip["kind"], clip["page"]) == ("equation", 2)
    x0, top, x1, bottom = clip["at"]
    assert x0 < place.x0 < place.x1 < x1, "what reaches out of the boxes of its fonts is seen too"
    assert top < place.top < place.bottom < bottom
    assert "\u202e" not in clip["words"]


def test_an_equation_that_is_cited_itself_is_lit_as_words() -> None:
    citation = cite(FIRST, 0)
    citation = replace(citation, equations=[CitedEquation("E = Q (1)", citation.boxes[0])])
    marks = Marks(number_citations([citation]))
    assert {line.mark for line in marks.lines(FIRST, 1, {1: SENTENCES[:1]})} == {"cited"}
    assert [clip["kind"] for clip in citation_data(1, citation, PAPERS)["clips"]] == ["equation"]


def test_the_verdict_line_says_whether_and_of_how_many_papers():
    asked = answer([cite(FIRST, 0)], [cite(SECOND, 0)])
    asked = replace(asked, found=True, certainty="sure", paper_ids=[FIRST, SECOND, "c" * 64])
    assert verdict_line(asked) == "Answered, from 2 of 3 papers · not from paper not here"
    assert verdict_line(replace(asked, certainty="perhaps")) == "Perhaps, from 2 of 3 papers · not from paper not here"
    assert verdict_line(replace(asked, certainty="sure", paper_ids=[FIRST])) == "Answered"
    assert verdict_line(replace(asked, paper_ids=[FIRST], settings={CHANCE: 0.97})) == "Answered · very likely"
    assert verdict_line(replace(asked, found=False, certainty="not_found")) == "Not found in 3 papers"
    assert verdict_line(replace(asked, stopped="The connection broke.")) == ""


@pytest.mark.parametrize(("certainty", "chance"), [("sure", 0.85), ("sure", 0.97), ("perhaps", 0.6)])
def test_the_screen_and_the_files_name_one_certainty_by_one_word(certainty, chance):
    asked = replace(
        answer([cite(FIRST, 0)]), found=True, certainty=certainty, paper_ids=[FIRST], settings={CHANCE: chance}
    )
    word = verdict_line(asked).split(" · ")[-1].lower()
    assert word == certainty_in_words(asked) == chance_in_words(chance)


def test_the_verdict_line_says_that_an_answer_rests_on_papers_in_doubt():
    asked = answer([cite(FIRST, 0)], [cite(SECOND, 0)])
    asked = replace(asked, found=True, certainty="sure", paper_ids=[FIRST, SECOND])
    retracted, concern, corrected = (PaperStanding(one, []) for one in ("retracted", "concern", "corrected"))
    assert verdict_line(asked, {}, {FIRST: retracted}).endswith("of 2 papers · rests on a retracted paper")
    assert verdict_line(asked, {}, {FIRST: retracted, SECOND: retracted}).endswith(" · rests on 2 retracted papers")
    both = "rests on a retracted paper and a paper under an expression of concern"
    assert verdict_line(asked, {}, {FIRST: concern, SECOND: retracted}).endswith(both)
    assert (
        verdict_line(asked, {}, {FIRST: corrected})
        == verdict_line(asked, {}, {"c" * 64: retracted})
        == verdict_line(asked)
    )


def test_a_reference_names_what_is_known_of_a_paper():
    paper = Paper("a", "x.pdf", "Moths.", ["Ada Lovelace"], 1843, "10.1/x", journal="J. Moths", volume="3")
    assert reference(paper) == "Ada Lovelace (1843). Moths. J. Moths, 3. https://doi.org/10.1/x"
    assert reference(Paper("a", "x.pdf", "Moths.", ["Ada Lovelace"])) == "Ada Lovelace (n.d.). Moths."
    assert reference(Paper("a", "x.pdf")) == "x.pdf."


def test_a_sentence_cannot_turn_what_follows_it():
    data = sentence_data(AnswerSentence("31 \u202eotters\n\nwere seen.", [], "supported", 1.0), {})
    assert data["text"] == "31 otters\n\nwere seen."
