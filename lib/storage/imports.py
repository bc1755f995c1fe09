"""Records of another installation in the database: ids kept, what is there already left alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, Engine, Table, and_, insert, or_, select, update

from lib.records import Answer, Citation, Paper, Passage
from lib.records.annotations import AddedCitation, Annotation
from lib.records.groups import GroupKind
from lib.records.reviews import Label, LabelTable, ReviewVerdict, Sample, SettledLabel
from lib.records.surveys import CategoryChange, CellRow, QuestionSet, SurveyHead
from lib.storage.added_citations import added_row
from lib.storage.annotations import annotation_row
from lib.storage.answers import insert_answer, readings_of
from lib.storage.cells import apply_persons_word
from lib.storage.database import dry_run, read_only, writing
from lib.storage.paper_groups import put_in_group
from lib.storage.readable import readable_one
from lib.storage.schema import (
    added_citations,
    answers,
    category_changes,
    label_tables,
    left_answers,
    paper_annotations,
    papers,
    question_sets,
    reading_numbers,
    readings,
    removed_papers,
    review_samples,
    sentences,
    settled_labels,
    survey_cells,
    surveys,
    verdicts,
)
from lib.storage.schema import labels as label_rows
from lib.storage.settlements import assign_judgements
from lib.storage.verdicts import settled_row, verdict_row
from lib.text.reference_marks import without_possible_marks
from lib.times import now

BEING_IMPORTED = "It is being imported. Import the file again where that was broken off."
IMPORTED_WITH = "Imported with"
"""How the reason of a survey begins whose other cells may come with another file."""


@dataclass(frozen=True, slots=True)
class ImportChunk:
    """Some records of a file, kept together or not at all."""

    papers: list[Paper] = field(default_factory=list)
    groups: list[tuple[GroupKind, str, str]] = field(default_factory=list)
    """Kind and name of a tag or collection, and id of a paper in it."""
    surveys: list[SurveyHead] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    cells: list[tuple[str, CellRow]] = field(default_factory=list)
    """With the survey's id."""
    left: list[str] = field(default_factory=list)
    """Ids of answers of cells that cannot be used: they belong to no survey here, and are none of Ask's."""
    changes: list[CategoryChange] = field(default_factory=list)
    verdicts: list[ReviewVerdict] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    settled: list[SettledLabel] = field(default_factory=list)
    tables: list[LabelTable] = field(default_factory=list)
    labels: list[tuple[str, int, Label]] = field(default_factory=list)
    """With the table's id and the place in it."""
    question_sets: list[QuestionSet] = field(default_factory=list)
    annotations: list[Annotation] = field(default_factory=list)
    added: list[AddedCitation] = field(default_factory=list)
    """Citations that people added to answers."""


class ImportStore:
    """Adds records. Every chunk is one transaction; a record whose id is there already changes nothing."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def add(self, chunk: ImportChunk) -> dict[str, int]:
        """Return how many records of each kind are new, by the name of the chunk's field."""
        with writing(self.engine) as connection:
            return _add_all(connection, chunk)

    def preview(self, chunk: ImportChunk) -> dict[str, int]:
        """Return what `add` would say of it now; nothing is kept."""
        with dry_run(self.engine) as connection:
            return _add_all(connection, chunk)

    def papers_there(self, paper_ids: Iterable[str]) -> set[str]:
        """Return which of these papers are in the library."""
        with read_only(self.engine) as connection:
            return {i for i in set(paper_ids) if _exists(connection, papers, i)}

    def finish_survey(self, survey_id: str, cells: int) -> None:
        """Set an imported survey finished once it has that many cells, and else cancelled."""
        with writing(self.engine) as connection:
            query = select(survey_cells.c.paper_id).where(survey_cells.c.survey_id == survey_id)
            done = len(connection.execute(query).all())
            unfinished = or_(surveys.c.reason == BEING_IMPORTED, surveys.c.reason.startswith(IMPORTED_WITH))
            here = update(surveys).where(surveys.c.id == survey_id, surveys.c.status == "cancelled", unfinished)
            if done < cells:
                reason = f"{IMPORTED_WITH} {done:,} of its {cells:,} cells."
                connection.execute(here.values(status="cancelled", reason=reason))
            else:
                connection.execute(here.values(status="finished", reason=None))


