"""Opens what another installation exported as JSON lines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

from lib.errors import SidelightError
from lib.importing.record_validation import WrongRecord, read_record
from lib.records import Answer, Paper
from lib.records.annotations import AddedCitation, Annotation
from lib.records.groups import GroupKind
from lib.records.interchange import FORMAT, VERSION
from lib.records.reviews import Label, LabelTable, ReviewVerdict, Sample, SettledLabel
from lib.records.surveys import CategoryChange, CellRow, QuestionSet, SurveyHead
from lib.storage.imports import ImportChunk, ImportStore
from lib.storage.paper_groups import NAME_LETTERS
from lib.text.cleaning import one_line
from lib.text.wording import count
from lib.times import no_later_than_a_day_ahead

LINE_BYTES = 32_000_000
"""Of one line at most."""
LINES = 2_000_000
"""Of a file at most."""
CHUNK = 400
"""Lines kept in one transaction, so that others need not wait long."""
FAULTS_SHOWN = 20
"""Sentences on lines that were left out; the rest is counted."""
TITLE_CHARACTERS, KIND_CHARACTERS = 500, 20
"""Of what the header of a file says; more of it is cut."""
GROUPS = 100
"""Tags of a paper at most, and collections."""
GROUP_FIELDS: tuple[tuple[GroupKind, str], ...] = (("collection", "collections"), ("tag", "tags"))
"""Of a paper's line."""
NO_EXPORT = "This is no export of Sidelight. Choose a file that was exported as “JSON lines”."


NOUNS = {
    "surveys": "survey",
    "cells": "cell",
    "answers": "answer",
    "changes": "cell correction",
    "verdicts": "verdict",
    "settled": "settled label",
    "samples": "sample",
    "labels": "label",
    "question_sets": "question set",
    "annotations": "highlight",
    "added": "added quote",
}
"""What is told of, in this order; the rest comes with it."""


class ImportFileError(SidelightError):
    """A file that cannot be imported at all."""


@dataclass
class ImportedFile:
    """What became of a file."""

    title: str = ""
    kind: str = ""
    """`answer`, `survey` or `review`."""
    new: Counter[str] = field(default_factory=Counter)
    """Records that were not there yet, by kind: `papers` (names of those without a PDF), `surveys`, `answers`, …"""
    there: int = 0
    """Records that were there already and stayed as they are."""
    faults: list[str] = field(default_factory=list)
    """Plain sentences on lines that were left out, the first ones."""
    left_out: int = 0
    """Lines that were left out."""
    survey_ids: list[str] = field(default_factory=list)
    answer_ids: list[str] = field(default_factory=list)
    """Of answers outside surveys."""
    papers_missing: list[str] = field(default_factory=list)
    """Titles of papers whose PDF is not here: their answers show quote and page in words until it is added."""

    def preview(self) -> str:
        """Return what would come in, in a sentence."""
        new = self._new()
        sentence = f"New here: {', '.join(new)}." if new else "Everything in it is here already."
        if new and self.there:
            sentence += (
                f" {count(self.there, 'record')} here already {'stays' if self.there == 1 else 'stay'} as before."
            )
        return sentence

    def summary(self) -> str:
        """Return what came in, in a sentence."""
        new = self._new()
        sentence = f"{', '.join(new)} imported." if new else "Nothing new was imported."
        sentence += f" {self.there:,} were here already and stay as they are." if self.there else ""
        sentence += f" {count(self.left_out, 'line')} left out." if self.left_out else ""
        if self.papers_missing:
            papers = count(len(self.papers_missing), "paper")
            sentence += (
                f" The PDF of {papers} is not here: add it to see the pages; quotes and page numbers are shown as text."
            )
        return sentence

    def _new(self) -> list[str]:
        """Return the kinds of records that are new, each counted in words."""
        return [count(self.new[name], noun) for name, noun in NOUNS.items() if self.new[name]]


def dry_run(stream: BinaryIO, store: ImportStore) -> ImportedFile:
    """Return what `import_records` would make of the file now; nothing is kept. Raises ImportFileError as it does."""
    return _Import(store, dry_run=True).run(stream)


def import_records(stream: BinaryIO, store: ImportStore) -> ImportedFile:
    """Return what became of the file's records: valid ones are kept under their ids, those already here change nothing.

    Raises ImportFileError for a file that is no export, or one of a newer version. A line that is not right is left out and
    named by its number. Importing a file again takes in what is missing.
    """
    return _Import(store).run(stream)


