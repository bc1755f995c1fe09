"""Paragraphs of names, codes and numbers are text of one piece: their lines are filled, whatever words stand in them."""

from __future__ import annotations

from pathlib import Path

from tests import pdfs
from tests.reading.test_reading import read, sentence

LEFT, WIDTH = 200.0, 360.0
NAMED = (
    "Vero cells (WHO strain) and the RRV strain T-48 [21] were obtained from the WHO Collaborating Centre for Arbovirus "
    "Reference and Research at the Queensland University of Technology (QUT).",
    "At the QIMR Berghofer Medical Research Institute (QIMRB), virus was propagated in Vero cells maintained in 5% CO2 at "
    "37 C in RPMI-1640 (Sigma Aldrich, Missouri, USA), with 2 g/L and 10% (v/v) FCS (Invitrogen, USA), 1% (v/v) PSG "
    "(Sigma, USA) and (Penicillin 10,000 U).",
    "Stocks were frozen at -80 C.",
)
FUNDING = (
    "This study was supported by the Research on Early Detection, Genetic Evolution and Risk Assessment for Novel Influenza "
    "Virus by Capital Funds for Health Improvement and Research (2018-1-1012)."
)
BEFORE = " ".join(pdfs.unlike_sentences(24, seed=11))


def test_a_paragraph_of_names_and_codes_is_cut_at_its_full_stops_alone(tmp_path: Path) -> None:
    text = pdfs.column(BEFORE, LEFT, 80, WIDTH)
    named = pdfs.column(" ".join(NAMED), LEFT, text[-1][2] + 12, WIDTH, first=12)
    reading = read(tmp_path, pdfs.print_loose([[*text, *named]]))
    assert [sentence(reading, one).kind for one in NAMED] == ["body"] * len(NAMED)


def _second_page(pieces: list[pdfs.Piece]) -> bytes:
    """Return a paper with the pieces on its second page, under text of the usual size."""
    first = [("Introduction", 60.0, 60.0, "Times-Bold", 12.0), *pdfs.column(BEFORE, 60, 80, 230)]
    return pdfs.print_loose([first, [*pdfs.column(BEFORE, 60, 60, 230), *pieces]])


PLACES = (
    "Those who took part are: Otter Hospital of Avon, Heron Medical Centre, Bergen City University Hospital, Kingfisher "
    "Cardiovascular and Respiratory Centre, Avon Kyosai Hospital, Bergen Minami Hospital, Zug Rosai Hospital, Kanto Otter "
    "Hospital, Yoko General Hospital Uwamachi, Saisei Hospital Bergen, Nanbu Hospital."
)


def test_names_in_the_face_of_the_text_over_a_page_end_are_text_beside_a_figure_too(tmp_path: Path) -> None:
    first = [*pdfs.column(BEFORE, 60, 60, 230)]
    named = pdfs.column(PLACES, 60, 60, 230)
    cut = len(named) - 5
    foot = first[-1][2]
    first += [(text, x, down - 60 + foot + 30, *looks) for text, x, down, *looks in named[:cut]]
    head = named[cut][2] - 60
    figure = ("Figure 1. Otters of the river.", 60, 300, "Helvetica", 8.0)
    second = [(text, x, down - head, *looks) for text, x, down, *looks in named[cut:]]
    more = pdfs.column(BEFORE, 310, 60, 230)
    reading = read(tmp_path, pdfs.print_loose([first, [*second, figure, *more]]))
    assert sentence(reading, PLACES).kind == "body"


FOOT = pdfs.column(BEFORE, 60, 60, 230)[-1][2]


def test_small_print_of_names_is_one_sentence_and_no_table(tmp_path: Path) -> None:
    head = ("Funding", 60.0, FOOT + 26, "Times-Bold", 7.5)
    reading = read(tmp_path, _second_page([head, *pdfs.column(FUNDING, 60, FOOT + 36, 230, size=7.5)]))
    assert sentence(reading, FUNDING).kind == "body"


def test_names_of_which_each_has_room_beside_the_other_are_no_paragraph(tmp_path: Path) -> None:
    names = ["Amphia Hospital, Breda", "Erasmus MC, Rotterdam", "Isala of Zwolle", "UMC of Utrecht."]
    cells = [(name, 60.0, FOOT + 26 + 9 * n, "Times-Roman", 7.5) for n, name in enumerate(names)]
    reading = read(tmp_path, _second_page(cells))
    assert not [s.text for s in reading.sentences if s.kind == "body" and names[0] in s.text]


def test_items_of_lists_are_read_one_by_one_whatever_marks_and_names_they_have(tmp_path: Path) -> None:
    first = [("Introduction", 60.0, 60.0, "Times-Bold", 12.0), *pdfs.column(BEFORE, 60, 80, 230)]
    down = first[-1][2] + 24
    items = [
        ("- Otter decision", 60.0),
        ("- Heron decision", 60.0),
        ("- Death of a heron", 60.0),
        ("\u2022 Otterline, Otterline Daily Update, Otterline In", 60.0),
        ("Process, Other Non-Indexed Citations, Heron Epub", 67.0),
        ("of Print (via Avon).", 67.0),
        ("\u2022 All that was examined by the wardens, with:", 60.0),
        ("\u00b0 Length of the otters that were caught", 74.0),
        ("\u00b0 Weight of the otters that were caught", 74.0),
    ]
    listed = [(text, x, down + 12 * n, "Times-Roman", 10.0) for n, (text, x) in enumerate(items)]
    figure = ("Figure 1. Otters of the river.", 310.0, 300.0, "Helvetica", 8.0)
    reading = read(tmp_path, pdfs.print_loose([[*first, *listed, figure]]))
    texts = [s.text for s in reading.sentences if s.kind == "body"]
    assert [t for t in texts if t.startswith("- ")] == [text for text, _ in items[:3]]
    assert " ".join(text for text, _ in items[3:6]) in texts
    assert [t for t in texts if t.startswith("\u00b0")] == [text for text, _ in items[7:]]


def test_a_ragged_line_that_ends_with_a_short_form_goes_on_in_small_letters(tmp_path: Path) -> None:
    left = pdfs.column(f"{BEFORE} Nobody had seen the mosquitoes that carry it, which were all of Ae.", 60, 80, 230)
    right = pdfs.column(f"albopictus in winter. {BEFORE}", 310, 80, 230)
    reading = read(tmp_path, pdfs.print_loose([[*left, *right]]))
    sentence(reading, "Nobody had seen the mosquitoes that carry it, which were all of Ae. albopictus in winter.")