def _add_all(connection: Connection, chunk: ImportChunk) -> dict[str, int]:
    new = {
        "papers": _add_papers(connection, chunk.papers),
        "groups": sum(put_in_group(connection, kind, name, [paper_id]) for kind, name, paper_id in chunk.groups),
        "surveys": sum(_add_survey(connection, head) for head in chunk.surveys),
        "answers": sum(_add_answer(connection, answer) for answer in chunk.answers),
        "cells": sum(_add_cell(connection, survey_id, row) for survey_id, row in chunk.cells),
        "changes": sum(_add_change(connection, change) for change in chunk.changes),
        "verdicts": sum(_add_row(connection, verdicts, verdict_row(verdict)) for verdict in chunk.verdicts),
        "samples": sum(_add_row(connection, review_samples, _sample_row(sample)) for sample in chunk.samples),
        "settled": _add_settled(connection, chunk.settled),
        "tables": sum(_add_row(connection, label_tables, _table_row(table)) for table in chunk.tables),
        "labels": _add_labels(connection, chunk.labels),
        "question_sets": sum(_add_question_set(connection, one) for one in chunk.question_sets),
        "annotations": sum(_add_row(connection, paper_annotations, annotation_row(one)) for one in chunk.annotations),
        "added": sum(_add_citation(connection, one) for one in chunk.added),
    }
    for answer_id in chunk.left:
        _mark_left(connection, answer_id)
    return new


def _exists(connection: Connection, table: Table, record_id: str) -> bool:
    return connection.execute(select(table.c.id).where(table.c.id == record_id)).first() is not None


def _add_row(connection: Connection, table: Table, row: Mapping[str, object]) -> bool:
    """Add a row unless one of its id is there; return whether it is new."""
    if _exists(connection, table, str(row["id"])):
        return False
    connection.execute(insert(table).values(**row))
    return True


def _add_papers(connection: Connection, named: Sequence[Paper]) -> int:
    """Add the names of papers whose PDF is not here, so that their answers can name them; return how many are new."""
    new = 0
    for paper in named:
        if not _exists(connection, papers, paper.id):
            row = {name: getattr(paper, name) for name in ("id", "filename", "title", "authors", "year", "doi")}
            new += _add_row(connection, removed_papers, {**row, "removed_at": now()})
    return new


def _add_survey(connection: Connection, head: SurveyHead) -> bool:
    row = {"id": head.id, "name": head.name, "created_at": head.created_at, "plan": head.plan.to_dict()}
    # as it was, it might go on by itself here
    return _add_row(connection, surveys, {**row, "status": "cancelled", "reason": BEING_IMPORTED})


def _add_question_set(connection: Connection, one: QuestionSet) -> bool:
    """Add a version of a set unless that one is there; return whether it is new."""
    same = and_(question_sets.c.id == one.id, question_sets.c.version == one.version)
    if connection.execute(select(question_sets.c.id).where(same)).first() is not None:
        return False
    connection.execute(insert(question_sets).values(**{**one.to_dict(), "removed": False}))
    return True


def _add_cell(connection: Connection, survey_id: str, row: CellRow) -> bool:
    place = (survey_cells.c.paper_id, survey_cells.c.question, survey_cells.c.answerer)
    same = and_(survey_cells.c.survey_id == survey_id, *(c == part for c, part in zip(place, row.key, strict=True)))
    if connection.execute(select(survey_cells.c.survey_id).where(same)).first() is not None:
        if row.answer_id is not None:  # of before the cell was answered anew here
            _mark_left(connection, row.answer_id)
        return False
    connection.execute(insert(survey_cells).values(survey_id=survey_id, **row.to_dict()))
    return True


def _add_change(connection: Connection, change: CategoryChange) -> bool:
    if not _add_row(connection, category_changes, change.to_dict()):
        return False
    apply_persons_word(connection, change.survey_id, (change.paper_id, change.question, change.answerer))
    return True


def _mark_left(connection: Connection, answer_id: str) -> None:
    """Mark an answer as left by its cell, unless it stands in one here."""
    in_cell = select(survey_cells.c.survey_id).where(survey_cells.c.answer_id == answer_id)
    known = select(left_answers.c.answer_id).where(left_answers.c.answer_id == answer_id)
    if all(connection.execute(query).first() is None for query in (in_cell, known)):
        connection.execute(insert(left_answers).values(answer_id=answer_id))


def _add_settled(connection: Connection, labels: Sequence[SettledLabel]) -> int:
    new = sum(_add_row(connection, settled_labels, settled_row(label)) for label in labels)
    if new and any(label.judgement is None for label in labels):  # of an older file, whose verdicts stand before it
        assign_judgements(connection)
    return new


