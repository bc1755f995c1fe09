"""Label tables of every shape come in, are voted on and compared."""

import pytest

from lib.errors import SheetError
from lib.importing.column_names import paper_column_rank
from lib.importing.label_columns import LabelColumns, guessed_columns, guessed_pattern
from lib.importing.label_table import (
    compare_labels,
    named_papers,
    read_labels,
    sources_of,
    votes_of,
)
from lib.importing.sheets import read_sheet
from lib.records.reviews import Label

WIDE = b"UID,Status,CQ1,CQ2\n1.pdf,Complete,Yes,No\n2.pdf,Complete,No,No\n3.pdf,Complete,Yes,Yes\n"
LONG = b"Unique_ID,decision\nPublication_1.pdf_CQ1.txt,Yes\nPublication_1.pdf_CQ2.txt,\nPublication_2.pdf_CQ1.txt,Yes\n"
PEOPLE = b"no,Article_name,DOI,Dataset,Code\n1,First,10.1/a,y,n\n2,Second,10.1/b,y,n\n3,Third,10.1/c,n,n\n"


def _labels(data: bytes, source: str, **columns: object) -> list[Label]:
    sheet = read_sheet("t.csv", data)
    guessed = guessed_columns(sheet, source)
    return read_labels(sheet, LabelColumns.from_dict({**guessed.to_dict(), **columns})).labels


def test_a_table_with_one_row_a_paper_gives_a_label_for_each_question_column() -> None:
    labels = _labels(WIDE, "model")
    assert len(labels) == 6
    assert labels[0] == Label("1.pdf", "CQ1", "model", "Yes")
    assert sources_of(labels) == ["model"]


def test_a_key_that_holds_paper_and_question_is_taken_apart() -> None:
    labels = _labels(LONG, "people")
    assert [(label.paper_key, label.question, label.label) for label in labels] == [
        ("1", "CQ1", "Yes"),
        ("1", "CQ2", ""),
        ("2", "CQ1", "Yes"),
    ]


def test_a_pattern_is_told_from_keys_and_not_from_plain_names() -> None:
    keys = [f"Publication_10.1016_j.x.{n}.pdf_CQ{q}.txt" for n in (1, 2) for q in (1, 2)]
    assert guessed_pattern(keys) == "Publication_{paper}.pdf_{question}.txt"
    assert guessed_pattern(["87.pdf", "88.pdf"]) == ""
    table = "paper,label\n" + "".join(f"{n}.pdf_Q_{q},yes\n" for n in (1, 2) for q in (1, 2))
    sheet = read_sheet("x.csv", table.encode())
    cells = [(one.paper_key, one.question) for one in read_labels(sheet, guessed_columns(sheet)).labels]
    assert cells == [("1", "Q_1"), ("1", "Q_2"), ("2", "Q_1"), ("2", "Q_2")]
    assert guessed_pattern([]) == ""


def test_columns_can_be_renamed_to_questions_and_words_to_labels() -> None:
    labels = _labels(PEOPLE, "people", questions={"Dataset": "CQ1", "Code": "CQ2"}, words={"y": "Yes", "n": "No"})
    assert Label("1", "CQ1", "people", "Yes", doi="10.1/a", title="First") in labels
    assert {label.label for label in labels} == {"Yes", "No"}
    assert named_papers(labels)["2"].title == "Second"


def test_a_long_table_names_its_sources() -> None:
    labels = _labels(b"paper,question,rater,label\n1,Q,Ann,a\n1,Q,Bob,b\n1,Q,Ann,c\n", "")
    assert [(label.source, label.label) for label in labels] == [("Ann", "c"), ("Bob", "b")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a,b\n1,2\n", "No column names the paper"),
        (b"paper,text\n1,a long free text number one\n2,another free text that is no label at all in any way it can be\n3,x y z\n"
         b"4,four\n5,five\n6,six\n7,seven\n", "No column holds labels"),
    ],
)  # fmt: skip
def test_a_table_without_what_is_needed_says_so(data: bytes, words: str) -> None:
    with pytest.raises(SheetError, match=words):
        _labels(data, "x")


