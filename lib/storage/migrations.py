"""Numbered steps that bring a database of any age to the present one; each runs once, in one transaction, at opening.

The statements are plain SQL that SQLite and PostgreSQL both take, and are never edited after a release: a change is a new step.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, text

from lib.errors import ConfigError
from lib.storage.settlements import assign_judgements


def _first_tables(connection: Connection) -> None:
    for statement in (
        """CREATE TABLE papers (
            id TEXT PRIMARY KEY, filename TEXT NOT NULL, status TEXT NOT NULL, problem TEXT,
            page_count INTEGER NOT NULL, pages_without_text TEXT NOT NULL,
            title TEXT NOT NULL, authors TEXT NOT NULL, year INTEGER, doi TEXT NOT NULL,
            edits TEXT NOT NULL, reading INTEGER, added_at TEXT NOT NULL)""",
        """CREATE TABLE readings (
            paper_id TEXT NOT NULL, number INTEGER NOT NULL, reader_version INTEGER NOT NULL,
            ocr BOOLEAN NOT NULL, complete BOOLEAN NOT NULL, points INTEGER NOT NULL,
            page_quality TEXT NOT NULL, dropped TEXT NOT NULL, PRIMARY KEY (paper_id, number))""",
        """CREATE TABLE sentences (
            paper_id TEXT NOT NULL, reading INTEGER NOT NULL, id INTEGER NOT NULL,
            text TEXT NOT NULL, section TEXT NOT NULL, kind TEXT NOT NULL, boxes TEXT NOT NULL, lines TEXT NOT NULL,
            PRIMARY KEY (paper_id, reading, id))""",
        "CREATE TABLE reading_numbers (paper_id TEXT PRIMARY KEY, last INTEGER NOT NULL)",
        """CREATE TABLE deletions (
            paper_id TEXT NOT NULL, reading INTEGER NOT NULL, PRIMARY KEY (paper_id, reading))""",
        """CREATE TABLE answers (
            id TEXT PRIMARY KEY, created_at TEXT NOT NULL, seconds FLOAT NOT NULL, record TEXT NOT NULL)""",
        "CREATE INDEX answers_by_time ON answers (created_at)",
        """CREATE TABLE answer_readings (
            answer_id TEXT NOT NULL, paper_id TEXT NOT NULL, reading INTEGER NOT NULL,
            PRIMARY KEY (answer_id, paper_id, reading))""",
        "CREATE INDEX answer_readings_by_paper ON answer_readings (paper_id, reading)",
    ):
        connection.execute(text(statement))


def _surveys(connection: Connection) -> None:
    for statement in (
        """CREATE TABLE question_sets (
            id TEXT NOT NULL, version INTEGER NOT NULL, name TEXT NOT NULL, questions TEXT NOT NULL,
            created_at TEXT NOT NULL, removed BOOLEAN NOT NULL, PRIMARY KEY (id, version))""",
        """CREATE TABLE surveys (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, created_at TEXT NOT NULL, status TEXT NOT NULL, reason TEXT,
            plan TEXT NOT NULL)""",
        """CREATE TABLE survey_cells (
            survey_id TEXT NOT NULL, paper_id TEXT NOT NULL, question INTEGER NOT NULL, answerer TEXT NOT NULL,
            answer_id TEXT, category TEXT NOT NULL, judged TEXT NOT NULL, judged_by TEXT NOT NULL, value TEXT,
            problem TEXT, figures TEXT NOT NULL, finished_at TEXT NOT NULL,
            PRIMARY KEY (survey_id, paper_id, question, answerer))""",
        "CREATE INDEX survey_cells_by_answer ON survey_cells (answer_id)",
        "CREATE INDEX survey_cells_by_time ON survey_cells (survey_id, category, finished_at)",
        """CREATE TABLE category_changes (
            id TEXT PRIMARY KEY, survey_id TEXT NOT NULL, paper_id TEXT NOT NULL, question INTEGER NOT NULL,
            answerer TEXT NOT NULL, category TEXT NOT NULL, value TEXT, person TEXT NOT NULL, note TEXT NOT NULL,
            at TEXT NOT NULL)""",
        "CREATE INDEX category_changes_by_survey ON category_changes (survey_id)",
        """CREATE TABLE screenings (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, created_at TEXT NOT NULL, plan TEXT NOT NULL,
            survey_id TEXT)""",
        """CREATE TABLE screened_papers (
            screening_id TEXT NOT NULL, paper_id TEXT NOT NULL, included BOOLEAN, reason TEXT NOT NULL,
            counts TEXT NOT NULL, person TEXT NOT NULL, PRIMARY KEY (screening_id, paper_id))""",
        """CREATE TABLE label_tables (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, created_at TEXT NOT NULL)""",
        """CREATE TABLE labels (
            table_id TEXT NOT NULL, place INTEGER NOT NULL, paper_key TEXT NOT NULL, doi TEXT NOT NULL,
            title TEXT NOT NULL, question TEXT NOT NULL, source TEXT NOT NULL, label TEXT NOT NULL,
            PRIMARY KEY (table_id, place))""",
    ):
        connection.execute(text(statement))


def _opinions(connection: Connection) -> None:
    for statement in (
        """CREATE TABLE opinions (
            id TEXT PRIMARY KEY, answer_id TEXT NOT NULL, created_at TEXT NOT NULL, record TEXT NOT NULL)""",
        "CREATE INDEX opinions_by_answer ON opinions (answer_id)",
    ):
        connection.execute(text(statement))


def _recognition(connection: Connection) -> None:
    for statement in (
        "ALTER TABLE papers ADD COLUMN page_quality TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE papers ADD COLUMN recognise BOOLEAN NOT NULL DEFAULT FALSE",
        "ALTER TABLE papers ADD COLUMN again BOOLEAN NOT NULL DEFAULT FALSE",
        """UPDATE readings SET page_quality =
            REPLACE(page_quality, '"scan with text"', '"scan with recognised text"')""",
        """UPDATE papers SET page_quality = COALESCE((SELECT readings.page_quality FROM readings
            WHERE readings.paper_id = papers.id AND readings.number = papers.reading), '[]')""",
        """CREATE TABLE recognised_pages (
            paper_id TEXT NOT NULL, page INTEGER NOT NULL, recogniser INTEGER NOT NULL, content TEXT NOT NULL,
            PRIMARY KEY (paper_id, page))""",
        """CREATE TABLE removed_papers (
            id TEXT PRIMARY KEY, filename TEXT NOT NULL, title TEXT NOT NULL, authors TEXT NOT NULL, year INTEGER,
            doi TEXT NOT NULL, removed_at TEXT NOT NULL)""",
    ):
        connection.execute(text(statement))


def _reviews(connection: Connection) -> None:
    for statement in (
        """CREATE TABLE verdicts (
            id TEXT PRIMARY KEY, answer_id TEXT NOT NULL, rater TEXT NOT NULL, at TEXT NOT NULL,
            withdraws TEXT, record TEXT NOT NULL)""",
        "CREATE INDEX verdicts_by_answer ON verdicts (answer_id)",
        """CREATE TABLE review_samples (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, created_at TEXT NOT NULL, plan TEXT NOT NULL)""",
        """CREATE TABLE settled_labels (
            id TEXT PRIMARY KEY, paper_id TEXT NOT NULL, question TEXT NOT NULL, label TEXT NOT NULL,
            person TEXT NOT NULL, note TEXT NOT NULL, at TEXT NOT NULL)""",
    ):
        connection.execute(text(statement))


def _batches(connection: Connection) -> None:
    connection.execute(
        text(
            """CREATE TABLE survey_batches (
            survey_id TEXT NOT NULL, batch_id TEXT NOT NULL, answerer TEXT NOT NULL, requests TEXT NOT NULL,
            PRIMARY KEY (survey_id, batch_id))"""
        )
    )


def _parcels(connection: Connection) -> None:
    for statement in (
        "DROP TABLE survey_batches",
        """CREATE TABLE survey_parcels (
            id TEXT PRIMARY KEY, survey_id TEXT NOT NULL, answerer TEXT NOT NULL, noted_at TEXT NOT NULL,
            batch_id TEXT, cancelled BOOLEAN NOT NULL, told BOOLEAN NOT NULL)""",
        """CREATE TABLE survey_requests (
            name TEXT PRIMARY KEY, parcel_id TEXT NOT NULL, survey_id TEXT NOT NULL, paper_id TEXT NOT NULL,
            question INTEGER NOT NULL, answerer TEXT NOT NULL, passages TEXT NOT NULL)""",
        "CREATE INDEX survey_requests_by_parcel ON survey_requests (parcel_id)",
        "CREATE INDEX survey_requests_by_survey ON survey_requests (survey_id)",
    ):
        connection.execute(text(statement))


def _left_answers(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE left_answers (answer_id TEXT PRIMARY KEY)"))


def _settled_judgements(connection: Connection) -> None:
    for statement in (
        "ALTER TABLE settled_labels ADD COLUMN judgement TEXT",
        "ALTER TABLE settled_labels ADD COLUMN answer_id TEXT",
        "CREATE INDEX verdicts_by_time ON verdicts (at)",
    ):
        connection.execute(text(statement))
    assign_judgements(connection)


def _claims(connection: Connection) -> None:
    for statement in (
        "ALTER TABLE surveys ADD COLUMN claim TEXT",
        "CREATE UNIQUE INDEX surveys_by_claim ON surveys (claim)",
    ):
        connection.execute(text(statement))


def _language_and_journal(connection: Connection) -> None:
    for column in ("language", "journal", "volume", "pages"):
        connection.execute(text(f"ALTER TABLE papers ADD COLUMN {column} TEXT NOT NULL DEFAULT ''"))


def _suggestions(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE survey_cells ADD COLUMN suggestion TEXT"))


def _dropped_pieces(connection: Connection) -> None:
    for statement in (
        """CREATE TABLE dropped_pieces (
            paper_id TEXT NOT NULL, reading INTEGER NOT NULL, id INTEGER NOT NULL, text TEXT NOT NULL,
            page INTEGER NOT NULL, box TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (paper_id, reading, id))""",
        "ALTER TABLE readings DROP COLUMN dropped",
    ):
        connection.execute(text(statement))


def _paper_relations(connection: Connection) -> None:
    for statement in (
        "ALTER TABLE papers ADD COLUMN sketch TEXT NOT NULL DEFAULT '[]'",
        """CREATE TABLE paper_relations (
            paper_id TEXT NOT NULL, other_id TEXT NOT NULL, relation TEXT NOT NULL, decided_at TEXT NOT NULL,
            PRIMARY KEY (paper_id, other_id))""",
    ):
        connection.execute(text(statement))


def _review_plans(connection: Connection) -> None:
    for statement in (
        "ALTER TABLE settled_labels ADD COLUMN value TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE settled_labels ADD COLUMN evidence TEXT NOT NULL DEFAULT '[]'",
        "CREATE TABLE review_plans (survey_id TEXT PRIMARY KEY, plan TEXT NOT NULL)",
    ):
        connection.execute(text(statement))


def _tables_and_figures(connection: Connection) -> None:
    for name in ("reading_tables", "reading_figures"):
        connection.execute(
            text(
                f"""CREATE TABLE {name} (
                paper_id TEXT NOT NULL, reading INTEGER NOT NULL, id INTEGER NOT NULL, record TEXT NOT NULL,
                PRIMARY KEY (paper_id, reading, id))"""
            )
        )


def _full_text(connection: Connection) -> None:
    """Make the search's tables; the words of readings that are there go in when the app starts, or at the first search."""
    is_sqlite = connection.dialect.name == "sqlite"
    statements = [
        f"""CREATE TABLE searched_readings (
            key {"INTEGER" if is_sqlite else "SERIAL"} PRIMARY KEY, paper_id TEXT NOT NULL, reading INTEGER NOT NULL,
            language TEXT NOT NULL, version INTEGER NOT NULL)""",
        "CREATE UNIQUE INDEX searched_readings_reading ON searched_readings (paper_id, reading)",
    ]
    if is_sqlite:  # "ascii": what is stored is tokens already, and every other character belongs to one
        statements.append(
            "CREATE VIRTUAL TABLE sentence_tokens USING fts5(tokens, tokenize = \"ascii tokenchars '.='\")"
        )
    else:
        statements += [
            """CREATE TABLE sentence_tokens (
                key INTEGER NOT NULL REFERENCES searched_readings (key) ON DELETE CASCADE, sentence INTEGER NOT NULL,
                tokens TSVECTOR NOT NULL, PRIMARY KEY (key, sentence))""",
            "CREATE INDEX sentence_tokens_tokens ON sentence_tokens USING GIN (tokens)",
        ]
    for statement in statements:
        connection.execute(text(statement))


