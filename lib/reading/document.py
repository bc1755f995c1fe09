"""A PDF opened by pdfplumber: its pages as ink, its information entries; faults become plain sentences."""

from __future__ import annotations

import re
from pathlib import Path

import pdfplumber.pdf
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdftypes import resolve1
from pdfplumber.utils.exceptions import PdfminerException

from lib.errors import NotAPdf, PasswordNeeded, ReadingError
from lib.geometry import Rect
from lib.reading.layout.pages import PageText, read_page
from lib.reading.pdf.certainty import disagree, letters_of, make_words
from lib.reading.pdf.characters import InkDevice
from lib.reading.pdf.fonts import FontLibrary
from lib.reading.pdf.ink import Ink
from lib.reading.pdf.interpreter import read_ink, shown_crop
from lib.reading.pdf.visibility import hide_unseen
from lib.reading.pdfium_document import PdfiumDocument

HEAD_BYTES = 1024 * 16
"""In which "%PDF" must stand: viewers pass over what was put before it."""
_XMP_NAMES = (
    ("dc:title", "xmp:title"),
    ("dc:creator", "xmp:creator"),
    ("dc:identifier", "xmp:identifier"),
    ("dc:date", "xmp:date"),
    ("prism:doi", "xmp:doi"),
    ("pdfx:doi", "xmp:doi"),
    ("prism:url", "xmp:url"),
    ("prism:publicationName", "xmp:journal"),
    ("prism:volume", "xmp:volume"),
    ("prism:pageRange", "xmp:pages"),
    ("prism:startingPage", "xmp:first_page"),
    ("prism:endingPage", "xmp:last_page"),
)
"""Entries of the XMP packet (Dublin Core, PRISM) and what they are called here."""


class Document:
    """An open PDF."""

    def __init__(self, path: Path, password: str | None = None) -> None:
        check_head(path)
        self._path, self._password = path, password
        self._second: PdfiumDocument | None = None
        self._pdf = _open(path, password)
        self._pages = self._pdf.pages
        self._fonts = FontLibrary()
        self._device = InkDevice(self._fonts)
        self._device.layers_may_hide = _hides_layers(self._pdf)

    @property
    def page_count(self) -> int:
        """How many pages it has."""
        return len(self._pages)

    def page(self, number: int) -> PageText:
        """Return the lines of a page (1-based), by pdfium's characters where pdfminer cannot read it.

        Raises what pdfminer raises where neither can.
        """
        try:
            text = self._main_page(number)
        except MemoryError:
            raise
        except Exception:
            second = self._second_page(number)
            if second is None:
                raise
            return second
        if text.quality in ("garbled", "letters unknown"):
            second = self._second_page(number)
            if second is not None and second.quality == "second reader" and _tells_more(second, text):
                return second
        return text

    def _main_page(self, number: int) -> PageText:
        page = self._pages[number - 1].page_obj
        ink = read_ink(page, self._fonts, self._device)
        crop = shown_crop(page)
        if any(run.doubt and not run.hidden for run in ink.runs):
            self._hide_unseen(ink, number, crop)
        text = read_page(number, ink, crop)
        if text.quality != "good" or not disagree(letters_of(ink.runs), self._second_letters(number)):
            return text
        text.quality = "readers disagree"
        second = self._second_page(number)
        return second if second is not None and _makes_words_alone(second, text) else text

    def _hide_unseen(self, ink: Ink, number: int, crop: Rect) -> None:
        """Mark text that may not be seen as hidden where it is not, by the page's picture; without one white text is."""
        try:
            self._second_reader().hide_unseen(ink, number, crop)
        except ReadingError:
            hide_unseen(ink, None, crop)

    def _second_page(self, number: int) -> PageText | None:
        """Return the page as the second reader has it, None where that has nothing either."""
        try:
            text = self._second_reader().page(number)
        except ReadingError:
            return None
        return text if text.lines else None

    def _second_letters(self, number: int) -> str:
        try:
            return self._second_reader().letters(number)
        except ReadingError:
            return ""

    def _second_reader(self) -> PdfiumDocument:
        """Return the document as pdfium opens it; raises ReadingError where it does not."""
        if self._second is None:
            self._second = PdfiumDocument(self._path, self._password)
        return self._second

    def info(self) -> dict[str, str]:
        """Return the entries of the document's information in lower case, those of its XMP with "xmp:" before them."""
        entries = {str(k).lower(): v for k, v in (self._pdf.metadata or {}).items() if isinstance(v, str)}
        return {**entries, **_xmp(self._pdf)}

    def close(self) -> None:
        """Close the file."""
        self._pdf.close()
        if self._second is not None:
            self._second.close()


