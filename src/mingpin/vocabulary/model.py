"""What packs share, as frozen values: tables of evidence, classifications, lists, facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Label = Mapping[str, str]


class Type(StrEnum):
    """How a value is read and compared. Ordered types are held as brackets: what the value is at least, and at most."""

    TEXT = "text"
    CODE = "code"
    LEVEL = "level"
    BOOL = "bool"
    INT = "int"
    MONEY = "money"
    SHARE = "share"
    DATE = "date"
    ITEMS = "items"

    @property
    def is_ordered(self) -> bool:
        return self in _ORDERED


_ORDERED = {Type.LEVEL, Type.INT, Type.MONEY, Type.SHARE, Type.DATE}


@dataclass(frozen=True)
class Entry:
    """One code of a classification. `rank` orders the entries of an ordered classification, from 1."""

    code: str
    label: Label
    rank: int | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Classification:
    """A closed set of codes. An ordered one also has the code `none`, of rank 0, below all others."""

    id: str
    label: Label
    entries: Mapping[str, Entry]
    is_ordered: bool = False

    @property
    def undecided(self) -> frozenset[str]:
        """The codes that say “not decided yet”: to a condition they are as open as a blank, never one of the other codes."""
        return frozenset(code for code, entry in self.entries.items() if entry.extra.get("undecided"))

    def rank_of(self, code: str) -> int:
        """The rank of a code in an ordered classification; 0 for `none`. Raises KeyError for an unknown code."""
        if code == NONE_CODE:
            return 0
        rank = self.entries[code].rank
        assert rank is not None, f"{self.id} is not ordered"
        return rank

    def code_of(self, rank: int) -> str:
        """The code that has this rank; `none` for 0."""
        return next((code for code, entry in self.entries.items() if entry.rank == rank), NONE_CODE)


NONE_CODE = "none"


@dataclass(frozen=True)
class Column:
    """One column of an evidence table. `synonyms` are the titles under which offices send it."""

    name: str
    type: Type
    label: Label
    classification: str | None = None
    is_required: bool = False
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A canonical evidence table. Provenance columns (source, supplier, recorded_on, …) are in every table."""

    id: str
    label: Label
    columns: Mapping[str, Column]

    @property
    def has_subject(self) -> bool:
        return "subject_id" in self.columns


class ListKind(StrEnum):
    EVENTS = "events"
    REGISTER = "register"


@dataclass(frozen=True)
class CoveredList:
    """A list whose declared coverage makes absence count (house rule 2)."""

    id: str
    label: Label
    kind: ListKind
    holder: str
    included_in: tuple[str, ...] = ()


class Take(StrEnum):
    """How the rows that match become one value."""

    VALUE = "value"
    EXISTS = "exists"
    COUNT = "count"
    MAX = "max"
    LATEST = "latest"
    SUM = "sum"


class About(StrEnum):
    """Whose rows count: the organisation's (rows of its brands and products included), the subject's own, or both."""

    ORGANISATION = "organisation"
    SUBJECT = "subject"
    BOTH = "both"


@dataclass(frozen=True)
class Remedy:
    """What could change a fact: an action (with the service that helps), time, or nothing."""

    kind: str
    text: Label = field(default_factory=dict)
    service: str | None = None
    days: int | None = None
    source: str | None = None


@dataclass(frozen=True)
class Fact:
    """A typed value for one subject at one date, derived from evidence. `where` is a condition over the rows' columns."""

    name: str
    label: Label
    type: Type
    table: str
    take: Take
    classification: str | None = None
    about: About = About.ORGANISATION
    where: str | None = None
    column: str | None = None
    list: str | None = None
    holder: str = ""
    remedy: Remedy | None = None
    file: str = ""
    line: int = 0


@dataclass(frozen=True)
class Vocabulary:
    """Everything that packs share. `hash` changes when any of its files does."""

    tables: Mapping[str, Table]
    classifications: Mapping[str, Classification]
    lists: Mapping[str, CoveredList]
    facts: Mapping[str, Fact]
    hash: str = ""

    def label_of(self, classification: str, code: str) -> Label:
        """The label of a code; the code itself where the classification does not have it."""
        known = self.classifications.get(classification)
        entry = known.entries.get(code) if known else None
        return entry.label if entry else {"zh": code, "en": code}