def _record_screenings(connection: Connection) -> None:
    for statement in (
        "CREATE TABLE record_screenings (id TEXT PRIMARY KEY, created_at TEXT NOT NULL, record TEXT NOT NULL)",
        """CREATE TABLE screened_records (
            screening_id TEXT NOT NULL, number INTEGER NOT NULL, record TEXT NOT NULL, PRIMARY KEY (screening_id, number))""",
        """CREATE TABLE record_decisions (
            screening_id TEXT NOT NULL, place INTEGER NOT NULL, record TEXT NOT NULL, PRIMARY KEY (screening_id, place))""",
    ):
        connection.execute(text(statement))


def _annotations(connection: Connection) -> None:
    for statement in (
        """CREATE TABLE annotations (
            id TEXT PRIMARY KEY, paper_id TEXT NOT NULL, created_at TEXT NOT NULL, note TEXT NOT NULL, record TEXT NOT NULL)""",
        "CREATE INDEX annotations_paper ON annotations (paper_id)",
    ):
        connection.execute(text(statement))


def _costs(connection: Connection) -> None:
    """Make the table of what was spent, with what the cells of surveys cost so far; earlier single answers count for no limit,
    as only a day's looks at them.
    """
    key = "INTEGER PRIMARY KEY" if connection.dialect.name == "sqlite" else "SERIAL PRIMARY KEY"
    for statement in (
        f"""CREATE TABLE costs (
            id {key}, spent_at TEXT NOT NULL, survey_id TEXT NOT NULL, person TEXT NOT NULL,
            dollars DOUBLE PRECISION NOT NULL)""",
        "CREATE INDEX costs_survey ON costs (survey_id)",
        "CREATE INDEX costs_time ON costs (spent_at)",
    ):
        connection.execute(text(statement))
    cells = connection.execute(text("SELECT survey_id, finished_at, figures FROM survey_cells")).all()
    spent = [
        {"survey_id": survey_id, "spent_at": finished_at, "dollars": cost}
        for survey_id, finished_at, figures in cells
        if isinstance(cost := json.loads(figures).get("cost"), int | float) and cost > 0
    ]
    if spent:
        connection.execute(
            text(
                "INSERT INTO costs (spent_at, survey_id, person, dollars) VALUES (:spent_at, :survey_id, '', :dollars)"
            ),
            spent,
        )


