"""Typeset the sample paper that Sidelight brings along, and the picture of a quote that is lit on its page.

    .venv/bin/python scripts/sample_paper.py

Both are made anew in `lib/library/sample/`, the same bytes at every run. The text is the project's own.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
from PIL import Image, ImageChops, ImageDraw
from reportlab.lib.colors import black
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, FrameBreak, PageTemplate, Paragraph, Table, TableStyle

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from lib.workspace import Workspace  # noqa: E402

FOLDER = ROOT / "lib" / "library" / "sample"
PDF, PICTURE = FOLDER / "sidelight.pdf", FOLDER / "lit_quote.webp"
MARGIN_PT, GUTTER_PT, HEAD_PT = 54.0, 18.0, 180.0
PICTURE_PX_PER_PT = 2.4
LIT = "Each sentence of the paper is kept with one box for every printed line that it covers."
LIT_COLOUR = (255, 226, 140)
AROUND_PT = 44.5
"""Of the page, above and below the lit words: three lines, cut between two."""

TITLE = "Sidelight: Answers Beside the Words They Rest On"
AUTHORS = "Sidelight Makers"
DATED = "Sample paper, 2026. It comes with Sidelight and may be copied freely."
ABSTRACT = (
    "Readers of scientific papers need to check what an assistant tells them, and searching a PDF for the "
    "words of an answer takes longer than the answer saved. The aim of this paper is to explain how "
    "Sidelight keeps every answer tied to the exact words in the page. A paper is cut into sentences whose "
    "places are known before any question is asked. We found that an answer can then be checked with one "
    "click, because a citation is a place and never a search."
)
SECTIONS: list[tuple[str, list[str | list[list[str]]]]] = [
    (
        "1 Introduction",
        [
            "A language model answers a question about a paper in seconds. To trust the answer, the reader "
            "has to find the passage that it came from, and most tools leave that work to the reader. They "
            "point to a page, to a chunk of text, or to the whole document.",
            "Sidelight was built so that the evidence stands beside the answer. This paper describes how a PDF is read, how an "
            "answer is found, and what is lit on the page. It is also a sample: everything in it can be asked.",
        ],
    ),
    (
        "2 Methods",
        [
            f"Reading a paper begins with the characters and their places on the page. Columns, headings, "
            f"captions and tables are told apart, and running headers and line numbers are left out. {LIT} "
            "Words that are hyphenated at the end of a line are joined, and the page itself is never changed.",
            "Sentences that belong together form a passage of a few hundred characters. A small encoder "
            "turns every passage into 384 numbers on the reader's own machine, so that no part of the paper "
            "has to leave it. Passages are found by their meaning and by their words, and both lists are joined.",
            "The offline answerer chooses the sentences that answer the question and quotes them word for "
            "word. It needs no key, no network and no language model. Where a language model is asked "
            "instead, it is given the retrieved sentences alone and has to name the sentence behind each claim.",
        ],
    ),
    (
        "3 Results",
        [
            "In our test on this paper, every answer was shown with its words lit in the page. The three "
            "kinds of answers are listed in Table 1.",
            [
                ["Kind of answer", "What is shown", "Clicks"],
                ["Answered", "the quote, lit in the page", "1"],
                ["Perhaps", "the quote, with a word of doubt", "1"],
                ["Not found", "the sentences that came nearest", "2"],
            ],
            "When a paper does not say what is asked, Sidelight says so and adds no general knowledge. A "
            "reader who asked this paper for the price of a ticket would be told that no sentence answers.",
        ],
    ),
    (
        "4 Limitations",
        [
            "The offline answerer cannot sum up, compare or reason over several papers. It only quotes, so a "
            "question whose answer is printed nowhere in one piece is a question for a language model. A "
            "further limitation is that scanned pages have to be recognised first, which takes some seconds a page.",
        ],
    ),
    (
        "5 Privacy",
        [
            "Papers, questions and answers stay in one folder of the reader's machine. Nothing is sent "
            "anywhere unless the reader chooses a model that runs elsewhere, and then the screen names the "
            "host before the first question goes out.",
        ],
    ),
    (
        "6 Conclusion",
        [
            "We conclude that an answer is worth as much as the ease with which it can be checked. In future "
            "work the same marks will be shown on figures.",
        ],
    ),
]
BODY = ParagraphStyle(
    "body", fontName="Times-Roman", fontSize=11, leading=14.2, alignment=TA_JUSTIFY, firstLineIndent=10
)
FIRST = ParagraphStyle("first", parent=BODY, firstLineIndent=0)
HEADING = ParagraphStyle("heading", fontName="Times-Bold", fontSize=12.5, leading=16, spaceBefore=10, spaceAfter=4)
CAPTION = ParagraphStyle("caption", fontName="Times-Roman", fontSize=8.6, leading=10.4, spaceBefore=6, spaceAfter=3)
CELL = ParagraphStyle("cell", fontName="Times-Roman", fontSize=8.6, leading=10.2)


def typeset() -> bytes:
    """Return the sample paper as a PDF, in two columns below a title over both."""
    out = io.BytesIO()
    width, height = A4
    column = (width - 2 * MARGIN_PT - GUTTER_PT) / 2
    right = MARGIN_PT + column + GUTTER_PT
    plain = {"leftPadding": 0, "rightPadding": 0, "topPadding": 0, "bottomPadding": 0}
    body = height - 2 * MARGIN_PT
    head = Frame(MARGIN_PT, height - MARGIN_PT - HEAD_PT, width - 2 * MARGIN_PT, HEAD_PT, **plain)
    first = [Frame(x, MARGIN_PT, column, body - HEAD_PT, **plain) for x in (MARGIN_PT, right)]
    later = [Frame(x, MARGIN_PT, column, body, **plain) for x in (MARGIN_PT, right)]
    made = BaseDocTemplate(out, pagesize=A4, title=TITLE, author=AUTHORS, creator="Sidelight", invariant=1)
    made.addPageTemplates(
        [
            PageTemplate("first", [head, *first], autoNextPageTemplate="later", onPage=_number),
            PageTemplate("later", later, onPage=_number),
        ]
    )
    made.build(_story())
    return out.getvalue()


def _number(canvas: object, document: object) -> None:
    canvas.setFont("Times-Roman", 9)  # type: ignore[attr-defined]
    canvas.drawCentredString(A4[0] / 2, MARGIN_PT / 2, str(document.page))  # type: ignore[attr-defined]


def _story() -> list[Flowable]:
    centred = {"alignment": 1, "fontName": "Times-Roman"}
    story: list[Flowable] = [
        Paragraph(
            TITLE,
            ParagraphStyle("title", **{**centred, "fontName": "Times-Bold"}, fontSize=17, leading=22, spaceAfter=6),
        ),
        Paragraph(AUTHORS, ParagraphStyle("authors", **centred, fontSize=11, leading=14)),
        Paragraph(DATED, ParagraphStyle("dated", **centred, fontSize=8.6, leading=11, spaceAfter=9)),
        Paragraph(
            f"<b>Abstract.</b> {ABSTRACT}", ParagraphStyle("abstract", parent=FIRST, leftIndent=34, rightIndent=34)
        ),
        FrameBreak(),
    ]
    for heading, parts in SECTIONS:
        story.append(Paragraph(heading, HEADING))
        for n, part in enumerate(parts):
            if isinstance(part, str):
                story.append(Paragraph(part, BODY if n else FIRST))
                continue
            story.append(Paragraph("<b>Table 1.</b> The three kinds of answers of the sample paper.", CAPTION))
            table = Table([[Paragraph(cell, CELL) for cell in row] for row in part], colWidths=[68, 124, 40])
            rules = [("LINEABOVE", (0, 0), (-1, 0), 0.8, black), ("LINEBELOW", (0, 0), (-1, 0), 0.5, black)]
            table.setStyle(TableStyle([*rules, ("LINEBELOW", (0, -1), (-1, -1), 0.8, black)], spaceAfter=8))
            story.append(table)
    return story


def lit_quote(pdf: bytes) -> Image.Image:
    """Return the part of the paper's page around `LIT`, whose words are lit."""
    with TemporaryDirectory() as folder, Workspace.open(folder) as workspace:
        boxes = workspace.locate(workspace.add_paper(pdf).id, LIT)
    document = pypdfium2.PdfDocument(pdf)
    page = document[boxes[0].page - 1]
    picture = page.render(scale=PICTURE_PX_PER_PT).to_pil().convert("RGB")
    document.close()
    width, height = picture.size
    marks = Image.new("RGB", picture.size, "white")
    draw = ImageDraw.Draw(marks)
    for box in boxes:
        draw.rounded_rectangle(
            (box.x0 * width - 2, box.top * height, box.x1 * width + 2, box.bottom * height), 4, LIT_COLOUR
        )
    lit = ImageChops.multiply(picture, marks)
    around = AROUND_PT * PICTURE_PX_PER_PT
    left, right = min(box.x0 for box in boxes) * width, max(box.x1 for box in boxes) * width
    top, bottom = min(box.top for box in boxes) * height, max(box.bottom for box in boxes) * height
    return lit.crop(tuple(round(value) for value in (left - 14, top - around, right + 14, bottom + around)))


def main() -> None:
    """Write both files."""
    FOLDER.mkdir(exist_ok=True)
    pdf = typeset()
    PDF.write_bytes(pdf)
    lit_quote(pdf).save(PICTURE, "WEBP", quality=82)
    sys.stdout.write(f"{PDF}: {len(pdf):,} bytes; {PICTURE}: {PICTURE.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
