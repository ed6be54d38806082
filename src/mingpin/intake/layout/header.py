"""The header of a sheet, among what stands above its table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mingpin.intake.layout import words
from mingpin.intake.layout.known import Known
from mingpin.intake.layout.lines import Line, Merges
from mingpin.intake.sheets import TITLE_JOIN

MOST_LINES = 4
"""A header has no more lines than this, those of units and column numbers not counted."""
_LONGEST_GROUP_TITLE = 16
_SIMILAR = 5
"""Rows looked at to see whether a row has the shape of those below it."""
_BREAK = re.compile(r"\s*[\r\n]+\s*")
_STEMS = "甲乙丙丁戊己庚辛壬癸"


@dataclass(frozen=True)
class Header:
    """The header's place among the lines looked at (`first` to `last`, both included), its lines with titles, and the titles."""

    first: int
    last: int
    lines: tuple[Line, ...]
    titles: tuple[str, ...]


def find_header(lines: Sequence[Line], merges: Merges, known: Known, codes: frozenset[str]) -> Header | None:
    """The header, of one or several lines; None where no row can be one. `codes` are the valid credit codes of the lines."""
    return _Finder(lines, merges, known, codes).find()


class _Finder:
    def __init__(self, lines: Sequence[Line], merges: Merges, known: Known, codes: frozenset[str]):
        self.lines, self.merges, self.known = lines, merges, known
        self.has_code = [any(text in codes for _position, text in line.filled) for line in lines]
        self.scores = [self._score(index) for index in range(len(lines))]

    def find(self) -> Header | None:
        """The best row, with the lines above and below that belong to it."""
        picked = self._pick()
        if picked is None:
            return None
        first, last = self._with_neighbours(picked)
        titled = tuple(self.lines[first : last + 1])
        units: list[Line] = []
        for line in self.lines[last + 1 : last + 3]:
            if _is_unit_line(line, titled):
                units.append(line)
            elif not _is_numbering_line(line, titled):
                break
            last += 1
        width = _width((*titled, *units))
        parts = ([*self._parts(titled, position), *_units_at(units, position)] for position in range(width))
        titles = tuple(TITLE_JOIN.join(_without_repeats(texts)) for texts in parts)
        return Header(first, last, titled, titles)

    def _score(self, index: int) -> int:
        """How many cells of the row are titles that we know; none of a row that cannot be a header."""
        line = self.lines[index]
        if self.has_code[index] or all(words.is_meta(text) for _position, text in line.filled):
            return 0
        score = sum(self.known.is_title(text) for _position, text in line.filled)
        return score if score * 4 >= len(line.filled) else 0

    def _pick(self) -> int | None:
        best = max(self.scores, default=0)
        if best >= 2:
            likely = [index for index, score in enumerate(self.scores) if score >= 2 and score * 2 >= best]
            return next(
                (index for index in likely if not (self.scores[index] < best and self._is_form(index))), likely[0]
            )
        tables = [index for index, line in enumerate(self.lines) if len(line.filled) >= 2 and not self._is_above(line)]
        if not tables:
            return self._pick_of_one_column()
        before = tables[0] - 1
        if before >= 0 and self.scores[before] == 1 and self.lines[before].filled[0][0] > 0 == self.scores[tables[0]]:
            return before
        for index in tables:
            if self._holds_data(index):
                return None
            if self._has_shape_of_rows_below(index):
                return index
        return tables[0]

    def _is_form(self, index: int) -> bool:
        """Titles and values in turn: 企业名称, 某集团, 联系人, 张三."""
        are_known = [self.known.is_title(text) for _position, text in self.lines[index].filled]
        return all(are_known[::2]) and not any(are_known[1::2]) and len(are_known) % 2 == 0

    def _is_above(self, line: Line) -> bool:
        """A line of several cells that stands above a table: 填报单位 with its value, 填报日期 with its value."""
        texts = [text for _position, text in line.filled]
        is_label = words.is_meta(texts[0]) or self.known.is_provenance(texts[0])
        return all(words.is_meta(text) for text in texts) or (
            is_label and (len(texts) == 2 or _is_form_line(texts, self.known))
        )

    def _holds_data(self, index: int) -> bool:
        texts = [text for _position, text in self.lines[index].filled]
        return self.has_code[index] or any(words.is_data(text) for text in texts)

    def _has_shape_of_rows_below(self, index: int) -> bool:
        """Whether the row is about as full as those below it, and no title stands in it twice side by side with nothing else."""
        below = [len(line.filled) for line in self.lines[index + 1 : index + 1 + _SIMILAR]]
        filled = len(self.lines[index].filled)
        texts = {text for _position, text in self.lines[index].filled}
        return len(texts) > 1 and filled * 2 >= max(below, default=filled)

    def _pick_of_one_column(self) -> int | None:
        passed: int | None = None
        titles = [index for index, line in enumerate(self.lines) if len(line.filled) == 1 and self.scores[index]]
        for index, line in enumerate(self.lines):
            text = line.filled[0][1]
            is_remark = words.is_remark(text) or words.is_annex(text) or words.is_meta(text) or words.is_numbered(text)
            if is_remark or words.is_sentence(text) or words.is_page_mark(text) or (titles and index < titles[0]):
                if self.has_code[index] or words.is_organisation(text):
                    return None
                continue
            if index in titles[:1]:
                return index
            if self.has_code[index] or words.is_data(text) or words.is_organisation(text):
                return passed
            if not words.is_sheet_title(text):
                return index
            passed = index
        return passed

    def _with_neighbours(self, picked: int) -> tuple[int, int]:
        first = last = picked
        while first > 0 and last - first + 1 < MOST_LINES and self._stands_over(first - 1, first):
            first -= 1
        while last + 1 < len(self.lines) and last - first + 1 < MOST_LINES and self._continues(last, last + 1):
            last += 1
        return first, last

    def _stands_over(self, upper: int, lower: int) -> bool:
        """Whether the upper row is a line of the header that the lower one belongs to."""
        above, below = self.lines[upper], self.lines[lower]
        if self.merges.joining(above.row, below.row):
            return True
        texts = [text for _position, text in above.filled]
        if self.has_code[upper] or above.row + 1 != below.row or self._is_above(above):
            return False
        if any(
            len(t) > _LONGEST_GROUP_TITLE or words.is_meta(t) or words.is_sheet_title(t) or words.is_data(t)
            for t in texts
        ):
            return False
        beside = self.merges.beside(above.row)
        if beside:
            is_title = len(texts) == 1 and beside[0].first_column == 0
            return not is_title and any(_filled_within(below, r.first_column, r.last_column) >= 2 for r in beside)
        return len(texts) >= 2 and _spans(above, below, is_above_whole=False)

    def _continues(self, upper: int, lower: int) -> bool:
        """Whether the lower row is a further line of the header that the upper one belongs to."""
        above, below = self.lines[upper], self.lines[lower]
        if self.merges.joining(above.row, below.row):
            return True
        if self._holds_data(lower) or above.row + 1 != below.row:
            return False
        if any(words.is_organisation(text) and not self.known.is_title(text) for _position, text in below.filled):
            return False
        beside = self.merges.beside(above.row)
        if beside:
            alone = [p for p, _text in above.filled if not any(r.first_column <= p <= r.last_column for r in beside)]
            under = any(_filled_within(below, r.first_column, r.last_column) >= 2 for r in beside)
            return under and all(below.at(position) is None for position in alone)
        if self.merges.touches(above.row) or not _spans(above, below, is_above_whole=True):
            return False
        return self._reads_like_titles(above, below, self.lines[lower + 1] if lower + 1 < len(self.lines) else None)

    def _reads_like_titles(self, above: Line, below: Line, next_: Line | None) -> bool:
        """Whether a row that fits under the header is titles rather than the first record: by known titles, by years, or as the
        row after it fills what it leaves blank and holds amounts where it has words."""
        texts = [text for _position, text in below.filled]
        known = sum(self.known.is_title(text) for text in texts)
        if known * 2 >= len(texts) or all(words.is_year(text) for text in texts):
            return True
        if next_ is None or len(set(texts)) < len(texts):
            return False
        alone = [position for position, _text in above.filled if below.at(position) is None]
        has_amounts = any(words.is_data(next_.at(position) or "x") for position, _text in below.filled)
        return has_amounts and all(next_.at(position) for position in alone)

    def _parts(self, titled: Sequence[Line], position: int) -> Iterator[str]:
        for index, line in enumerate(titled):
            text = line.at(position) or self._inherited(titled, index, position)
            if text:
                yield _one_line(text)

    def _inherited(self, titled: Sequence[Line], index: int, position: int) -> str | None:
        """The title that a blank cell of an upper line shares with a cell to its left."""
        line = titled[index]
        if self.merges.touches(line.row):
            range_ = self.merges.covering(line.row, position)
            return line.at(range_.first_column) if range_ and range_.first_row == line.row else None
        if index + 1 == len(titled):
            return None
        left = next((p for p in range(position - 1, -1, -1) if line.at(p)), None)
        if (
            left is None
            or not titled[index + 1].at(left)
            or not any(lower.at(position) for lower in titled[index + 1 :])
        ):
            return None
        if any(upper.at(p) for upper in titled[:index] for p in range(left + 1, position + 1)):
            return None
        return line.at(left)


