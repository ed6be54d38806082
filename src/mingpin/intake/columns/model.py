"""What became of the columns of a sheet: bound, left aside, or asked about, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from mingpin.language import _, one_after_another
from mingpin.vocabulary.model import Column

CREDIT_CODE = "uscc"
IDENTIFIER = "subject_id"
SUBJECT_NAMES = ("subject_name", "name")
"""The columns that hold a subject's registered name: in evidence tables, and in subjects."""
AMOUNTS_AS_WRITTEN = ("registered_capital",)
"""Columns that hold an amount as it was written, with its unit."""
YEAR = "year"
LEAVE_ASIDE = "-"
"""What a mapping says of a column that is not to be read."""


class Means(IntEnum):
    """How a column was recognised, the surest first."""

    MAPPING = -1
    REMEMBERED = 0
    NAME = 1
    LABEL = 2
    SYNONYM = 3
    CONTENT = 4
    GROUP = 5

    @property
    def confidence(self) -> float:
        return {Means.REMEMBERED: 0.95, Means.SYNONYM: 0.95, Means.CONTENT: 0.9, Means.GROUP: 0.9}.get(self, 1.0)

    def sentence(self) -> str:
        return {
            Means.MAPPING: _("The mapping says so."),
            Means.REMEMBERED: _("It was chosen for sheets with these titles before."),
            Means.NAME: _("The title is the column's name."),
            Means.LABEL: _("The title is the column's label."),
            Means.SYNONYM: _("The title is a known synonym."),
            Means.CONTENT: _("The cells are valid credit codes."),
            Means.GROUP: _("The group rows above the records name its entries."),
        }[self]


@dataclass(frozen=True)
class Match:
    """A column of the sheet (`position` from 0) that is read as `column` of the table.

    `unit` is what the title, the mapping or a line above the table says of the amounts (万元), or blank. `part` is set where the
    column holds group rows: which of their lines is meant (`values_of` gives the values).
    """

    position: int
    title: str
    column: Column
    means: Means
    confidence: float = 1.0
    unit: str = ""
    note: str = ""
    part: int | None = None

    @property
    def reason(self) -> str:
        """Why it is this column, and what else a reader should know, in one or two sentences."""
        return one_after_another(self.means.sentence(), self.note)


@dataclass(frozen=True)
class LeftAside:
    """A column of the sheet that has no place in the table, and why; its cells stay in the file only."""

    title: str
    reason: str
    position: int | None = None


class Candidate(NamedTuple):
    """A column of the table that a question proposes: its name, its label in the current language, how likely it is."""

    column: str
    label: str
    confidence: float


@dataclass(frozen=True)
class Question:
    """What is asked, because it is not certain: nothing of it is applied.

    With a `position` it asks which of the candidates a column of the sheet is. Without, it asks whether all rows of the sheet
    have `value` in the candidate's column, which the sheet lacks. `is_needed`: without an answer a required column is missing.
    """

    position: int | None
    title: str
    candidates: tuple[Candidate, ...]
    reason: str
    is_needed: bool = False
    value: str = ""


@dataclass(frozen=True)
class YearColumns:
    """The columns of the sheet that hold the values of one year: each record gives a row of that year."""

    year: int
    matches: tuple[Match, ...]


@dataclass(frozen=True)
class Recognised:
    """What became of every column of a sheet. A column without title and cells is none.

    `years` is filled where the sheet has a column for each year instead of a row: every record gives one row for each of them,
    with the cells of `matches` on each. `constants` are values that all rows have, by column, as a person would write them.
    """

    matches: tuple[Match, ...]
    left_aside: tuple[LeftAside, ...]
    questions: tuple[Question, ...] = ()
    years: tuple[YearColumns, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)

    def of(self, name: str) -> Match | None:
        """The match of this column of the table, if the sheet has it."""
        return next((match for match in self.matches if match.column.name == name), None)
