"""Rows of evidence as a trace cites them: their cells in words, with the file, sheet and row where they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from functools import cached_property
from typing import Any, NamedTuple

from mingpin.engine.sentences import Sentences
from mingpin.engine.words import Writer, scalar_writer
from mingpin.language import in_language
from mingpin.vocabulary import Evidence, Vocabulary
from mingpin.vocabulary.completion import completion_words
from mingpin.vocabulary.evidence import COMPLETED, SOURCE_COLUMNS, upper

Trace = dict[str, Any]

_PROVENANCE = ("source", "supplier", *SOURCE_COLUMNS)
_NOT_CELLS = {"subject_id", "source", "supplier"}

MOST_HELD_SUBJECTS = 20_000
"""Surveys up to this size are held row by row for explaining them."""
MOST_HELD_ROWS = 50_000
"""Tables up to this size may be written at once; of larger ones, each row is written when it is cited."""


class _CellPlan(NamedTuple):
    """How one column of a table is written: its places in a row (a date has two), its title, and what writes a value."""

    place: int
    to_place: int | None
    title: str
    write: Writer


class Citations:
    """Writes rows of one body of evidence for traces, each declaration of coverage once."""

    def __init__(self, evidence: Evidence, vocabulary: Vocabulary, sentences: Sentences):
        self.evidence, self.vocabulary, self.sentences = evidence, vocabulary, sentences
        self._of_areas: dict[tuple[str, str], dict[str, Trace]] = {}
        self._coverage_rows: dict[int, Trace] = {}
        self._held: dict[str, list[Trace]] = {}

    @cached_property
    def _declared(self) -> tuple[dict[str, dict[str, list[int]]], dict[str, list[tuple[str, int]]]]:
        """Coverage rows of each list, also those of lists that include it: by subject, and with their area."""
        by_subject: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        by_area: dict[str, list[tuple[str, int]]] = defaultdict(list)
        covers: dict[str, list[str]] = defaultdict(list)
        for known in self.vocabulary.lists.values():
            for name in (known.id, *known.included_in):
                covers[name].append(known.id)
        columns = self.evidence.tables["coverage"].select("list", "subject_id", "area").iter_rows()
        for number, (declared, subject_id, area) in enumerate(columns):
            for list_ in covers.get(declared, ()):
                if subject_id:
                    by_subject[list_][subject_id].append(number)
                elif area:
                    by_area[list_].append((area, number))
        return by_subject, by_area

    @cached_property
    def _areas(self) -> dict[str, str | None]:
        return dict(self.evidence.subjects.select("subject_id", "area").iter_rows())

    def holders(self, list_: str) -> Collection[str]:
        """The subjects for which themselves this list is declared."""
        return self._declared[0].get(list_, {}).keys()

    def declared(self, list_: str, covered: str | None, organisation_id: str | None) -> dict[str, Trace]:
        """The declarations of a list that speak for one whose records it may hold, by key: those for it, for the organisation
        that carries it, and for its area."""
        evidence: dict[str, Trace] = {}
        holders = self._declared[0].get(list_, {})
        for id_ in (covered,) if covered == organisation_id else (covered, organisation_id):
            for number in holders.get(id_ or "", ()):
                self.cite("coverage", number, evidence)
        area = (self._areas.get(covered) or "") if covered else ""
        for_area = self._of_areas.get((list_, area))
        if for_area is None:
            for_area = self._of_areas[list_, area] = self._declared_for_area(list_, area)
        return {**evidence, **for_area}

    def _declared_for_area(self, list_: str, area: str) -> dict[str, Trace]:
        evidence: dict[str, Trace] = {}
        for within, number in self._declared[1].get(list_, ()):
            if area.startswith(within):
                self.cite("coverage", number, evidence)
        return evidence

    def cite(self, table: str, number: int, evidence: dict[str, Trace]) -> str:
        """The key under which a row stands in `evidence`, where it is written if it is not there yet."""
        key = f"{table}:{number}"
        if key not in evidence:
            held = self._held.get(table)
            evidence[key] = held[number] if held else self._row(table, number)
        return key

    def _row(self, table: str, number: int) -> Trace:
        """A row that is not held. A declaration is cited by many subjects, so it is written once."""
        row = self._coverage_rows.get(number) if table == "coverage" else None
        if row is None:
            row = self._written_row(table, self.evidence.tables[table].row(number))
            if table == "coverage":
                self._coverage_rows[number] = row
        return row

    @cached_property
    def _tables(self) -> dict[str, tuple[str, list[_CellPlan], list[tuple[int, str]]]]:
        """By table: its label, how to write each column (by position in the frame), and the positions of provenance."""
        plans = {}
        for table in self.vocabulary.tables.values():
            place = {name: index for index, name in enumerate(self.evidence.tables[table.id].columns)}
            cells = [
                _CellPlan(
                    place[column.name],
                    place.get(upper(column.name)),
                    in_language(column.label),
                    scalar_writer(column.type, column.classification, self.vocabulary),
                )
                for column in table.columns.values()
                if column.name not in _NOT_CELLS
            ]
            provenance = [(place[name], name) for name in (*_PROVENANCE, COMPLETED) if name in place]
            plans[table.id] = (in_language(table.label), cells, provenance)
        return plans

    def write_all(self) -> None:
        """Writes all rows of tables up to MOST_HELD_ROWS, and of a register up to MOST_HELD_SUBJECTS, for explaining many."""
        for table, frame in self.evidence.tables.items():
            if frame.height <= (MOST_HELD_SUBJECTS if table == "subjects" else MOST_HELD_ROWS):
                self._held[table] = [self._written_row(table, row) for row in frame.iter_rows()]

    def _written_row(self, table: str, row: tuple[Any, ...]) -> Trace:
        label, cells, provenance = self._tables[table]
        written = {}
        for at, to, title, write in cells:
            value = row[at]
            if value is not None:
                written[title] = write(value) if to is None else self.sentences.date_span(value, row[to])
        result: Trace = {"table": table, "label": label, "cells": written}
        for place, name in provenance:
            if row[place]:
                result[name] = (
                    [self._completion(table, note) for note in row[place]] if name == COMPLETED else row[place]
                )
        return result

    def _completion(self, table: str, note: str) -> str:
        """Which cell was not in the file, and what settled it."""
        column = note.partition(": ")[0]
        known = self.vocabulary.tables[table].columns.get(column)
        return f"{in_language(known.label) if known else column}: {completion_words(note)}"