def _tells_more(second: PageText, first: PageText) -> bool:
    """Return whether the second reader knows letters that the first one does not: what only it has makes words."""
    if first.quality == "garbled":
        return True
    known = {word.text for line in first.lines for word in line.words}
    return make_words(" ".join(word.text for line in second.lines for word in line.words if word.text not in known))


def _makes_words_alone(second: PageText, first: PageText) -> bool:
    """Return whether of two readers that disagree only the second one reads words: what each has alone tells."""
    words = [[word.text for line in page.lines for word in line.words] for page in (second, first)]
    alone = [
        " ".join(word for word in own if word not in others)
        for own, others in zip(words, map(set, words[::-1]), strict=True)
    ]
    return second.quality == "second reader" and make_words(alone[0]) and not make_words(alone[1])


def open_document(path: Path, password: str | None, *, second: bool = False) -> Document | PdfiumDocument:
    """Return the PDF; by pdfium where pdfminer refuses it or finds fewer of its pages, or where the `second` reader is wanted.

    Raises ReadingError kinds.
    """
    check_head(path)
    if second:
        return PdfiumDocument(path, password)
    document: Document | None = None
    refused: ReadingError | None = None
    try:
        document = Document(path, password)
    except PasswordNeeded:
        raise
    except ReadingError as error:
        refused = error
    try:
        other = PdfiumDocument(path, password)
    except ReadingError as error:
        if document is None:
            raise refused or error from None
        return document
    if document is not None and document.page_count >= other.page_count:
        other.close()
        return document
    if document is not None:
        document.close()
    return other


def check_head(path: Path) -> None:
    """Raise NotAPdf for a file that does not begin like a PDF."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise NotAPdf("The file is empty.")
    if b"%PDF" not in head:
        what = "a web page" if re.match(rb"\s*(?:<!doctype html|<html)", head, re.IGNORECASE) else "something else"
        raise NotAPdf(f"This is not a PDF file but {what}.")


def _open(path: Path, password: str | None) -> pdfplumber.pdf.PDF:
    try:
        pdf = pdfplumber.open(path, password=password or "")
        _ = pdf.pages
        return pdf
    except PdfminerException as error:
        cause = error.args[0] if error.args else error
        if isinstance(cause, PDFPasswordIncorrect):
            raise _password_needed(password) from error
        if isinstance(cause, PDFEncryptionError):
            raise ReadingError("The PDF is encrypted in a way that cannot be read.") from error
        raise ReadingError("The PDF is damaged and cannot be opened.") from error
    except PDFPasswordIncorrect as error:
        raise _password_needed(password) from error
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception as error:
        raise ReadingError("The PDF is damaged and cannot be opened.") from error


def _password_needed(given: str | None) -> PasswordNeeded:
    if given:
        return PasswordNeeded("The password does not open this PDF.", wrong=True)
    return PasswordNeeded("This PDF needs a password.")


def _hides_layers(pdf: pdfplumber.pdf.PDF) -> bool:
    """Return whether layers of the document may be off (ISO 32000-1, 8.11.4)."""
    layers = resolve1(pdf.doc.catalog.get("OCProperties"))
    usual = resolve1(layers.get("D")) if isinstance(layers, dict) else None
    if not isinstance(usual, dict):
        return False
    base = resolve1(usual.get("BaseState"))
    return bool(resolve1(usual.get("OFF")) or resolve1(usual.get("AS"))) or "OFF" in str(base)


def _xmp(pdf: pdfplumber.pdf.PDF) -> dict[str, str]:
    """Return those of `_XMP_NAMES` that the XMP packet gives, as elements or as attributes; empty where there is none."""
    try:
        stream = resolve1(pdf.doc.catalog.get("Metadata"))
        data = stream.get_data() if stream is not None else b""
    except (AttributeError, KeyError, TypeError, ValueError):
        return {}
    text = data.decode("utf-8", "replace")
    found: dict[str, str] = {}
    for name, key in _XMP_NAMES:
        match = re.search(rf"<{name}[^>]*>(.*?)</{name}>|\s{name}\s*=\s*[\"']([^\"'<>]*)[\"']", text, re.DOTALL)
        if match and match[1] is None:
            found[key] = _without_markup(match[2])
        elif match:
            items = re.findall(r"<rdf:li[^>]*>(.*?)</rdf:li>", match[1], re.DOTALL) or [match[1]]
            found[key] = "; ".join(_without_markup(item) for item in items)
    return found


def _without_markup(markup: str) -> str:
    text = re.sub(r"<[^>]+>", " ", markup)
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, char)
    return re.sub(r"\s+", " ", text).strip()
