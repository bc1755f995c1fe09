"""The Reader page: paper and page by address, words looked for, marks of answers."""

import io
import time

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from lib.ui.reader.annotations import change_annotations
from tests.pages.components import components, data_of
from tests.pdfs import PAGE_PT, print_paper, unlike_sentences


def view(at):
    (component,) = components(at)
    return data_of(component)


def drawn(at):
    deadline = time.monotonic() + 20
    while view(at)["pending"] and time.monotonic() < deadline:
        time.sleep(0.05)
        at.run()
    assert not at.exception
    return view(at)


def paper_of(workspace, filename):
    return next(paper for paper in workspace.papers() if paper.filename == filename)


def test_without_papers_the_page_says_what_is_needed(empty, screen):
    screen.open("reader")
    assert "no paper to read yet" in screen.words


def test_the_address_names_paper_and_page(library, screen):
    paper = paper_of(library, "cameras.pdf")
    at = screen.open("reader", paper=paper.id, page="1")
    shown = drawn(at)
    assert (shown["paper"], shown["page"], shown["page_count"]) == (paper.id, 1, paper.page_count)
    assert any("Camera traps" in line["text"] for line in shown["pages"][0]["lines"])


def test_a_page_that_is_not_there_gives_the_last_one(library, screen):
    paper = paper_of(library, "cameras.pdf")
    assert view(screen.open("reader", paper=paper.id, page="99"))["page"] == paper.page_count


def test_an_unknown_paper_in_the_address_gives_another_one(library, screen):
    at = screen.open("reader", paper="0" * 64, page="x")
    assert view(at)["paper"] in {paper.id for paper in library.papers()}
    assert "not in the library" in screen.words
    other = next(paper.id for paper in library.papers() if paper.id != view(at)["paper"])
    at.selectbox(key="reader_paper").select(other).run()
    assert view(at)["paper"] == other
    assert "not in the library" not in screen.words


def test_a_paper_that_is_removed_while_somebody_reads_it_gives_place_to_another_one(empty, screen):
    first, second = (
        empty.add_paper(print_paper(sections=[("Methods", [text])], title=text).data, filename=f"{text[:4]}.pdf")
        for text in ("Otters were counted here.", "Owls were seen there.")
    )
    at = screen.open("reader", paper=first.id, page="1")
    drawn(at)
    empty.remove_paper(first.id)
    at.run()
    assert not at.exception
    assert view(at)["paper"] == second.id
    empty.remove_paper(second.id)
    at.run()
    assert not at.exception
    assert "no paper to read yet" in screen.words


def test_words_that_are_looked_for_are_marked(library, screen):
    paper = paper_of(library, "cameras.pdf")
    at = screen.open("reader", paper=paper.id)
    at.text_input(key="reader_words").set_value("resized to 512 pixels").run()
    shown = drawn(at)
    found = [line["at"] for page in shown["pages"] for line in page["lines"] if line.get("mark") == "found"]
    hit = library.search("resized to 512 pixels").papers[0].hits[0]
    sentence = next(one for one in library.sentences(paper.id) if one.id == hit.sentence_id)
    boxes = library.pages.word_boxes(paper.id, sentence, [(span.start, span.end) for span in hit.spans])
    assert found == [[round(v, 5) for v in (b.x0, b.top, b.x1, b.bottom)] for b in boxes]
    assert found


def test_what_was_left_out_is_marked_where_it_is_asked_for(empty, screen):
    data = print_paper(sections=[("Methods", [unlike_sentences(60)])], header="Journal of bats").data
    paper = empty.add_paper(data, filename="bats.pdf")
    at = screen.open("reader", paper=paper.id)
    at.toggle(key="reader_dropped").set_value(True).run()
    marked = [line["at"] for line in drawn(at)["pages"][0]["lines"] if line.get("mark") == "found"]
    header = empty.dropped(paper.id)[0].box
    assert marked == [[round(v, 5) for v in (header.x0, header.top, header.x1, header.bottom)]]


def test_a_quote_over_two_sentences_is_found(library, screen):
    paper = paper_of(library, "cameras.pdf")
    at = screen.open("reader", paper=paper.id, words="before training. The network")
    assert at.text_input(key="reader_words").value == "before training. The network"
    assert [line for page in drawn(at)["pages"] for line in page["lines"] if line.get("mark") == "found"]


def test_words_that_are_nowhere_are_told(library, screen):
    at = screen.open("reader", paper=paper_of(library, "cameras.pdf").id)
    at.text_input(key="reader_words").set_value("quantum gravity").run()
    assert "were not found in the paper" in screen.words