def _answer_history(connection: Connection) -> None:
    for statement in (
        "ALTER TABLE answers ADD COLUMN name TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE answers ADD COLUMN removed_at TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE answers ADD COLUMN summary TEXT NOT NULL DEFAULT '{}'",
    ):
        connection.execute(text(statement))
    change = text("UPDATE answers SET summary = :summary WHERE id = :id")
    for answer_id in list(
        connection.execute(text("SELECT id FROM answers")).scalars()
    ):  # one at a time: they are large
        record = connection.execute(text("SELECT record FROM answers WHERE id = :id"), {"id": answer_id}).scalar_one()
        connection.execute(change, {"id": answer_id, "summary": json.dumps(_summary(json.loads(record)))})


def _summary(record: dict[str, Any]) -> dict[str, Any]:
    """Return what the history lists of an answer's record, of whatever version: what lacks there is left to defaults."""
    paper_ids, of_all = record.get("paper_ids", []), bool(record.get("settings", {}).get("all_papers"))
    return {
        "question": record.get("question", ""),
        "answerer": record.get("answerer", ""),
        "model": record.get("model", ""),
        "papers": len(paper_ids),
        "paper_ids": paper_ids if not of_all and len(paper_ids) <= 20 else [],
        "of_all": of_all,
        "certainty": record.get("certainty", "sure") if record.get("found") else "not_found",
        "stopped": record.get("stopped") is not None,
    }


