"""What a row under the header is, where it is no record. When in doubt it is a record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mingpin.intake.layout import words
from mingpin.intake.layout.groups import Group
from mingpin.intake.layout.header import Header
from mingpin.intake.layout.known import Known
from mingpin.intake.layout.lines import Line, Merges
from mingpin.intake.layout.shape import Shape
from mingpin.intake.sheets import Note, NoteKind

_TOTAL_WITHIN = 3
"""The word for a total stands in one of the first cells that are filled in."""
_CLOSING = (NoteKind.REMARK, NoteKind.SIGNATURE, NoteKind.TOTAL)


@dataclass(frozen=True)
class Finding:
    """A row that is no record. A group row says its `group`; a total of everything, a table's new title end all groups."""

    kind: NoteKind
    group: Group | None = None
    ends_all: bool = False
    ends_last: bool = False


class RowReader:
    """Tells the rows of one table apart."""

    def __init__(self, header: Header, head: Iterable[Note], shape: Shape, merges: Merges, known: Known):
        self.header, self.shape, self.merges, self.known = header, shape, merges, known
        self._head_texts = {words.folded(note.text): note.kind for note in head if note.kind is not NoteKind.HEADER}

    def read(self, line: Line, codes: frozenset[str], after: NoteKind | None) -> Finding | None:
        """What the row is; None for a record. `after` is the kind of the row just above, if that was no record."""
        if not line.filled or any(text in codes for _position, text in line.filled):
            return None
        kind = self._repeated(line) or self._form(line)
        if kind:
            return Finding(kind)
        return self._total(line) or self._below_table(line) or self._alone(line, after) or self._numbered_group(line)

    def _repeated(self, line: Line) -> NoteKind | None:
        """A header or title that stands on every printed page."""
        for titled in self.header.lines:
            both = [(text, titled.at(position)) for position, text in line.filled if titled.at(position)]
            is_same = all(words.folded(text) == words.folded(title or "") for text, title in both)
            others = len(line.filled) - len(both)
            is_enough = len(both) > max(1, others) or (len(titled.filled) == 1 and len(both) > others)
            if is_same and is_enough and len(both) * 5 >= len(titled.filled) * 4:
                return NoteKind.HEADER
        if self._is_column_numbers(line):
            return NoteKind.HEADER
        return self._head_texts.get(words.folded(line.text))

    def _is_column_numbers(self, line: Line) -> bool:
        texts = [text.strip("()（）") for _position, text in line.filled]
        return texts[0] in ("甲", "栏次") and len(texts) > 2 and all(len(text) <= 2 for text in texts)

    def _form(self, line: Line) -> NoteKind | None:
        if all(words.is_ellipsis(text) for _position, text in line.filled):
            return NoteKind.EMPTY_FORM
        position, text = line.filled[0]
        is_numbering = position in self.shape.numbering and words.is_numbering_cell(text)
        return NoteKind.EMPTY_FORM if len(line.filled) == 1 and is_numbering else None

    def _total(self, line: Line) -> Finding | None:
        for index, (_position, text) in enumerate(line.filled[:_TOTAL_WITHIN]):
            total = words.total_of(text)
            if total is None or not self._is_total_of(total[0]):
                continue
            others = [other for place, (_p, other) in enumerate(line.filled) if place != index]
            if not all(words.is_count(other) or self._is_known(other) or words.total_of(other) for other in others):
                return None
            is_page = total[0] in ("本页", "上页")
            is_last = total[1] == "小计" and not is_page
            return Finding(NoteKind.TOTAL, ends_last=is_last, ends_all=not is_last and not is_page)
        return None

    def _is_total_of(self, of: str) -> bool:
        return words.is_usual_total(of) or self._is_known(of) or bool(self._known_value(words.group_value(of))[1])

    def _below_table(self, line: Line) -> Finding | None:
        """Signatures, remarks, page numbers, units and titles that say what they are by their first words."""
        texts = [text for _position, text in line.filled]
        first, is_full = texts[0], len(texts) >= max(self.shape.typical, 2)
        is_bare = first.endswith(("：", ":")) or line.filled[0][0] in self.shape.numbering
        if all(words.is_page_mark(text) for text in texts):
            return Finding(NoteKind.TITLE if words.is_continued(first) else NoteKind.REMARK)
        if words.is_remark(first) and (is_bare or not is_full):
            return Finding(NoteKind.REMARK)
        if len(texts) <= 2 and not is_full and words.unit_said(line.text) and not words.is_sentence(line.text):
            return Finding(NoteKind.UNIT)
        return Finding(NoteKind.SIGNATURE) if self._is_signature(texts, is_full=is_full) else None

    def _is_signature(self, texts: list[str], *, is_full: bool) -> bool:
        """“填表人：张三 | 审核人：李四 | 2024年3月5日”: in a row that is as full as a record, two such cells."""
        first = texts[0]
        labels = sum(words.is_signature_label(text) or words.is_signature_word(text) for text in texts)
        bare = sum(words.is_signature_word(text) or text.endswith(("：", ":")) for text in texts)
        others = sum(not words.is_signature_label(text) and not words.is_signature_word(text) for text in texts)
        dates = sum(words.is_date(text) for text in texts)
        if labels and others - dates <= bare and (labels + dates > 1 or first.endswith(("：", ":"))):
            return True
        if is_full:
            return False
        is_label = words.is_signature_label(first) or (
            words.is_signature_word(first) and not words.is_organisation(first)
        )
        return is_label or (len(texts) <= 2 and any(words.is_sealed(text) for text in texts))

    def _alone(self, line: Line, after: NoteKind | None) -> Finding | None:
        """A row with one cell: a date, a remark, a title, a group."""
        if len(line.filled) > 1:
            return self._group_with_count(line)
        position, text = line.filled[0]
        is_merged = self.merges.is_one_cell(line.row) and position <= 1
        if position in self.shape.prose and not is_merged:
            return None
        value, classifications = self._known_value(words.group_value(text))
        may_be_group = is_merged or position <= self.shape.last_group_place
        is_value = bool(classifications & self.shape.values.get(position, frozenset())) and not is_merged
        if classifications and may_be_group and not is_value and (not self.shape.has_one_column or self.shape.names):
            return self._group(text, value, classifications)
        if words.is_annex(text) or (words.is_sheet_title(text) and not words.is_organisation(text)):
            return Finding(NoteKind.TITLE, ends_all=True)
        if words.is_date(text) and not self.shape.has_one_column:
            return Finding(NoteKind.SIGNATURE)
        if self._is_remark(text, after):
            return Finding(NoteKind.REMARK)
        if not may_be_group:
            return None
        is_name = words.is_organisation(text)
        if is_merged or (position in self.shape.numbering and not words.is_count(text)):
            return self._group(text, value, classifications)
        if words.has_count_tail(text) or words.has_group_label(text):
            return self._group(text, value, classifications)
        level = words.ordinal_level(text)
        is_headed = (level is not None and level < 3) or text.endswith(("：", ":"))
        return self._group(text, value, classifications) if is_headed and not is_name else None

    def _is_remark(self, text: str, after: NoteKind | None) -> bool:
        if words.is_starred(text) and len(text) > 6 and not words.is_organisation(text):
            return True
        if words.is_sentence(text):
            return not words.is_organisation(text)
        if words.is_numbered(text):
            is_said = any(mark in text for mark in "，,；：:")
            return after in _CLOSING or (is_said and not words.is_organisation(text))
        return after is NoteKind.REMARK and len(text) > 12 and not words.is_organisation(text)

    def _group_with_count(self, line: Line) -> Finding | None:
        """“卫辉市 | 3家”."""
        (position, text), *others = line.filled
        value, classifications = self._known_value(words.group_value(text))
        is_counted = len(others) == 1 < self.shape.typical - 1 and words.is_named_count(others[0][1])
        if not classifications or not is_counted or position > self.shape.last_group_place:
            return None
        return self._group(text, value, classifications)

    def _numbered_group(self, line: Line) -> Finding | None:
        """“一 | 制造业”, with or without a count behind it."""
        if len(line.filled) < 2 or not words.is_lone_ordinal(line.filled[0][1]) or line.filled[0][0] > 1:
            return None
        (_first, ordinal), (_second, text), *others = line.filled
        value, classifications = self._known_value(words.group_value(text))
        is_name = words.is_organisation(text) and not classifications
        is_counted = all(words.is_count(other) for _position, other in others)
        if is_name or not is_counted or (len(line.filled) >= self.shape.typical and not classifications):
            return None
        return self._group(
            ordinal.rstrip("、.．") + "、" if ordinal[0] not in "(（" else ordinal, value, classifications
        )

    def _group(self, text: str, value: str, classifications: frozenset[str]) -> Finding:
        return Finding(NoteKind.GROUP, Group(value, words.ordinal_level(text), classifications))

    def _is_known(self, text: str) -> bool:
        return bool(self.known.classifications_of(text))

    def _known_value(self, value: str) -> tuple[str, frozenset[str]]:
        """The value as a classification knows it, with the classifications; the value itself where none does."""
        for name in words.shorter_names(value):
            classifications = self.known.classifications_of(name)
            if classifications:
                return name, classifications
        return value, frozenset()