def test_marked_words_are_shown_beside_the_pages_and_in_the_strip(empty, screen):
    paper = empty.add_paper(print_paper().data, filename="a.pdf")
    change_annotations(
        empty, paper, {"do": "add", "text": "words", "note": "mine", "boxes": [[1, 0.1, 0.2, 0.5, 0.22]]}
    )
    shown = view(screen.open("reader", paper=paper.id))
    (one,) = shown["annotations"]
    assert (one["text"], one["note"], one["boxes"]) == ("words", "mine", [[1, 0.1, 0.2, 0.5, 0.22]])
    assert {"kind": "noted", "page": 1, "at": [0.1, 0.2, 0.5, 0.22]} in shown["strip"]
    change_annotations(empty, paper, {"do": "note", "id": one["id"], "note": "theirs"})
    assert [kept.note for kept in empty.annotations.of(paper.id)] == ["theirs"]
    change_annotations(empty, paper, {"do": "remove", "id": one["id"]})
    change_annotations(empty, paper, {"do": "add", "text": "words", "boxes": []})
    assert empty.annotations.of(paper.id) == []


def test_every_place_of_the_words_is_told_apart(library, screen):
    paper = paper_of(library, "cameras.pdf")
    shown = drawn(screen.open("reader", paper=paper.id, words="training pictures"))
    (of,) = library.search("training pictures", [paper.id]).papers
    assert [(hit["page"], hit["at"][1]) for hit in shown["hits"]] == [
        (h.page, round(h.boxes[0].top, 5)) for h in of.hits
    ]


def test_the_answers_that_cite_the_paper_stand_beside_it_with_their_marks(library, screen):
    paper = paper_of(library, "sounds.pdf")
    answer = library.ask("How were the recordings cut?", [paper.id])
    shown = drawn(screen.open("reader", paper=paper.id))
    assert answer.question in [sentence["heading"] for sentence in shown["sentences"]]
    assert any(line.get("mark") == "cited" for line in shown["pages"][0]["lines"])
    assert [mark["kind"] for mark in shown["strip"]] == ["cited"] * len(shown["citations"])


def paper_with_a_table():
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=PAGE_PT, invariant=1)
    for _ in range(2):
        canvas.setFont("Times-Roman", 10)
        for n, text in enumerate(unlike_sentences(20)):
            canvas.drawString(60, 780 - 12 * n, text[:95])
        canvas.showPage()
    canvas.setFont("Times-Roman", 8)
    canvas.drawString(60, 700, "Table 1. Results of both models on the test set of pictures.")
    for r, row in enumerate([["Model", "Accuracy"], ["ResNet", "91.2"], ["VGG 16", "85.1"]]):
        for c, text in enumerate(row):
            canvas.drawString(60 + 150 * c, 680 - 11 * r, text)
    canvas.save()
    return out.getvalue()


def test_a_table_is_chosen_in_the_outline_opens_beside_its_page_and_closes(empty, screen):
    paper = empty.add_paper(paper_with_a_table(), filename="models.pdf")
    at = screen.open("reader", paper=paper.id)
    outline = at.selectbox(key="reader_outline")
    entry = next(n for n, words in enumerate(outline.options) if "Results of both models" in words)
    assert outline.options[entry].startswith("Table 1 · page 3 · ")
    outline.select_index(entry).run()
    shown = drawn(at)
    assert shown["page"] == 3
    assert shown["table"]["label"] == "Table 1"
    (cell,) = [cell for cell in shown["table"]["cells"] if cell["text"] == "91.2"]
    assert cell["at"][0][0] == 3
    assert {button.label for button in at.get("download_button")} >= {"CSV", "Excel"}
    at.session_state["reader_table_closed"] = True
    at.run()
    assert drawn(at)["table"] is None


def paper_with_panels():
    image = Image.new("L", (400, 150), 255)
    for x in (0, 220):
        image.paste(100, (x, 0, x + 180, 150))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=PAGE_PT, invariant=1)
    canvas.setFont("Times-Roman", 10)
    for n, text in enumerate(unlike_sentences(20)):
        canvas.drawString(60, 780 - 12 * n, text[:95])
    canvas.drawImage(ImageReader(image), 60, 320, 400, 150)
    canvas.setFont("Times-Roman", 8)
    canvas.drawString(60, 300, "Figure 1. Records of the season. (a) Otters by night. (b) Owls by night.")
    canvas.save()
    return out.getvalue()


def test_a_figure_chosen_in_the_outline_is_framed_with_its_panels_and_says_how_they_were_told(empty, screen):
    paper = empty.add_paper(paper_with_panels(), filename="panels.pdf")
    at = screen.open("reader", paper=paper.id)
    assert not [line for line in drawn(at)["pages"][0]["lines"] if line.get("mark") == "figure"]
    at.selectbox(key="reader_outline").select_index(0).run()
    frames = [line["at"] for line in drawn(at)["pages"][0]["lines"] if line.get("mark") == "figure"]
    assert len(frames) == 3
    whole, left, right = frames
    assert whole[0] <= left[0] < left[2] < right[0] < right[2] <= whole[2]
    assert any("told by the white between them" in caption.value for caption in at.caption)


def test_another_paper_opens_without_the_table_of_the_last_one(empty, screen):
    paper = empty.add_paper(paper_with_a_table(), filename="models.pdf")
    other = empty.add_paper(print_paper().data, filename="other.pdf")
    at = screen.open("reader", paper=paper.id)
    at.selectbox(key="reader_outline").select_index(0).run()
    assert drawn(at)["table"]
    at.selectbox(key="reader_paper").set_value(other.id).run()
    assert drawn(at)["table"] is None
