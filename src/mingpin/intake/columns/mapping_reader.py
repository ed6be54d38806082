"""Mapping files as people write them (`--mapping FILE`), checked against the vocabulary line by line."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from mingpin.intake.columns.content import folded_text, known_texts
from mingpin.intake.columns.known import columns_of, titles_of
from mingpin.intake.columns.mapping import KEYS, Mappings, SheetMapping, shape_of_titles, unknown_titles
from mingpin.intake.columns.model import LEAVE_ASIDE, YEAR
from mingpin.intake.columns.titles import folded_title, keyed_titles, years_in
from mingpin.intake.errors import IntakeError
from mingpin.language import _, in_language
from mingpin.vocabulary.errors import PackError
from mingpin.vocabulary.model import Column, Table, Vocabulary
from mingpin.vocabulary.source import Lines, read_yaml

_ASIDES = {LEAVE_ASIDE, "—", "不用", "不读", "none"}


def read_mapping(path: Path | str, vocabulary: Vocabulary) -> Mappings:
    """The mappings that a person wrote. Tables, columns and entries may be given by id or by label. Raises IntakeError that names
    the line where something does not fit the vocabulary or contradicts itself."""
    path = Path(path)
    raw = _content(path)
    if not isinstance(raw, Lines) or not isinstance(raw.get("sheets"), list):
        what = _("This is no mapping file.")
        remedy = _("Begin with `sheets:` and list the sheets under it; `mingpin intake check` writes such a file.")
        raise IntakeError(what, where=_place(path, getattr(raw, "line", 1) or 1), remedy=remedy)
    sheets = [_Sheet(path, entry, vocabulary).read() for entry in raw["sheets"]]
    _refuse_repetition(path, raw["sheets"], sheets)
    return Mappings(tuple(sheets))


class _Sheet:
    """One entry of a mapping file on its way to a SheetMapping."""

    def __init__(self, path: Path, raw: Any, vocabulary: Vocabulary):
        if not isinstance(raw, Lines):
            raise IntakeError(_("A sheet has no keys."), where=str(path), remedy=_("Write `table:` and `columns:`."))
        self.path, self.raw, self.vocabulary = path, raw, vocabulary

    def read(self) -> SheetMapping:
        for key in self.raw:
            if key not in KEYS:
                close = _close(key, KEYS)
                self._refuse(self.raw.line_of(key), _("There is no key “{name}”.").format(name=key), close or KEYS)
        table = self._table()
        titles = self._titles()
        constants = self._constants(table)
        columns = self._columns(table, constants)
        shape = self._text("shape") or (shape_of_titles(titles) if titles else "")
        mapping = SheetMapping(
            table.id if table else "",
            columns,
            self._text("unit"),
            constants,
            shape,
            self._text("file"),
            self._text("sheet"),
            titles,
            self._text("chosen_by"),
            self._text("chosen_on"),
        )
        if titles:
            for title in unknown_titles(mapping, titles):
                line = self.raw["columns"].line_of(title)
                what = _("The sheet has no title “{name}”.").format(name=title)
                self._refuse(line, what, _close(title, keyed_titles(titles)) or titles)
        if not (shape or mapping.file or mapping.sheet):
            remedy = _("Write its `titles`, or the name of its `file` or `sheet`.")
            raise IntakeError(_("It does not say which sheet it is for."), where=self._at(self.raw.line), remedy=remedy)
        return mapping

    def _table(self) -> Table | None:
        name = self._text("table")
        if not name:
            return None
        for table in self.vocabulary.tables.values():
            if folded_title(name) in {folded_title(known) for known in (table.id, *table.label.values())}:
                return table
        known = [f"{table.id} {in_language(table.label)}" for table in self.vocabulary.tables.values()]
        what = _("There is no table “{name}”.").format(name=name)
        self._refuse(self.raw.line_of("table"), what, _close(name, known) or known)
        return None

    def _titles(self) -> tuple[str, ...]:
        titles = self.raw.get("titles") or []
        if not isinstance(titles, list):
            raise IntakeError(
                _("`titles` is no list."), where=self._at(self.raw.line_of("titles")), remedy=_("Write [A, B, C].")
            )
        return tuple("" if title is None else str(title) for title in titles)

    def _columns(self, table: Table | None, constants: dict[str, str]) -> dict[str, str]:
        raw = self._entries("columns")
        chosen: dict[str, str] = {}
        given: dict[tuple[str, tuple[int, ...]], str] = {}
        for title, name in raw.items():
            line = raw.line_of(title)
            text = "" if name is None else str(name).strip()
            if folded_title(text) in _ASIDES or text in _ASIDES:
                chosen[title] = LEAVE_ASIDE
                continue
            column = self._column(table, text, line)
            if column.name in constants:
                what = _("“{title}” and a constant both give “{name}”.").format(title=title, name=column.name)
                raise IntakeError(what, where=self._at(line), remedy=_("Remove one of them."))
            years = years_in(title) if table is not None and YEAR in table.columns and YEAR not in constants else ()
            if (column.name, years) in given:
                what = _("“{title}” and “{other}” are both mapped to “{name}”.").format(
                    title=title, other=given[column.name, years], name=column.name
                )
                remedy = _("Keep one; write “-” for the other to leave it aside.")
                raise IntakeError(what, where=self._at(line), remedy=remedy)
            given[column.name, years] = title
            chosen[title] = column.name
        return chosen

    def _constants(self, table: Table | None) -> dict[str, str]:
        raw = self._entries("constants")
        found: dict[str, str] = {}
        for key, value in raw.items():
            column = self._column(table, key, raw.line_of(key))
            text = "" if value is None else str(value).strip()
            if text:
                self._check_entry(column, text, raw.line_of(key))
                found[column.name] = text
        return found

    def _check_entry(self, column: Column, text: str, line: int) -> None:
        if column.classification is None:
            return
        classification = self.vocabulary.classifications[column.classification]
        known = known_texts(classification)
        codes = known.get(folded_text(text), frozenset())
        if len(codes) == 1:
            return
        label = in_language(column.label)
        if codes:
            what = _("“{text}” may be several entries of “{label}”.").format(text=text, label=label)
            self._refuse(line, what, sorted(codes))
        close = _close(folded_text(text), list(known)) or list(classification.entries)[:3]
        self._refuse(line, _("“{text}” is no entry of “{label}”.").format(text=text, label=label), close)

    def _column(self, table: Table | None, name: str, line: int) -> Column:
        if table is None:
            what = _("The columns are named, but not their table.")
            raise IntakeError(what, where=self._at(line), remedy=_("Write `table:` first."))
        columns = columns_of(table, self.vocabulary)
        for column in columns.values():
            if folded_title(name) in {folded_title(known) for known in (column.name, *column.label.values())}:
                return column
        known = titles_of(table, self.vocabulary).known.get(folded_title(name))
        if known is not None:
            return known[2]
        what = _("The table “{table}” has no column “{name}”.").format(table=table.id, name=name)
        named = [f"{column.name} {in_language(column.label)}" for column in columns.values()]
        self._refuse(line, what, _close(name, list(columns)) or named)
        raise AssertionError

    def _entries(self, key: str) -> Lines:
        raw = self.raw.get(key)
        if raw is None:
            return Lines()
        if not isinstance(raw, Lines):
            what = _("`{key}` holds no pairs.").format(key=key)
            raise IntakeError(
                what, where=self._at(self.raw.line_of(key)), remedy=_("Write one `title: column` a line.")
            )
        return raw

    def _text(self, key: str) -> str:
        value = self.raw.get(key)
        return "" if value is None else str(value).strip()

    def _at(self, line: int) -> str:
        return _place(self.path, line)

    def _refuse(self, line: int, what: str, known: Sequence[str]) -> None:
        remedy = _("Write one of: {known}.").format(known=_(", ").join(known))
        raise IntakeError(what, where=self._at(line), remedy=remedy)


def _refuse_repetition(path: Path, raw: list[Any], sheets: list[SheetMapping]) -> None:
    seen: dict[tuple[str, str, str], int] = {}
    for entry, mapping in zip(raw, sheets, strict=True):
        key = (mapping.shape, mapping.file, mapping.sheet)
        if key in seen:
            what = _("The sheet stands in line {line} already.").format(line=seen[key])
            raise IntakeError(what, where=_place(path, entry.line), remedy=_("Remove one of them."))
        seen[key] = entry.line


def _content(path: Path) -> Any:
    try:
        return read_yaml(path)
    except PackError as error:
        problem = error.problems[0]
        where = _place(path, problem.line) if problem.line else str(path)
        raise IntakeError(problem.what, where=where, why=problem.why, remedy=_("Correct the file.")) from error
    except yaml.YAMLError as error:
        remedy = _("Take control characters out of it, and save it as UTF-8.")
        raise IntakeError(_("The file is no YAML."), where=str(path), why=f"{error}.", remedy=remedy) from error
    except OSError as error:
        raise IntakeError(_("The file cannot be read."), where=str(path), why=f"{error.strerror}.") from error


def _place(path: Path, line: int) -> str:
    return _("{file}, line {line}").format(file=path.name, line=line)


def _close(name: str, known: Sequence[str]) -> list[str]:
    within = [other for other in known if len(name) > 1 and (name in other or other in name)]
    return list(dict.fromkeys([*get_close_matches(name, known, n=3, cutoff=0.5), *within]))[:3]