def test_a_tie_is_a_tie_failed_does_not_vote_and_blanks_neither() -> None:
    labels = [
        Label("1", "Q", "a", "Yes"), Label("1", "Q", "b", "No"),
        Label("2", "Q", "a", "failed"), Label("2", "Q", "b", "No"),
        Label("3", "Q", "a", ""), Label("3", "Q", "b", "Yes"),
        Label("4", "Q", "a", "failed"), Label("4", "Q", "c", "Yes"),
    ]  # fmt: skip
    assert {label.paper_key: label.label for label in votes_of(labels, ["a", "b"])} == {
        "1": "tie",
        "2": "No",
        "3": "Yes",
        "4": "failed",
    }


def test_vote_and_people_are_compared_question_by_question_beside_the_commonest_label() -> None:
    models = [
        label
        for name, answers in {"a": "YYNN", "b": "YNNN", "c": "YYYN"}.items()
        for place, said in enumerate(answers)
        for label in [Label(str(place), "Q1", name, said), Label(str(place), "Q2", name, "Y")]
    ]
    people = [Label(str(place), "Q1", "people", said) for place, said in enumerate("YNNY")]
    people += [Label(str(place), "Q2", "people", said) for place, said in enumerate("NNYN")]
    people += [Label("9", "Q1", "people", "Y"), Label("0", "Q3", "people", "Y")]
    found = compare_labels(votes_of(models, ["a", "b", "c"]), people)
    assert (found.overall.agreed, found.overall.n) == (3, 8)
    assert (found.questions["Q1"].agreed, found.questions["Q2"].agreed) == (2, 1)
    assert found.majority == 2 + 3
    assert (found.first, found.second) == ("vote", "people")


def test_cells_without_a_label_are_counted_and_not_compared() -> None:
    found = compare_labels(
        [Label("1.pdf", "Q", "a", "Y"), Label("2", "Q", "a", "Y")],
        [Label("1", "Q", "b", "Y"), Label("2", "Q", "b", "")],
    )
    assert (found.overall.n, found.unlabelled) == (1, 1)
    with pytest.raises(SheetError, match="nothing to compare"):
        compare_labels([Label("1", "Q", "a", "Y")], [Label("2", "Q", "b", "Y")])


def test_a_label_column_alone_is_a_question_of_its_own() -> None:
    assert _labels(b"paper,label\n1,yes\n2,no\n", "x")[0] == Label("1", "label", "x", "yes")


def test_an_empty_label_further_down_takes_none_back() -> None:
    labels = _labels(b"paper,question,label\n1,Q,Yes\n1,Q,\n2,Q,\n2,Q,No\n", "people")
    assert [(label.paper_key, label.label) for label in labels] == [("1", "Yes"), ("2", "No")]


PAPER_HEADS = [
    "Study", "Study ID", "Study_ID", "study identifier", "Covidence #", "Reference", "Ref.", "Ref #", "Refid",
    "Citation key", "BibTeX key", "citekey", "Article ID", "Record ID", "Item ID", "ItemId", "Paper title",
    "Title of paper", "Name of study", "Trial", "Publication", "Document", "PDF file", "Included study",
    "Short title", "Author (year)", "First author, year", "Author/Year", "Autor/Jahr", "Author", "PMID",
    "Link", "Studie", "Artikel", "Titel", "Étude", "Título", "Artículo", "Référence", "文献", "论文", "S. No.",
    "anything else",
]  # fmt: skip


@pytest.mark.parametrize("head", PAPER_HEADS)
def test_the_column_of_papers_is_found_under_its_many_names(head: str) -> None:
    rows = "".join(f'"Smith {2000 + at}",{"yes" if at % 2 else "no"},RCT\n' for at in range(5))
    sheet = read_sheet("t.csv", f'"{head}",Blinded,Design\n{rows}'.encode())
    columns = guessed_columns(sheet)
    assert (columns.paper, list(columns.questions)) == (head, ["Blinded", "Design"])


@pytest.mark.parametrize(
    "head", ["Study design", "Publication year", "Reference standard", "Report type", "Year", "Trial phase"]
)
def test_a_column_of_what_a_study_is_like_names_no_paper(head: str) -> None:
    sheet = read_sheet("t.csv", f"{head},Paper\nRCT,a.pdf\nCohort,b.pdf\n".encode())
    assert guessed_columns(sheet).paper == "Paper"
    assert paper_column_rank(head) is None


