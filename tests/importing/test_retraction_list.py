"""Lists of retractions: what their rows mean, and what is said of files that are none."""

import pytest

from lib.errors import SheetError
from lib.importing.retraction_list import kind_of, read_retractions, title_key

HEAD = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,RetractionDate,RetractionDOI,"
    "RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason,Paywalled,Notes,"
)


def row(
    title: str = "Otters in the reeds",
    date: str = "5/3/2021 0:00",
    notice: str = "10.1234/Notice",
    published: str = "2/27/2020 0:00",
    doi: str = "10.1234/Otters",
    nature: str = "Retraction",
    reason: str = "+Error in Data;+Investigation by Journal/Publisher;",
) -> str:
    """Return a row as Retraction Watch writes it."""
    return f'7,"{title}",(BLS),X,J,P,UK,Ada L,,Article;,{date},{notice},0,{published},{doi},0,{nature},{reason},No,,'


def table(*rows: str) -> bytes:
    return "\r\n".join([HEAD, *rows, ""]).encode()


def test_a_row_is_read_with_its_dates_dois_and_reasons() -> None:
    (notice,) = read_retractions("rw.csv", table(row(title="Otters &amp; reeds, a study"))).notices
    assert (notice.kind, notice.nature, notice.date) == ("retraction", "Retraction", "2021-05-03")
    assert (notice.paper_doi, notice.doi, notice.paper_year) == ("10.1234/otters", "10.1234/notice", 2020)
    assert notice.reasons == ["Error in Data", "Investigation by Journal/Publisher"]
    assert notice.title == "Otters & reeds, a study"
    assert notice.line() == (
        "Retraction, 2021-05-03: Error in Data; Investigation by Journal/Publisher (doi:10.1234/notice)"
    )


@pytest.mark.parametrize(
    ("nature", "kind"),
    [
        ("Retraction", "retraction"),
        ("Expression of concern", "concern"),
        ("Correction", "correction"),
        ("Corrigendum", "correction"),
        ("Reinstatement", "reinstatement"),
        ("Withdrawal", "retraction"),
        ("Partial retraction", "concern"),
        ("Comment", None),
    ],
)
def test_kinds_are_told_apart(nature: str, kind: str | None) -> None:
    assert kind_of(nature) == kind


def test_rows_that_cannot_be_used_are_counted() -> None:
    cut = "8,Half a row,(BLS)"
    read = read_retractions("rw.csv", table(row(), cut, row(nature="Comment"), row(title="", doi="unavailable")))
    assert len(read.notices) == 1
    assert read.notes == [
        "1 row with too few cells left out: the file may have been cut off.",
        "1 row with neither a DOI nor a title left out.",
        "1 row left out whose nature is not known: “Comment”.",
    ]


def test_a_doi_that_is_none_is_none() -> None:
    (notice,) = read_retractions("rw.csv", table(row(doi="Unavailable", notice="unavailable"))).notices
    assert (notice.paper_doi, notice.doi) == ("", "")


def test_days_stand_before_months_where_the_list_shows_it() -> None:
    dates = ("24/05/2021 00:00:00", "03/05/2021 00:00:00")
    read = read_retractions("rw.csv", table(*(row(date=date, published="") for date in dates)))
    assert [notice.date for notice in read.notices] == ["2021-05-24", "2021-05-03"]
    iso = read_retractions("rw.csv", table(row(date="2021-05-24"), row(date="soon")))
    assert [notice.date for notice in iso.notices] == ["2021-05-24", ""]


def test_single_lines_in_another_encoding_keep_the_others() -> None:
    data = table(row(title="Otter für Anfänger im Schilf"), row(title="Loutres détectées à l’étang"))
    broken = data.replace("für Anfänger".encode(), "für Anfänger".encode("cp1252"))
    assert [one.title for one in read_retractions("rw.csv", broken).notices] == [
        "Otter für Anfänger im Schilf",
        "Loutres détectées à l’étang",
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "is no list of retractions: it has no column"),
        (b"title,doi\nOtters,10.1234/x\n", "no column “RetractionNature” and no column “OriginalPaperDOI”"),
        (b"", "is no list of retractions"),
        (HEAD.encode() + b"\n", "names no paper"),
        (b"PK\x03\x04rest", "is packed"),
        (HEAD.encode() + b"\n\0\0\0", "is no text file"),
        (HEAD.encode() + b'\n"' + b"x" * 200_000 + b'"\n', "cannot be read as CSV"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises(SheetError) as refused:
        read_retractions("rw.csv", data)
    assert said in refused.value.message


def test_the_mark_of_a_retraction_is_no_part_of_a_title() -> None:
    plain = title_key("Otters in the reeds")
    marked = (
        "RETRACTED: Otters in the reeds",
        "Retracted Article: Otters in the reeds",
        "[WITHDRAWN] – Otters in the reeds",
    )
    assert {title_key(title) for title in marked} == {plain}
    assert title_key("Retracted papers and their citations") != title_key("papers and their citations")
