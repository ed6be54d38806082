"""Which column of a sheet is which column of its evidence table: by name, label, synonym or content, each with its reason."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum

import polars as pl

from mingpin.intake.raw import RawTable, cell
from mingpin.language import _, in_language
from mingpin.vocabulary.credit_codes import folded, is_credit_code
from mingpin.vocabulary.model import Column, Table, Vocabulary

CREDIT_CODE = "uscc"
IDENTIFIER = "subject_id"
SUBJECT_NAMES = ("subject_name", "name")
"""The columns that hold a subject's registered name: in evidence tables, and in subjects."""
MOSTLY = 0.9
"""A column without a known title is the credit code where at least this share of its cells are valid codes."""
SAMPLE = 500
"""Cells looked at before a whole column is."""


class Means(IntEnum):
    """How a column was recognised, the surest first."""

    NAME = 1
    LABEL = 2
    SYNONYM = 3
    CONTENT = 4

    def sentence(self) -> str:
        return {
            Means.NAME: _("The title is the column's name."),
            Means.LABEL: _("The title is the column's label."),
            Means.SYNONYM: _("The title is a known synonym."),
            Means.CONTENT: _("The cells are valid credit codes."),
        }[self]


@dataclass(frozen=True)
class Match:
    """A column of the sheet (`position` from 0) that is read as `column` of the table."""

    position: int
    title: str
    column: Column
    means: Means

    @property
    def reason(self) -> str:
        return self.means.sentence()


@dataclass(frozen=True)
class LeftAside:
    """A column of the sheet that has no place in the table, and why; its cells stay in the file only."""

    title: str
    reason: str


@dataclass(frozen=True)
class Recognised:
    """What became of every column of a sheet. A column without title and cells is none."""

    matches: tuple[Match, ...]
    left_aside: tuple[LeftAside, ...]

    def of(self, name: str) -> Match | None:
        """The match of this column of the table, if the sheet has it."""
        return next((match for match in self.matches if match.column.name == name), None)


def recognise(raw: RawTable, table: Table, vocabulary: Vocabulary) -> Recognised:
    """The columns of a sheet of this table: each title is bound to its surest meaning, each column to its surest title.

    The order is name, label, synonym (as the vocabulary lists them), then content, then from left to right. In an evidence table
    the credit code of subjects is a column too, so that a subject is looked up by all that the row says of it.
    """
    columns = _columns(table, vocabulary)
    known = _meanings(columns)
    titles = ((position, folded_title(title)) for position, title in enumerate(raw.titles))
    meanings = {position: known[title] for position, title in titles if title in known}
    matches: dict[str, Match] = {}
    aside: dict[int, LeftAside] = {}
    for position, (means, _rank, column) in sorted(meanings.items(), key=lambda item: (item[1][:2], item[0])):
        if column.name in matches:
            title = matches[column.name].title
            reason = _("“{title}” already gives {column}.").format(title=title, column=in_language(column.label))
            aside[position] = LeftAside(raw.titles[position], reason)
        else:
            matches[column.name] = Match(position, raw.titles[position], column, means)
    _match_codes(raw, columns, matches, aside)
    used = {match.position for match in matches.values()}
    for position, title in enumerate(raw.titles):
        if position not in used and position not in aside and (title or not _is_blank(raw, position)):
            reason = _("The table “{table}” has no such column.").format(table=table.id)
            aside[position] = LeftAside(title_of(raw, position), reason)
    ordered = tuple(sorted(matches.values(), key=lambda match: match.position))
    return Recognised(ordered, tuple(aside[position] for position in sorted(aside)))


def title_of(raw: RawTable, position: int) -> str:
    """The title of a column, or its letter as a spreadsheet shows it where it has none."""
    return raw.titles[position] or _("column {letter}").format(letter=_letter(position))


def folded_title(title: str) -> str:
    """The title for comparison: half width, lower case, without spaces, underscores, asterisks and colons."""
    text = unicodedata.normalize("NFKC", title).casefold()
    return "".join(character for character in text if not character.isspace() and character not in "_*:")


def _columns(table: Table, vocabulary: Vocabulary) -> Mapping[str, Column]:
    subjects = vocabulary.tables["subjects"].columns
    if not table.has_subject or table.columns is subjects:
        return table.columns
    own, label = table.columns[IDENTIFIER], subjects[IDENTIFIER].label
    columns = {**table.columns, IDENTIFIER: replace(own, synonyms=(*label.values(), *own.synonyms))}
    if CREDIT_CODE in subjects and CREDIT_CODE not in columns:
        columns[CREDIT_CODE] = subjects[CREDIT_CODE]
    return columns


def _meanings(columns: Mapping[str, Column]) -> Mapping[str, tuple[Means, int, Column]]:
    """The surest meaning of each title, with its place among the synonyms."""
    found: dict[str, tuple[Means, int, Column]] = {}
    for column in columns.values():
        titles = [(Means.NAME, 0, column.name), *((Means.LABEL, 0, label) for label in column.label.values())]
        titles += [(Means.SYNONYM, rank, synonym) for rank, synonym in enumerate(column.synonyms)]
        for means, rank, title in titles:
            known = found.get(folded_title(title))
            if known is None or (means, rank) < known[:2]:
                found[folded_title(title)] = (means, rank, column)
    return found


def _match_codes(
    raw: RawTable, columns: Mapping[str, Column], matches: dict[str, Match], aside: dict[int, LeftAside]
) -> None:
    """Binds the credit code by content, where no title does: the one column of codes that has no other meaning, else the column
    of ids (which stays that too) or of names (which cannot be codes) if all its cells are codes.
    """
    if CREDIT_CODE not in columns or CREDIT_CODE in matches:
        return
    column = columns[CREDIT_CODE]
    used = {match.position for match in matches.values()} | set(aside)
    free = [position for position in range(len(raw.titles)) if position not in used]
    found = [position for position in free if _share_of_codes(raw, position) >= MOSTLY]
    if len(found) > 1:
        reason = _("Several columns hold credit codes; title the subjects' own “{label}”.").format(
            label=in_language(column.label)
        )
        aside.update({position: LeftAside(title_of(raw, position), reason) for position in found})
    if len(found) == 1:
        matches[CREDIT_CODE] = Match(found[0], title_of(raw, found[0]), column, Means.CONTENT)
    if found:
        return
    for name in (IDENTIFIER, *SUBJECT_NAMES):
        match = matches.get(name)
        if match and _share_of_codes(raw, match.position) == 1:
            matches[CREDIT_CODE] = Match(match.position, match.title, column, Means.CONTENT)
            if name != IDENTIFIER:
                del matches[name]
            return


def _share_of_codes(raw: RawTable, position: int) -> float:
    codes = raw.cells[cell(position)].drop_nulls()
    for sample in (codes.head(SAMPLE), codes):
        valid = sample.to_frame("code").filter(is_credit_code(folded(pl.col("code")))).height
        share = valid / len(sample) if len(sample) else 0.0
        if share < MOSTLY / 2:
            break
    return share


def _is_blank(raw: RawTable, position: int) -> bool:
    return raw.cells[cell(position)].null_count() == raw.cells.height


def _letter(position: int) -> str:
    letters, number = "", position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
