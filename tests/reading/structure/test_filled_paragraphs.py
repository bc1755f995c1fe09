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