class _Import:
    """One file on its way in, read line by line and kept a few hundred records at a time."""

    def __init__(self, store: ImportStore, *, dry_run: bool = False) -> None:
        self._store = store
        self._dry_run = dry_run
        self._file = ImportedFile()
        self._sizes: dict[str, tuple[int, int]] = {}
        """By survey id: questions, cells in all."""
        self._answers: set[str] = set()
        self._in_cells: set[str] = set()
        self._tables: dict[str, int] = {}
        """Labels so far, by table id."""
        self._papers: dict[str, Paper] = {}

    def run(self, stream: BinaryIO) -> ImportedFile:
        lines = _lines(stream)
        self._read_header(*next(lines, (1, b"")))
        chunk, size = ImportChunk(), 0
        for number, line in lines:
            try:
                self._add(_parsed(line), chunk)
            except SidelightError as error:
                self._leave_out(number, error.message)
                continue
            size += 1
            if size == CHUNK:
                self._keep(chunk)
                chunk, size = ImportChunk(), 0
        self._keep(chunk)
        if not self._dry_run:
            for survey_id, (_, cells) in self._sizes.items():
                self._store.finish_survey(survey_id, cells)
        there = self._store.papers_there(self._papers)
        self._file.papers_missing = [p.title or p.filename for i, p in self._papers.items() if i not in there]
        self._file.answer_ids = [i for i in self._file.answer_ids if i not in self._in_cells]
        return self._file

    def _read_header(self, number: int, line: bytes) -> None:
        try:
            header = _parsed(line)
        except WrongRecord as error:
            raise ImportFileError(NO_EXPORT) from error
        version = header.get("version")
        if header.get("record") != FORMAT or not isinstance(version, int):
            raise ImportFileError(NO_EXPORT)
        if version > VERSION:
            raise ImportFileError(
                f"A newer Sidelight exported this file (format {version}, this one knows {VERSION}). Update Sidelight first."
            )
        self._file.title = str(header.get("title", ""))[:TITLE_CHARACTERS]
        self._file.kind = str(header.get("kind", ""))[:KIND_CHARACTERS]

    def _leave_out(self, number: int, why: str) -> None:
        self._file.left_out += 1
        if len(self._file.faults) < FAULTS_SHOWN:
            self._file.faults.append(f"Line {number:,} was left out: {why}.")

    def _keep(self, chunk: ImportChunk) -> None:
        new = self._store.preview(chunk) if self._dry_run else self._store.add(chunk)
        offered = sum(len(getattr(chunk, name)) for name in new)
        self._file.new.update(new)
        self._file.there += offered - sum(new.values()) - (len(chunk.papers) - new["papers"])

    def _add(self, line: dict[str, Any], chunk: ImportChunk) -> None:
        kind = line.get("record")
        reader = getattr(self, f"_add_{kind}", None) if isinstance(kind, str) and kind in KINDS else None
        if reader is None:
            raise WrongRecord("it holds no record that is known")
        reader(line, chunk)

    def _add_paper(self, line: dict[str, Any], chunk: ImportChunk) -> None:
        paper = read_record(Paper, line)
        self._papers[paper.id] = paper
        chunk.papers.append(paper)
        for kind, field_name in GROUP_FIELDS:
            names = line.get(field_name)
            for name in names[:GROUPS] if isinstance(names, list) else ():
                if isinstance(name, str) and 0 < len(one_line(name)) <= NAME_LETTERS:
                    chunk.groups.append((kind, name, paper.id))

    def _add_survey(self, line: dict[str, Any], chunk: ImportChunk) -> None:
        head = read_record(SurveyHead, line)
        self._sizes[head.id] = len(head.plan.questions), head.plan.size
        self._file.survey_ids.append(head.id)
        chunk.surveys.append(head)

    def _add_answer(self, line: dict[str, Any], chunk: ImportChunk) -> None:
        answer = read_record(Answer, line)
        self._answers.add(answer.id)
        self._file.answer_ids.append(answer.id)
        chunk.answers.append(answer)

    def _add_cell(self, line: dict[str, Any], chunk: ImportChunk) -> None:
        try:
            survey_id, row = self._read_cell(line)
        except WrongRecord:
            answer_id = line.get("answer_id")
            if isinstance(answer_id, str) and answer_id in self._answers:
                self._in_cells.add(answer_id)
                chunk.left.append(answer_id)
            raise
        if row.answer_id is not None:
            self._in_cells.add(row.answer_id)
        chunk.cells.append((survey_id, row))

    def _read_cell(self, line: dict[str, Any]) -> tuple[str, CellRow]:
        """Return the id of its survey, and the cell; raises WrongRecord."""
        row, survey_id = read_record(CellRow, line), line.get("survey_id")
        if not isinstance(survey_id, str) or survey_id not in self._sizes:
            raise WrongRecord("it is a cell of a survey that the file does not hold")
        if not 0 <= row.question < self._sizes[survey_id][0]:
            raise WrongRecord("it is a cell of a question that its survey does not have")
        if row.answer_id is not None and row.answer_id not in self._answers:
            raise WrongRecord("it is a cell whose answer the file does not hold")
        return survey_id, row

    def _add_change(self, line: dict[str, Any], chunk: ImportChunk) -> None:
        change = read_record(CategoryChange, line)
        chunk.changes.append(replace(change, at=no_later_than_a_day_ahead(change.at)))

    def _add_verdict(self, line: dict[str, Any], chunk: ImportChunk) -> None:
        verdict = read_record(ReviewVerdict, line)
        if verdict.answer_id not in self._answers:
            raise WrongRecord("it is a verdict on an answer that the file does not hold")
        chunk.verdicts.append(replace(verdict, at=no_later_than_a_day_ahead(verdict.at)))

    def _add_sample(self, line: dict[str, Any], chunk: ImportChunk) -> None:
        chunk.samples.append(read_record(Sample, line))

    def _add_settled(self, line: dict[str, Any], chunk: ImportChunk) -> None:
        if "paper_ids" not in line:  # as an earlier Sidelight wrote it
            line = {**line, "paper_ids": str(line.get("paper_id", "")).split(" ")}
        settled = read_record(SettledLabel, line)
        settled.check(earlier=True)
        if settled.answer_id is not None and settled.answer_id not in self._answers:
            raise WrongRecord("it settles an answer that the file does not hold")
        chunk.settled.append(replace(settled, at=no_later_than_a_day_ahead(settled.at)))

    def _add_annotation(self, line: dict[str, Any], chunk: ImportChunk) -> None:
        annotation = read_record(Annotation, line)
        if not annotation.boxes:
            raise WrongRecord("it marks words without a place")
        chunk.annotations.append(annotation)

    def _add_added_citation(self, line: dict[str, Any], chunk: ImportChunk) -> None:
        added = read_record(AddedCitation, line)
        if added.answer_id not in self._answers:
            raise WrongRecord("it is a citation of an answer that the file does not hold")
        chunk.added.append(replace(added, created_at=no_later_than_a_day_ahead(added.created_at)))

    def _add_question_set(self, line: dict[str, Any], chunk: ImportChunk) -> None:
        chunk.question_sets.append(read_record(QuestionSet, line))

    def _add_label_table(self, line: dict[str, Any], chunk: ImportChunk) -> None:
        table = read_record(LabelTable, line)
        self._tables[table.id] = 0
        chunk.tables.append(table)

    def _add_label(self, line: dict[str, Any], chunk: ImportChunk) -> None:
        table_id = line.get("table_id")
        if not isinstance(table_id, str) or table_id not in self._tables:
            raise WrongRecord("it is a label of a table that the file does not hold")
        chunk.labels.append((table_id, self._tables[table_id], read_record(Label, line)))
        self._tables[table_id] += 1


KINDS = frozenset(name.removeprefix("_add_") for name in vars(_Import) if name.startswith("_add_"))


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that hold anything, with their numbers from 1; raises ImportFileError where there are too many."""
    number = 0
    while line := stream.readline(LINE_BYTES + 1):
        number += 1
        if number > LINES:
            raise ImportFileError(f"The file has more than {LINES:,} lines. Export in smaller parts.")
        if len(line) > LINE_BYTES and not line.endswith(b"\n"):
            while (rest := stream.readline(LINE_BYTES)) and not rest.endswith(b"\n"):
                pass
        if line.strip():
            yield number, line


def _parsed(line: bytes) -> dict[str, Any]:
    if len(line) > LINE_BYTES:
        raise WrongRecord(f"it is longer than {LINE_BYTES // 1_000_000} MB")
    try:
        value = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        raise WrongRecord("it is broken: no JSON") from error
    if not isinstance(value, dict):
        raise WrongRecord("it holds no record")
    return value