def _bin(connection: Connection) -> None:
    connection.execute(
        text("CREATE TABLE binned_papers (id TEXT PRIMARY KEY, removed_at TEXT NOT NULL, record TEXT NOT NULL)")
    )


def _paper_groups(connection: Connection) -> None:
    for statement in (
        """CREATE TABLE paper_groups (
            id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, folded TEXT NOT NULL, created_at TEXT NOT NULL)""",
        "CREATE UNIQUE INDEX paper_groups_name ON paper_groups (kind, folded)",
        """CREATE TABLE group_papers (
            group_id TEXT NOT NULL, paper_id TEXT NOT NULL, PRIMARY KEY (group_id, paper_id))""",
        "CREATE INDEX group_papers_paper ON group_papers (paper_id)",
    ):
        connection.execute(text(statement))


def _added_citations(connection: Connection) -> None:
    for statement in (
        """CREATE TABLE added_citations (
            id TEXT PRIMARY KEY, answer_id TEXT NOT NULL, created_at TEXT NOT NULL, record TEXT NOT NULL)""",
        "CREATE INDEX added_citations_answer ON added_citations (answer_id)",
    ):
        connection.execute(text(statement))


def _zotero_items(connection: Connection) -> None:
    connection.execute(
        text(
            """CREATE TABLE zotero_items (
            source TEXT NOT NULL, item_key TEXT NOT NULL, paper_id TEXT NOT NULL, version INTEGER NOT NULL,
            written TEXT NOT NULL, taken_at TEXT NOT NULL, PRIMARY KEY (source, item_key, paper_id))"""
        )
    )