def _is_form_line(texts: Sequence[str], known: Known) -> bool:
    """Labels and values in turn: 填报单位, 工信局, 填报日期, 2024年3月."""
    return all(words.is_meta(text) or known.is_provenance(text) for text in texts[::2])


def _spans(above: Line, below: Line, *, is_above_whole: bool) -> bool:
    """Whether the filled cells of the lower row stand under titles that reach over several columns, none under a title alone."""
    starts = [position for position, _text in above.filled]
    under = {position for position, _text in below.filled}
    if not starts or not under or (is_above_whole and min(under) < starts[0]):
        return False
    ends = [*starts[1:], max(len(above.cells), len(below.cells))]
    groups = 0
    for start, end in zip(starts, ends, strict=True):
        inside = [position for position in range(start, end) if position in under]
        if not inside:
            continue
        if start not in under or (is_above_whole and len(inside) < 2):
            return False
        groups += len(inside) > 1
    return groups > 0


def _filled_within(line: Line, first: int, last: int) -> int:
    return sum(first <= position <= last for position, _text in line.filled)


def _is_unit_line(line: Line, titled: Sequence[Line]) -> bool:
    """Nothing but units, under titles."""
    under = (any(upper.at(position) for upper in titled) for position, _text in line.filled)
    return all(words.says_only_unit(text) for _position, text in line.filled) and all(under) and line.filled[0][0] > 0


