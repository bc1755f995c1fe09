"""What people did, in words."""

from __future__ import annotations

OTHERS = {
    "ask": "asked",
    "ask for an opinion": "asked for a second opinion on",
    "export": "took away",
    "take in a folder": "took in a folder",
    "change settings": "changed settings",
    "back up": "made a backup",
    "restore a backup": "restored a backup",
    "delete a backup": "deleted a backup",
}
DONE = {"insert": "added to", "update": "changed", "delete": "removed from"}
TABLES = {
    "papers": "papers",
    "binned_papers": "the bin",
    "removed_papers": "removed papers",
    "paper_groups": "tags and collections",
    "group_papers": "tags and collections",
    "annotations": "marked words",
    "answers": "answers",
    "added_citations": "citations that people added",
    "opinions": "second opinions",
    "question_sets": "question sets",
    "surveys": "surveys",
    "survey_cells": "cells of a survey",
    "category_changes": "words on cells",
    "screenings": "screenings",
    "screened_papers": "decisions of a screening",
    "record_screenings": "screenings of records",
    "screened_records": "records",
    "record_decisions": "decisions on records",
    "label_tables": "tables of labels",
    "labels": "labels",
    "verdicts": "verdicts",
    "settled_labels": "settled labels",
    "review_plans": "plans of review",
    "review_samples": "samples",
    "repeated_entries": "rows of an extraction table",
    "zotero_items": "what Zotero brought",
    "notice_lists": "lists of retractions",
    "paper_notices": "retractions",
    "people": "people",
    "projects": "projects",
    "project_members": "members of projects",
}
"""Tables of the database, as people know them."""


def said_of(action: str) -> str:
    """Return an action in words: what is noted of a change names a statement and its table."""
    verb, _, table = action.partition(" ")
    return f"{DONE[verb]} {TABLES[table]}" if verb in DONE and table in TABLES else OTHERS.get(action, action)
