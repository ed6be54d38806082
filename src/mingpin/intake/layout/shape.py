"""What a table's first rows show of the rest: how full its rows are, and where numbers and names stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from mingpin.intake.layout import words
from mingpin.intake.layout.header import Header
from mingpin.intake.layout.known import Known
from mingpin.intake.layout.lines import Line

_ENOUGH = 3
"""Rows that count on from each other make a numbering column, whatever its title."""


@dataclass(frozen=True)
class Shape:
    """`typical` is how many cells of a record are filled in; `numbering` and `names` are the positions of such columns; `values`
    are the classifications that know the records' cells in the columns where a group row may stand."""

    titles: tuple[str, ...]
    typical: int
    numbering: frozenset[int]
    names: frozenset[int]
    values: Mapping[int, frozenset[str]]
    prose: frozenset[int]

    @property
    def last_group_place(self) -> int:
        """The column up to which the text of a group row may stand: that of the names, else the second."""
        return min(self.names, default=1)

    @property
    def has_one_column(self) -> bool:
        """Whether a row with one cell is nothing out of the ordinary here."""
        return self.typical <= 1


def shape_of(header: Header, below: Sequence[Line], known: Known) -> Shape:
    """The shape of the table that has this header and these first rows."""
    titles = header.titles
    titled = [position for position, title in enumerate(titles) if title]
    counts = [len(line.filled) for line in below if len(line.filled) > 1 and not _is_note(line.filled[0][1])]
    typical = median_low(counts) if counts else 1 if below else len(titled)
    numbering = frozenset(p for p in range(len(titles)) if _is_numbering(p, titles, below, titled))
    names = frozenset(p for p in titled if p not in numbering and known.is_name_title(titles[p]))
    full = [line for line in below if len(line.filled) > 1]
    values = {position: _values_in(position, full, known) for position in range(min(names, default=1) + 1)}
    prose = frozenset(p for p in range(len(titles)) if p not in names and _is_prose(p, full or below))
    return Shape(titles, typical, numbering, names, values, prose)


def _values_in(position: int, full: Sequence[Line], known: Known) -> frozenset[str]:
    texts = {line.at(position) or "" for line in full}
    return frozenset[str]().union(*(known.classifications_of(text) for text in texts))


def _is_prose(position: int, lines: Sequence[Line]) -> bool:
    texts = [text for line in lines if (text := line.at(position))]
    return sum(words.is_sentence(text) for text in texts) * 5 > len(texts)


def _is_note(text: str) -> bool:
    is_said = words.is_remark(text) or words.is_signature_label(text)
    return is_said or words.total_of(text) is not None or words.is_lone_ordinal(text)


def _is_numbering(position: int, titles: Sequence[str], below: Sequence[Line], titled: Sequence[int]) -> bool:
    if words.is_numbering_title(titles[position]):
        return True
    if position > (titled[0] if titled else 0):
        return False
    texts = [text for line in below if (text := line.at(position))]
    if len(titled) < 2 and titles[position]:
        return False
    numbers = [text for text in texts if text.isascii() and text.isdigit()]
    first = int(numbers[0]) if numbers and len(numbers[0]) < 8 else 0
    counts_on = numbers == [str(first + index) for index in range(len(numbers))]
    return first == 1 and counts_on and len(numbers) >= (_ENOUGH if titles[position] else 1)