def test_who_extracted_is_no_question() -> None:
    rows = "".join(f"{at},Smith {2000 + at},Otters {at},Ann,RCT\n" for at in range(4))
    columns = guessed_columns(read_sheet("t.csv", f"Covidence #,Study ID,Title,Reviewer Name,Design\n{rows}".encode()))
    assert (columns.source, list(columns.questions)) == ("Reviewer Name", ["Design"])


def cells(data: bytes) -> list[tuple[str, str, str]]:
    """Return paper, question and label of a table as its columns are guessed."""
    sheet = read_sheet("t.csv", data)
    return [(one.paper_key, one.question, one.label) for one in read_labels(sheet, guessed_columns(sheet)).labels]


def test_sums_titles_of_groups_and_remarks_are_no_papers_and_it_is_said() -> None:
    sheet = read_sheet(
        "t.csv",
        b"Study,Blinded,n\nTrials,,\nSmith 2019,yes,5\nCohorts,,\nDoe 2020,no,5\nLow 2021,,\n"
        b"Total (n),1 of 2,10\nMean:,,5\nNote: n is rounded,,\n",
    )
    read = read_labels(sheet, guessed_columns(sheet))
    assert {label.paper_key for label in read.labels} == {"Smith 2019", "Doe 2020", "Low 2021"}, "one has no label yet"
    assert read.notes == ["5 rows of no paper (sums, titles of groups, remarks) left out."]


def test_families_called_like_sums_are_papers_where_a_year_in_brackets_follows() -> None:
    papers = ["Min (2020)", "Range (2019)", "Media (2018)", "Sum (2017a)", "Smith (2016)"]
    sums = ["Total (2020)", "Min", "Sum: 5", "Mean (SD)", "n = 2020", "Range (1-5)"]
    table = "Study,Blinded\n" + "".join(f"{name},yes\n" for name in [*papers, *sums])
    assert [paper for paper, *_ in cells(table.encode())] == papers


def test_a_row_without_labels_may_be_a_paper_where_papers_have_plain_names() -> None:
    assert [paper for paper, *_ in cells(b"Paper,Blinded\nSmith,yes\nDoe,\n")] == ["Smith", "Doe"]


@pytest.mark.parametrize(
    ("head", "papers"),
    [("Question,a.pdf,b.pdf", ["a.pdf", "b.pdf"]), ("Item,Smith 2019,Doe et al. (2020)", ["Smith 2019", "Doe et al. (2020)"]),
     ("Study,10.5555/a1,10.5555/b2", ["10.5555/a1", "10.5555/b2"])],
)  # fmt: skip
def test_papers_may_have_the_columns_and_questions_the_rows(head: str, papers: list[str]) -> None:
    first, second = papers
    assert cells(f"{head}\nBlinded?,yes,no\nRandom?,no,yes\n".encode()) == [
        (first, "Blinded?", "yes"),
        (second, "Blinded?", "no"),
        (first, "Random?", "no"),
        (second, "Random?", "yes"),
    ]


def test_columns_with_a_year_in_their_names_are_no_papers() -> None:
    columns = guessed_columns(
        read_sheet("t.csv", b"Study,Income 2019,Income 2020\nSmith 2001,yes,no\nDoe 2002,no,no\n")
    )
    assert (columns.paper, list(columns.questions)) == ("Study", ["Income 2019", "Income 2020"])


def test_a_year_beside_an_author_is_part_of_the_papers_name_and_no_label() -> None:
    table = b"Author,Year,Journal,Blinded\nSmith,2019,Otters,yes\nDoe,2019,Otters,no\n"
    assert cells(table) == [("Smith 2019", "Blinded", "yes"), ("Doe 2019", "Blinded", "no")]


def test_an_outcome_names_the_question_where_papers_have_several_rows() -> None:
    rows = "".join(f"{paper},{outcome},yes\n" for paper in ("a.pdf", "b.pdf") for outcome in ("Death", "Pain"))
    assert cells(f"Study,Outcome,Judgement\n{rows}".encode())[1] == ("a.pdf", "Pain", "yes")
    columns = guessed_columns(read_sheet("t.csv", b"Study,Outcome,Judgement\na.pdf,yes,low\nb.pdf,yes,low\n"))
    assert list(columns.questions) == ["Outcome", "Judgement"]
