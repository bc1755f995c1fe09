"""Exact search over a library: hits by paper, with their places in print."""

import io

import pdfplumber
import pytest

from lib.records.word_hits import WordSearch
from lib.workspace import Workspace
from tests.pdfs import print_paper, unlike_sentences

COUNTED = "Otters (Lutra lutra) were counted in 1,200 nights."
OTTERS = print_paper(
    sections=[("Methods", [COUNTED, unlike_sentences(8)])],
    title="Otters in winter",
)
OAKS = print_paper(sections=[("Results", ["One otter was counting oaks."])], title="Oaks in summer")


@pytest.fixture(scope="module")
def ws(tmp_path_factory):
    with Workspace.open(tmp_path_factory.mktemp("words")) as workspace:
        for name, paper in (("otters.pdf", OTTERS), ("oaks.pdf", OAKS)):
            assert workspace.add_paper(paper.data, filename=name).status == "ready"
        yield workspace


def paper_of(ws, name):
    return next(paper for paper in ws.papers() if paper.filename == name)


def test_all_forms_of_words_are_found_in_all_papers_those_with_most_first(ws):
    found = ws.search("otters count")
    assert found.count == 2
    assert {hits.paper_id for hits in found.papers} == {paper.id for paper in ws.papers()}
    (hit,) = next(of for of in found.papers if of.paper_id == paper_of(ws, "oaks.pdf").id).hits
    assert [hit.text[span.start : span.end] for span in hit.spans] == ["otter", "counting"]
    assert ws.search("otters").papers[0].paper_id == paper_of(ws, "otters.pdf").id  # in its title and its methods


def test_the_boxes_of_a_hit_lie_on_its_words(ws):
    (of,) = ws.search(f'"{COUNTED}"').papers
    (hit,) = of.hits
    (box,) = hit.boxes
    (place,) = OTTERS.places(COUNTED)
    assert box.page == hit.page == place.page
    assert (box.x0, box.x1) == pytest.approx((place.x0, place.x1), abs=0.006)
    assert (box.top + box.bottom) / 2 == pytest.approx((place.top + place.bottom) / 2, abs=0.006)
    (number,) = ws.search("1200").papers[0].hits[0].boxes
    assert box.x0 + 0.2 < number.x0 < number.x1 < box.x1


def test_boxes_of_words_lie_on_their_letters_where_the_page_is_there_to_be_looked_at(ws):
    paper = paper_of(ws, "otters.pdf")
    (hit,) = ws.search('"otters in winter"').papers[0].hits  # the title, in bold Helvetica
    sentence = next(one for one in ws.sentences(paper.id) if one.id == hit.sentence_id)
    with pdfplumber.open(io.BytesIO(OTTERS.data)) as pdf:
        page = pdf.pages[0]
        printed = next(word for word in page.extract_words() if word["text"] == "winter")
        wanted = float(printed["x1"] / page.width)
    box = ws.pages.word_boxes(paper.id, sentence, [(span.start, span.end) for span in hit.spans])[-1]
    assert box.x1 == pytest.approx(wanted, abs=0.002)


def test_only_the_chosen_papers_are_searched_and_counts_tell_of_what_is_not_listed(ws):
    oaks = paper_of(ws, "oaks.pdf")
    assert [of.paper_id for of in ws.search("otters", [oaks.id]).papers] == [oaks.id]
    short = ws.words.search("otters", papers=1, hits_a_paper=1)
    assert (short.paper_count, len(short.papers), len(short.papers[0].hits)) == (2, 1, 1)
    assert short.papers[0].count > 1
    assert len(ws.words.search("otters", papers=1, hits_a_paper=None).papers[0].hits) == short.papers[0].count


def test_what_is_found_comes_back_equal_from_json(ws):
    found = ws.search("1200")
    assert found.count == 1
    assert WordSearch.from_dict(found.to_dict()) == found


@pytest.mark.parametrize("words", ["", '"', "NOT (", "x" * 5000, "\0"])
def test_whatever_is_typed_is_no_error(ws, words):
    assert ws.search(words).count == 0


def test_a_removed_paper_is_found_no_more(ws):
    gone = ws.add_paper(
        print_paper(sections=[("Results", ["A platypus swam."])], title="Rare").data, filename="gone.pdf"
    )
    assert ws.search("platypus").paper_count == 1
    ws.remove_paper(gone.id)
    assert ws.search("platypus").paper_count == 0
