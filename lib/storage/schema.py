"""The tables as SQLAlchemy sees them; `migrations` makes them."""

from __future__ import annotations

import json
import logging
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, MetaData, Table, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

log = logging.getLogger(__name__)


class JsonText(TypeDecorator[Any]):
    """JSON kept as text, the same on every database; a value that is none of its kind is read as an empty one."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type = object, of: type = object) -> None:
        """`kind`: list or dict, where values are such; `of`: what its entries are."""
        super().__init__()
        self.kind, self.of = kind, of
        self.place = "the database"
        """The column, by table and name."""

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Return the text of a value, None for None."""
        return None if value is None else whole(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Return the value of a text; the log says which column holds one that cannot be read."""
        if value is None:
            return None
        try:
            found = json.loads(value)
        except (ValueError, TypeError):
            return self._empty()
        entries = found if isinstance(found, list) else ()
        return found if isinstance(found, self.kind) and all(isinstance(e, self.of) for e in entries) else self._empty()

    def _empty(self) -> Any:
        log.warning("A value of %s cannot be read and counts as empty.", self.place)
        return None if self.kind is object else self.kind()


class Number(TypeDecorator[int]):
    """A whole number; SQLite keeps whatever is written there, which is read as none."""

    impl = Integer
    cache_ok = True

    def __init__(self, otherwise: int | None = None) -> None:
        """`otherwise`: what counts where there is no number."""
        super().__init__()
        self.otherwise = otherwise

    def process_result_value(self, value: Any, dialect: Dialect) -> int | None:
        """Return the number, if it is one."""
        return value if isinstance(value, int) and abs(value) <= MOST_OF_A_NUMBER else self.otherwise


class WholeText(TypeDecorator[str]):
    """Text as every database takes it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return the text without what no database takes."""
        return None if value is None else whole(value)


def whole(text: str) -> str:
    """Return the text with half characters (lone surrogates, from broken fonts) and NUL, which no UTF-8 database
    takes, replaced.
    """
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


MOST_OF_A_NUMBER = 2**31 - 1
"""Of a column of whole numbers on every database (PostgreSQL, "Numeric Types")."""

metadata = MetaData()

papers = Table(
    "papers",
    metadata,
    Column("id", WholeText, primary_key=True),
    Column("filename", WholeText, nullable=False),
    Column("status", WholeText, nullable=False),
    Column("problem", WholeText),
    Column("page_count", Number(0), nullable=False),
    Column("pages_without_text", JsonText(list, int), nullable=False),
    Column("title", WholeText, nullable=False),
    Column("authors", JsonText(list, str), nullable=False),
    Column("year", Number),
    Column("doi", WholeText, nullable=False),
    Column("edits", JsonText(dict), nullable=False),  # what a person typed over title, authors, year, doi, journal, …
    Column("reading", Number),  # the current reading, None before the first is complete
    Column("added_at", WholeText, nullable=False),
    Column("page_quality", JsonText(list, str), nullable=False),  # the quality of each page, of a failed scan too
    Column("recognise", Boolean, nullable=False),  # pages without usable text are to be recognised
    Column("again", Boolean, nullable=False),  # a new reading is under way, the current one answers meanwhile
    Column("language", WholeText, nullable=False),  # ISO 639-1, empty where unknown
    Column("journal", WholeText, nullable=False),
    Column("volume", WholeText, nullable=False),
    Column("pages", WholeText, nullable=False),
    Column("sketch", JsonText(list, int), nullable=False),  # of the text, see lib.text.sketch; empty before it was read
)

readings = Table(
    "readings",
    metadata,
    Column("paper_id", WholeText, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("reader_version", Integer, nullable=False),
    Column("ocr", Boolean, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("points", Integer, nullable=False),  # in the vector store; 0 once superseded
    Column("page_quality", JsonText(list, str), nullable=False),
)

dropped_pieces = Table(
    "dropped_pieces",
    metadata,
    Column("paper_id", WholeText, primary_key=True),
    Column("reading", Integer, primary_key=True),
    Column("id", Integer, primary_key=True),  # position among what the reading left out, from 0
    Column("text", WholeText, nullable=False),
    Column("page", Integer, nullable=False),
    Column("box", JsonText, nullable=False),  # [x0, top, x1, bottom]
    Column("reason", WholeText, nullable=False),
)

sentences = Table(
    "sentences",
    metadata,
    Column("paper_id", WholeText, primary_key=True),
    Column("reading", Integer, primary_key=True),
    Column("id", Integer, primary_key=True),
    Column("text", WholeText, nullable=False),
    Column("section", WholeText, nullable=False),
    Column("kind", WholeText, nullable=False),
    Column("boxes", JsonText(list, list), nullable=False),  # [[page, x0, top, x1, bottom], ...]
    Column("lines", JsonText(list, str), nullable=False),
)

reading_tables = Table(
    "reading_tables",
    metadata,
    Column("paper_id", WholeText, primary_key=True),
    Column("reading", Integer, primary_key=True),
    Column("id", Integer, primary_key=True),  # position among the reading's tables, from 0
    Column("record", JsonText(dict), nullable=False),
)

reading_figures = Table(
    "reading_figures",
    metadata,
    Column("paper_id", WholeText, primary_key=True),
    Column("reading", Integer, primary_key=True),
    Column("id", Integer, primary_key=True),  # position among the reading's figures, from 0
    Column("record", JsonText(dict), nullable=False),
)

reading_numbers = Table(
    "reading_numbers",
    metadata,
    Column("paper_id", WholeText, primary_key=True),
    Column(
        "last", Integer, nullable=False
    ),  # survives removal: a number that an answer or a cache knows never comes back
)

recognised_pages = Table(
    "recognised_pages",
    metadata,
    Column("paper_id", WholeText, primary_key=True),
    Column("page", Integer, primary_key=True),
    Column("recogniser", Integer, nullable=False),  # its version
    Column("content", WholeText, nullable=False),
)

paper_relations = Table(
    "paper_relations",
    metadata,
    Column("paper_id", WholeText, primary_key=True),
    Column("other_id", WholeText, primary_key=True),
    Column("relation", WholeText, nullable=False),
    Column("decided_at", WholeText, nullable=False),
)

removed_papers = Table(
    "removed_papers",
    metadata,
    Column("id", WholeText, primary_key=True),
    Column("filename", WholeText, nullable=False),
    Column("title", WholeText, nullable=False),
    Column("authors", JsonText(list, str), nullable=False),
    Column("year", Integer),
    Column("doi", WholeText, nullable=False),
    Column("removed_at", WholeText, nullable=False),
)

binned_papers = Table(
    "binned_papers",
    metadata,
    Column("id", WholeText, primary_key=True),
    Column("removed_at", WholeText, nullable=False),
    Column("record", JsonText(dict), nullable=False),  # the row of the papers' table, whole
)

paper_groups = Table(
    "paper_groups",
    metadata,
    Column("id", WholeText, primary_key=True),
    Column("kind", WholeText, nullable=False),
    Column("name", WholeText, nullable=False),
    Column("folded", WholeText, nullable=False),  # the name without case: one group a kind
    Column("created_at", WholeText, nullable=False),
)

group_papers = Table(
    "group_papers",
    metadata,
    Column("group_id", WholeText, primary_key=True),
    Column("paper_id", WholeText, primary_key=True),  # also of papers in the bin, and of imported ones without a PDF
)

deletions = Table(
    "deletions",
    metadata,
    Column("paper_id", WholeText, primary_key=True),
    Column("reading", Integer, primary_key=True),  # ALL_READINGS: the paper itself, its file too
)

answers = Table(
    "answers",
    metadata,
    Column("id", WholeText, primary_key=True),
    Column("created_at", WholeText, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("record", JsonText(dict), nullable=False),
    Column("name", WholeText, nullable=False),  # that a person gave it; empty: its question
    Column("removed_at", WholeText, nullable=False),  # empty while it is there
    Column("summary", JsonText(dict), nullable=False),  # what lists show of it, see lib.records.past_questions
    Column("previous", WholeText, nullable=False),  # the answer that it follows up; empty where it does none
)

left_answers = Table(
    "left_answers",
    metadata,
    Column("answer_id", WholeText, primary_key=True),  # of a survey's cell that is gone; kept for its verdicts
)

answer_readings = Table(
    "answer_readings",
    metadata,
    Column("answer_id", WholeText, primary_key=True),
    Column("paper_id", WholeText, primary_key=True),
    Column("reading", Integer, primary_key=True),
)

opinions = Table(
    "opinions",
    metadata,
    Column("id", WholeText, primary_key=True),
    Column("answer_id", WholeText, nullable=False),
    Column("created_at", WholeText, nullable=False),
    Column("record", JsonText(dict), nullable=False),
)

question_sets = Table(
    "question_sets",
    metadata,
    Column("id", WholeText, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("name", WholeText, nullable=False),
    Column("questions", JsonText(list, dict), nullable=False),
    Column("created_at", WholeText, nullable=False),
    Column("removed", Boolean, nullable=False),  # no longer offered; surveys that used it keep its questions
)

surveys = Table(
    "surveys",
    metadata,
    Column("id", WholeText, primary_key=True),
    Column("name", WholeText, nullable=False),
    Column("created_at", WholeText, nullable=False),
    Column("status", WholeText, nullable=False),
    Column("reason", WholeText),  # why it waits or stopped, in plain words
    Column("plan", JsonText(dict), nullable=False),
    Column("claim", WholeText),  # what it asks, unique while it is under way; NULL else
)

survey_cells = Table(
    "survey_cells",
    metadata,
    Column("survey_id", WholeText, primary_key=True),
    Column("paper_id", WholeText, primary_key=True),
    Column("question", Integer, primary_key=True),
    Column("answerer", WholeText, primary_key=True),
    Column("answer_id", WholeText),
    Column("category", WholeText, nullable=False),  # a person's word, where there is one, else as it was judged
    Column("judged", WholeText, nullable=False),  # the category that a rule or a model gave
    Column("judged_by", WholeText, nullable=False),
    Column("value", JsonText),
    Column("problem", WholeText),
    Column(
        "figures", JsonText(dict), nullable=False
    ),  # seconds, tokens, cost, support: what a matrix shows without the answer
    Column("finished_at", WholeText, nullable=False),
    Column("suggestion", JsonText),  # a value that is offered to people and counted nowhere
)

costs = Table(
    "costs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("spent_at", WholeText, nullable=False),
    Column("survey_id", WholeText, nullable=False),  # empty: a single question, or an opinion
    Column("person", WholeText, nullable=False),  # empty: gave no name
    Column("dollars", Float, nullable=False),
)

survey_parcels = Table(
    "survey_parcels",
    metadata,
    Column("id", WholeText, primary_key=True),
    Column("survey_id", WholeText, nullable=False),
    Column("answerer", WholeText, nullable=False),
    Column("noted_at", WholeText, nullable=False),
    Column("batch_id", WholeText),  # NULL: noted, and not known whether it arrived
    Column("cancelled", Boolean, nullable=False),
    Column("told", Boolean, nullable=False),
)

survey_requests = Table(
    "survey_requests",
    metadata,
    Column("name", WholeText, primary_key=True),
    Column("parcel_id", WholeText, nullable=False),
    Column("survey_id", WholeText, nullable=False),
    Column("paper_id", WholeText, nullable=False),
    Column("question", Integer, nullable=False),
    Column("answerer", WholeText, nullable=False),
    Column("passages", JsonText, nullable=False),
)

category_changes = Table(
    "category_changes",
    metadata,
    Column("id", WholeText, primary_key=True),
    Column("survey_id", WholeText, nullable=False),
    Column("paper_id", WholeText, nullable=False),
    Column("question", Integer, nullable=False),
    Column("answerer", WholeText, nullable=False),
    Column("category", WholeText, nullable=False),
    Column("value", JsonText),
    Column("person", WholeText, nullable=False),
    Column("note", WholeText, nullable=False),
    Column("at", WholeText, nullable=False),
)

screenings = Table(
    "screenings",
    metadata,
    Column("id", WholeText, primary_key=True),
    Column("name", WholeText, nullable=False),
    Column("created_at", WholeText, nullable=False),
    Column("plan", JsonText(dict), nullable=False),
    Column("survey_id", WholeText),  # the yes/no question's own survey
)

screened_papers = Table(
    "screened_papers",
    metadata,
    Column("screening_id", WholeText, primary_key=True),
    Column("paper_id", WholeText, primary_key=True),
    Column("included", Boolean),  # NULL: not decided yet
    Column("reason", WholeText, nullable=False),
    Column("counts", JsonText(dict), nullable=False),
    Column("person", WholeText, nullable=False),  # who decided otherwise; empty: the rule did
)

label_tables = Table(
    "label_tables",
    metadata,
    Column("id", WholeText, primary_key=True),
    Column("name", WholeText, nullable=False),
    Column("created_at", WholeText, nullable=False),
)

labels = Table(
    "labels",
    metadata,
    Column("table_id", WholeText, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("paper_key", WholeText, nullable=False),  # as written
    Column("doi", WholeText, nullable=False),
    Column("title", WholeText, nullable=False),
    Column("question", WholeText, nullable=False),
    Column("source", WholeText, nullable=False),
    Column("label", WholeText, nullable=False),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("id", WholeText, primary_key=True),
    Column("answer_id", WholeText, nullable=False),
    Column("rater", WholeText, nullable=False),
    Column("at", WholeText, nullable=False),
    Column("withdraws", WholeText),  # id of the verdict that this one takes back; nothing is ever overwritten
    Column("record", JsonText(dict), nullable=False),
)

review_samples = Table(
    "review_samples",
    metadata,
    Column("id", WholeText, primary_key=True),
    Column("name", WholeText, nullable=False),
    Column("created_at", WholeText, nullable=False),
    Column("plan", JsonText(dict), nullable=False),
)

settled_labels = Table(
    "settled_labels",
    metadata,
    Column("id", WholeText, primary_key=True),
    Column("paper_id", WholeText, nullable=False),  # of several papers the ids with a blank between
    Column("question", WholeText, nullable=False),
    Column("label", WholeText, nullable=False),
    Column("person", WholeText, nullable=False),
    Column("note", WholeText, nullable=False),
    Column("at", WholeText, nullable=False),
    Column("judgement", WholeText),  # NULL: from before it was kept, and not to be told from the label
    Column("answer_id", WholeText),  # that the label is about; NULL of a category, which is the paper's
    Column("value", WholeText, nullable=False),  # with a category: what the paper reports; empty: not settled
    Column("evidence", JsonText(list, dict), nullable=False),  # citations that whoever settled it points at
)

review_plans = Table(
    "review_plans",
    metadata,
    Column("survey_id", WholeText, primary_key=True),
    Column(
        "plan", JsonText(dict), nullable=False
    ),  # how it is reviewed; surveys without a row as ReviewPlan's defaults say
)

searched_readings = Table(
    "searched_readings",
    metadata,
    Column("key", Integer, primary_key=True),  # of the reading's rows in the full-text search, see full_text
    Column("paper_id", WholeText, nullable=False),
    Column("reading", Integer, nullable=False),
    Column("language", WholeText, nullable=False),  # whose stems are stored
    Column("version", Integer, nullable=False),  # of the tokens
)

paper_annotations = Table(
    "annotations",
    metadata,
    Column("id", WholeText, primary_key=True),
    Column("paper_id", WholeText, nullable=False),
    Column("created_at", WholeText, nullable=False),
    Column("note", WholeText, nullable=False),
    Column("record", JsonText(dict), nullable=False),  # but for the note, which may change
)

added_citations = Table(
    "added_citations",
    metadata,
    Column("id", WholeText, primary_key=True),
    Column("answer_id", WholeText, nullable=False),
    Column("created_at", WholeText, nullable=False),
    Column("record", JsonText(dict), nullable=False),
)

ALL_READINGS = -1

record_screenings = Table(
    "record_screenings",
    metadata,
    Column("id", WholeText, primary_key=True),
    Column("created_at", WholeText, nullable=False),
    Column("record", JsonText(dict), nullable=False),
)

screened_records = Table(
    "screened_records",
    metadata,
    Column("screening_id", WholeText, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("record", JsonText(dict), nullable=False),
)

record_decisions = Table(
    "record_decisions",
    metadata,
    Column("screening_id", WholeText, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),  # in the order in which they were made
    Column("record", JsonText(dict), nullable=False),
)

zotero_items = Table(
    "zotero_items",
    metadata,
    Column("source", WholeText, primary_key=True),  # which library of Zotero, or which exported folder
    Column("item_key", WholeText, primary_key=True),
    Column("paper_id", WholeText, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("written", JsonText(dict), nullable=False),  # the fields of the paper as they were given by it
    Column("taken_at", WholeText, nullable=False),
)

repeated_entries = Table(
    "repeated_entries",
    metadata,
    Column("id", WholeText, primary_key=True),
    Column("survey_id", WholeText, nullable=False),
    Column("saved_at", WholeText, nullable=False),
    Column("record", JsonText(dict), nullable=False),
)

notice_lists = Table(
    "notice_lists",
    metadata,
    Column("added_at", WholeText, primary_key=True),
    Column("record", JsonText(dict), nullable=False),
)

paper_notices = Table(
    "paper_notices",
    metadata,
    Column("place", Integer, primary_key=True, autoincrement=False),  # of the row in its list, from 0
    Column("doi", WholeText, nullable=False),  # of the paper, empty where the list has none
    Column("title_key", WholeText, nullable=False),
    Column("record", JsonText(dict), nullable=False),
)

library = Table(
    "library",
    metadata,
    Column("id", WholeText, primary_key=True),  # random; owns the library's points, wherever they are
    Column("terms_version", Integer, nullable=False),  # one more at each change of `reading_terms`
    Column(
        "move", WholeText, nullable=False
    ),  # empty, or where a move of the library stands, see lib.storage.database_copy
)

reading_terms = Table(
    "reading_terms",
    metadata,
    Column("paper_id", WholeText, primary_key=True),
    Column("reading", Integer, primary_key=True),
    Column(
        "terms", WholeText, nullable=False
    ),  # in how many of its passages each term stands, see lib.indexing.term_counts
)

people = Table(
    "people",
    metadata,
    Column("id", WholeText, primary_key=True),  # by which whoever signs people in knows them
    Column("name", WholeText, nullable=False),  # as it stands beside verdicts: no two have the same
    Column("role", WholeText, nullable=False),  # empty: not let in yet
    Column("project", WholeText, nullable=False),  # in which they worked last; empty: the first one
    Column("added_at", WholeText, nullable=False),
)

projects = Table(
    "projects",
    metadata,
    Column("id", WholeText, primary_key=True),
    Column("name", WholeText, nullable=False),
    Column("folded", WholeText, nullable=False),  # the name without case
    Column("created_at", WholeText, nullable=False),
)

project_members = Table(
    "project_members",
    metadata,
    Column("project_id", WholeText, primary_key=True),  # empty: the first one
    Column("person_id", WholeText, primary_key=True),
)

actions = Table(
    "actions",
    metadata,
    Column("number", Integer, primary_key=True),  # of the database's own sequence: the order in which they were done
    Column("at", WholeText, nullable=False),
    Column("person", WholeText, nullable=False),  # empty: the owner of the installation, or a program of its machine
    Column("action", WholeText, nullable=False),
    Column("subject", WholeText, nullable=False),
)

job_reports = Table(
    "job_reports",
    metadata,
    Column("kind", WholeText, primary_key=True),
    Column("subject", WholeText, primary_key=True),
    Column("record", JsonText(dict), nullable=False),  # how far the job is, as whoever does it says
    Column("at", WholeText, nullable=False),
)

shared_values = Table(
    "shared_values",
    metadata,
    Column("name", WholeText, primary_key=True),
    Column("value", WholeText, nullable=False),  # what several processes of one library hold in common
)

answerer_pauses = Table(
    "answerer_pauses",
    metadata,
    Column("answerer", WholeText, primary_key=True),
    Column("until", Float, nullable=False),  # seconds since 1970 by the database's clock
    Column("number", Integer, nullable=False),  # one more at each wait that it asked for
)

person_work = Table(
    "person_work",
    metadata,
    Column("id", WholeText, primary_key=True),
    Column("person", WholeText, nullable=False),
    Column("kind", WholeText, nullable=False),
    Column("size", BigInteger, nullable=False),  # bytes of a paper
    Column("process", WholeText, nullable=False),  # that began it
)

for _table in metadata.tables.values():
    for _column in _table.columns:
        if isinstance(_column.type, JsonText):
            _column.type.place = f"{_table.name}.{_column.name}"