def _repeated_entries(connection: Connection) -> None:
    for statement in (
        """CREATE TABLE repeated_entries (
            id TEXT PRIMARY KEY, survey_id TEXT NOT NULL, saved_at TEXT NOT NULL, record TEXT NOT NULL)""",
        "CREATE INDEX repeated_entries_survey ON repeated_entries (survey_id, saved_at)",
    ):
        connection.execute(text(statement))


def _paper_notices(connection: Connection) -> None:
    for statement in (
        "CREATE TABLE notice_lists (added_at TEXT PRIMARY KEY, record TEXT NOT NULL)",
        """CREATE TABLE paper_notices (
            place INTEGER PRIMARY KEY, doi TEXT NOT NULL, title_key TEXT NOT NULL, record TEXT NOT NULL)""",
        "CREATE INDEX paper_notices_doi ON paper_notices (doi)",
        "CREATE INDEX paper_notices_title ON paper_notices (title_key)",
    ):
        connection.execute(text(statement))


def _library(connection: Connection) -> None:
    for statement in (
        "CREATE TABLE library (id TEXT PRIMARY KEY, terms_version INTEGER NOT NULL)",
        """CREATE TABLE reading_terms (
            paper_id TEXT NOT NULL, reading INTEGER NOT NULL, terms TEXT NOT NULL, PRIMARY KEY (paper_id, reading))""",
    ):
        connection.execute(text(statement))
    connection.execute(text("INSERT INTO library (id, terms_version) VALUES (:id, 0)"), {"id": uuid.uuid4().hex})