def _add_labels(connection: Connection, labels: Sequence[tuple[str, int, Label]]) -> int:
    new = 0
    for table_id, place, label in labels:
        same = and_(label_rows.c.table_id == table_id, label_rows.c.place == place)
        if connection.execute(select(label_rows.c.place).where(same)).first() is None:
            connection.execute(insert(label_rows).values(table_id=table_id, place=place, **label.to_dict()))
            new += 1
    return new


def _sample_row(sample: Sample) -> dict[str, object]:
    return {"id": sample.id, "name": sample.name, "created_at": sample.created_at, "plan": sample.to_dict()}


def _table_row(table: LabelTable) -> dict[str, object]:
    return {"id": table.id, "name": table.name, "created_at": table.created_at}


# answers: their readings are numbered where they come from


def _add_answer(connection: Connection, answer: Answer) -> bool:
    if _exists(connection, answers, answer.id):
        return False
    insert_answer(connection, _with_own_readings(connection, answer))
    return True


def _add_citation(connection: Connection, added: AddedCitation) -> bool:
    """Add a person's citation with the number that the answer's passage, of which it is a quote, has for its reading here."""
    record = connection.execute(select(answers.c.record).where(answers.c.id == added.answer_id)).scalar()
    answer = readable_one(record, Answer.from_dict) if record is not None else None
    passages = answer.passages if answer is not None else []
    cited = added.citation
    holding = (p for p in passages if p.paper_id == cited.paper_id and set(cited.sentence_ids) <= set(p.sentence_ids))
    reading = next((passage.reading for passage in holding), None)
    if reading is None:
        return False
    return _add_row(connection, added_citations, added_row(replace(added, citation=replace(cited, reading=reading))))


def _with_own_readings(connection: Connection, answer: Answer) -> Answer:
    """Return the answer with numbers of readings that mean the same here, or that nothing here has.

    Two installations number their readings alone. Where a number is taken here by a reading with other sentences, its
    sentence ids would point at other words.
    """
    moved = {}
    for paper_id, number in sorted(readings_of(answer)):
        own = _own_number(connection, answer, paper_id, number)
        if own != number:
            moved[paper_id, number] = own
    return _renumbered(answer, moved) if moved else answer


def _own_number(connection: Connection, answer: Answer, paper_id: str, number: int) -> int:
    """Return the number that a reading of the answer has here, noted as taken from now on."""
    this = reading_numbers.c.paper_id == paper_id
    last = connection.execute(select(reading_numbers.c.last).where(this)).scalar()
    if last is None:
        connection.execute(insert(reading_numbers).values(paper_id=paper_id, last=number))
        return number
    if number > last:
        connection.execute(update(reading_numbers).where(this).values(last=number))
        return number
    taken = and_(readings.c.paper_id == paper_id, readings.c.number == number)
    here = connection.execute(select(readings.c.number).where(taken)).first() is not None
    if not here or _says_the_same(connection, answer, paper_id, number):
        return number
    connection.execute(update(reading_numbers).where(this).values(last=last + 1))
    return int(last) + 1


def _says_the_same(connection: Connection, answer: Answer, paper_id: str, number: int) -> bool:
    """Return whether the sentences of a reading here are the words that the answer quotes and shows from it, but for the
    reference marks that quotes leave out.
    """
    here = and_(sentences.c.paper_id == paper_id, sentences.c.reading == number)
    texts = {row.id: row.text for row in connection.execute(select(sentences.c.id, sentences.c.text).where(here))}
    quoted = [(c.sentence_ids, c.quote) for s in answer.sentences for c in s.citations if _is_of(c, paper_id, number)]
    quoted += [(p.sentence_ids, p.text) for p in answer.passages if _is_of(p, paper_id, number)]
    return all(
        without_possible_marks(" ".join(texts.get(i, "") for i in ids)) == without_possible_marks(words)
        for ids, words in quoted
    )


def _is_of(part: Citation | Passage, paper_id: str, number: int) -> bool:
    return (part.paper_id, part.reading) == (paper_id, number)


def _renumbered(answer: Answer, moved: Mapping[tuple[str, int], int]) -> Answer:
    def citation(of: Citation) -> Citation:
        return replace(of, reading=moved.get((of.paper_id, of.reading), of.reading))

    def passage(of: Passage) -> Passage:
        number = moved.get((of.paper_id, of.reading), of.reading)
        span = of.id.rsplit(":", 1)[-1]
        return replace(of, reading=number, id=f"{of.paper_id}:{number}:{span}")

    return replace(
        answer,
        sentences=[replace(s, citations=[citation(c) for c in s.citations]) for s in answer.sentences],
        passages=[passage(p) for p in answer.passages],
    )