def _is_numbering_line(line: Line, titled: Sequence[Line]) -> bool:
    """The numbers of the columns (甲 乙 1 2 3; 栏次 1 2 3), as statistical forms have them."""
    texts = [text.strip("()（）[] ") for _position, text in line.filled]
    texts = texts[1:] if texts and texts[0] in ("栏次", "栏目", "列号") else texts
    stems = next((index for index, text in enumerate(texts) if text not in _STEMS), len(texts))
    numbers = texts[stems:]
    counts = all(text == str(number) for number, text in enumerate(numbers, start=1))
    letters = bool(texts) and texts == [chr(ord("A") + index) for index in range(len(texts))]
    titles = sum(any(upper.at(position) for upper in titled) for position in range(_width(titled)))
    is_ordered = texts[:stems] == list(_STEMS[:stems]) and counts
    return (is_ordered or letters) and len(texts) >= (3 if stems else 4) and len(line.filled) * 4 >= titles * 3


def _units_at(units: Sequence[Line], position: int) -> Iterator[str]:
    yield from (_one_line(text).strip("()（）") for line in units if (text := line.at(position)))


def _width(lines: Sequence[Line]) -> int:
    """The columns that the header has: all of a spreadsheet's, in a text file as many as its longest line has cells."""
    return max(min(line.width, len(line.cells)) if line.width else len(line.cells) for line in lines)


def _without_repeats(texts: Sequence[str]) -> list[str]:
    return [text for index, text in enumerate(texts) if index == 0 or text != texts[index - 1]]


def _one_line(text: str) -> str:
    """A title without line breaks: between Latin words a space stays."""
    parts = _BREAK.split(text.strip())
    joined = parts[0]
    for part in parts[1:]:
        is_latin = joined[-1:].isascii() and part[:1].isascii() and joined[-1:].isalpha() and part[:1].isalpha()
        joined += (" " if is_latin else "") + part
    return joined