def _people(connection: Connection) -> None:
    number = "BIGINT GENERATED ALWAYS AS IDENTITY" if connection.dialect.name == "postgresql" else "INTEGER"
    for statement in (
        """CREATE TABLE people (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, project TEXT NOT NULL, added_at TEXT NOT NULL)""",
        "CREATE UNIQUE INDEX people_name ON people (name) WHERE name <> ''",
        "CREATE TABLE projects (id TEXT PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL, created_at TEXT NOT NULL)",
        "CREATE UNIQUE INDEX projects_name ON projects (folded)",
        """CREATE TABLE project_members (
            project_id TEXT NOT NULL, person_id TEXT NOT NULL, PRIMARY KEY (project_id, person_id))""",
        f"""CREATE TABLE actions (
            number {number} PRIMARY KEY, at TEXT NOT NULL, person TEXT NOT NULL, action TEXT NOT NULL,
            subject TEXT NOT NULL)""",
    ):
        connection.execute(text(statement))


def _move_of_library(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE library ADD COLUMN move TEXT NOT NULL DEFAULT ''"))


def _several_processes(connection: Connection) -> None:
    for statement in (
        """CREATE TABLE job_reports (
            kind TEXT NOT NULL, subject TEXT NOT NULL, record TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (kind, subject))""",
        "CREATE TABLE shared_values (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
        """CREATE TABLE answerer_pauses (
            answerer TEXT PRIMARY KEY, until DOUBLE PRECISION NOT NULL, number INTEGER NOT NULL)""",
    ):
        connection.execute(text(statement))


def _follow_ups(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE answers ADD COLUMN previous TEXT NOT NULL DEFAULT ''"))
    change = text("UPDATE answers SET previous = :previous WHERE id = :id")
    following = text('SELECT id FROM answers WHERE record LIKE \'%"previous":"%\' OR record LIKE \'%"previous": "%\'')
    for answer_id in list(connection.execute(following).scalars()):  # one at a time: they are large
        record = connection.execute(text("SELECT record FROM answers WHERE id = :id"), {"id": answer_id}).scalar_one()
        connection.execute(change, {"id": answer_id, "previous": json.loads(record).get("previous") or ""})
    connection.execute(text("CREATE INDEX answers_by_previous ON answers (previous)"))


def _person_work(connection: Connection) -> None:
    for statement in (
        """CREATE TABLE person_work (
            id TEXT PRIMARY KEY, person TEXT NOT NULL, kind TEXT NOT NULL, size BIGINT NOT NULL, process TEXT NOT NULL)""",
        "CREATE INDEX person_work_by_person ON person_work (person)",
    ):
        connection.execute(text(statement))


STEPS: tuple[Callable[[Connection], None], ...] = (
    _first_tables,
    _surveys,
    _opinions,
    _recognition,
    _reviews,
    _batches,
    _parcels,
    _left_answers,
    _settled_judgements,
    _claims,
    _language_and_journal,
    _suggestions,
    _dropped_pieces,
    _paper_relations,
    _review_plans,
    _tables_and_figures,
    _full_text,
    _record_screenings,
    _annotations,
    _costs,
    _answer_history,
    _bin,
    _paper_groups,
    _added_citations,
    _zotero_items,
    _repeated_entries,
    _paper_notices,
    _library,
    _people,
    _move_of_library,
    _several_processes,
    _follow_ups,
    _person_work,
)


def migrate(engine: Engine) -> int:
    """Return the number of steps the database now stands at, after running those it lacked.

    Raises ConfigError where a newer Sidelight wrote it: older code must not touch what it does not know.
    """
    writer = engine.execution_options(writes=True)
    with writer.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS schema_version (number INTEGER NOT NULL)"))
        done = connection.execute(text("SELECT COALESCE(MAX(number), 0) FROM schema_version")).scalar_one()
    if done > len(STEPS):
        raise ConfigError(
            f"The data was written by a newer Sidelight (its database is at step {done}, this one knows {len(STEPS)}). "
            "Update Sidelight or choose another data folder."
        )
    for number, step in enumerate(STEPS[done:], start=done + 1):
        with writer.begin() as connection:
            step(connection)
            connection.execute(text("INSERT INTO schema_version (number) VALUES (:number)"), {"number": number})
    return len(STEPS)
