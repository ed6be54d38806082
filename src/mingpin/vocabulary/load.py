"""The vocabulary from its folder of YAML files, checked against itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mingpin.language import _
from mingpin.vocabulary.errors import PackError, Problem
from mingpin.vocabulary.model import (
    About,
    Classification,
    Column,
    CoveredList,
    Entry,
    Fact,
    ListKind,
    Remedy,
    Table,
    Take,
    Type,
    Vocabulary,
)
from mingpin.vocabulary.source import Lines, read_yaml

PROVENANCE = {
    "source": Column("source", Type.TEXT, {"zh": "来源", "en": "Source"}, synonyms=("依据", "来源文件", "文号")),
    "supplier": Column("supplier", Type.TEXT, {"zh": "提供单位", "en": "Supplier"}, synonyms=("报送单位", "填报单位")),
    "recorded_on": Column("recorded_on", Type.DATE, {"zh": "采集日期", "en": "Recorded on"}, synonyms=("填报日期",)),
}
"""Columns that every table has; the reader adds those of `evidence.SOURCE_COLUMNS`."""

SUBJECT_TABLE = "subjects"
COVERAGE_TABLE = "coverage"
_NEEDS_LIST = {Take.EXISTS, Take.COUNT, Take.MAX, Take.LATEST, Take.SUM}
_NEEDS_COLUMN = {Take.VALUE, Take.MAX, Take.LATEST, Take.SUM}


def load_vocabulary(folder: Path | str) -> Vocabulary:
    """The vocabulary in this folder. Raises PackError that lists every inconsistency with file and line."""
    folder = Path(folder)
    files = sorted(folder.rglob("*.yaml"))
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    lists = {name: _list(name, raw) for name, raw in _mapping(folder / "lists.yaml").items()}
    classifications = {
        (loaded := _classification(path)).id: loaded for path in sorted((folder / "classifications").glob("*.yaml"))
    }
    entries = {name: Entry(name, known.label) for name, known in lists.items()}
    classifications["list"] = Classification("list", {"zh": "名单", "en": "List"}, entries)
    tables = {name: _table(name, raw) for name, raw in _mapping(folder / "tables.yaml").items()}
    facts = {name: _fact(name, raw) for name, raw in _mapping(folder / "facts.yaml").items()}
    vocabulary = Vocabulary(tables, classifications, lists, facts, digest.hexdigest())
    problems = tuple(_inconsistencies(vocabulary))
    if problems:
        raise PackError(*problems)
    return vocabulary


def _mapping(path: Path) -> Lines:
    raw = read_yaml(path)
    if not isinstance(raw, Lines):
        raise PackError(Problem(path.name, 1, _("A mapping is expected here."), "", _("Write `name: {…}` entries.")))
    return raw


def _classification(path: Path) -> Classification:
    raw = _mapping(path)
    entries = {}
    for code, entry in raw["entries"].items():
        extra = {key: value for key, value in entry.items() if key not in {"zh", "en", "rank"}}
        label = {language: entry[language] for language in ("zh", "en") if language in entry}
        if raw.get("ordered") and not isinstance(entry.get("rank"), int):
            what = _("The entry “{code}” has no rank.").format(code=code)
            why = _("An ordered classification compares its entries by rank.")
            raise PackError(Problem(path.name, entry.line, what, why, _("Add `rank:` with a whole number from 1.")))
        entries[code] = Entry(code, label, entry.get("rank"), extra)
    return Classification(raw.get("id", path.stem), raw["label"], entries, bool(raw.get("ordered")))


def _list(name: str, raw: Lines) -> CoveredList:
    included_in = tuple(raw.get("included_in") or ())
    return CoveredList(name, raw["label"], ListKind(raw["kind"]), raw.get("holder", ""), included_in)


def _table(name: str, raw: Lines) -> Table:
    columns = {
        column: Column(
            column,
            _choice(Type, spec, "type"),
            spec.get("label") or {},
            spec.get("classification"),
            bool(spec.get("required")),
            tuple(spec.get("synonyms") or ()),
        )
        for column, spec in raw["columns"].items()
    }
    return Table(name, raw["label"], {**columns, **{k: v for k, v in PROVENANCE.items() if k not in columns}})


def _fact(name: str, raw: Lines) -> Fact:
    remedy = raw.get("remedy")
    return Fact(
        name=name,
        label=raw["label"],
        type=_choice(Type, raw, "type"),
        table=raw["from"],
        take=_choice(Take, raw, "take"),
        classification=raw.get("classification"),
        about=_choice(About, raw, "about") if "about" in raw else About.ORGANISATION,
        where=raw.get("where"),
        column=raw.get("column"),
        list=raw.get("list"),
        holder=raw.get("holder") or "",
        remedy=_remedy(remedy) if remedy else None,
        file=raw.file,
        line=raw.line,
    )


def _remedy(raw: Lines) -> Remedy:
    return Remedy(raw["kind"], raw.get("text") or {}, raw.get("service"), raw.get("days"), raw.get("source"))


def _choice(enum: Any, raw: Lines, key: str) -> Any:
    try:
        return enum(raw[key])
    except (KeyError, ValueError) as error:
        what = _("`{key}: {value}` is not known.").format(key=key, value=raw.get(key))
        remedy = _("Use one of: {choices}.").format(choices=", ".join(item.value for item in enum))
        raise PackError(Problem(raw.file, raw.line_of(key), what, "", remedy)) from error


def _inconsistencies(vocabulary: Vocabulary) -> Iterator[Problem]:
    for table in vocabulary.tables.values():
        for column in table.columns.values():
            if column.classification and column.classification not in vocabulary.classifications:
                what = _("Column {table}.{column} names the classification “{name}”, which does not exist.")
                what = what.format(table=table.id, column=column.name, name=column.classification)
                yield Problem("tables.yaml", 0, what, "", _("Add the classification or correct the name."))
    for fact in vocabulary.facts.values():
        for what in _fact_faults(fact, vocabulary):
            yield Problem(fact.file, fact.line, what, "", _("Correct the fact “{name}”.").format(name=fact.name))


def _kind_told(type_: Type, classification: str | None) -> str:
    return f"{type_.value} ({classification})" if classification else type_.value


def _fact_faults(fact: Fact, vocabulary: Vocabulary) -> Iterator[str]:
    table = vocabulary.tables.get(fact.table)
    if table is None:
        yield _("The table “{table}” does not exist.").format(table=fact.table)
        return
    if fact.take in _NEEDS_COLUMN and fact.column not in table.columns:
        yield _("The table “{table}” has no column “{column}”.").format(table=fact.table, column=fact.column)
    if fact.take in _NEEDS_LIST and fact.list not in vocabulary.lists:
        yield _("`take: {take}` needs a list whose coverage makes absence count; “{list}” is none.").format(
            take=fact.take.value, list=fact.list
        )
    elif fact.take in _NEEDS_COLUMN and fact.column:
        column = table.columns[fact.column]
        if (column.type, column.classification) != (fact.type, fact.classification):
            yield _("The fact is {fact}, its column {table}.{column} is {held}: they must be the same.").format(
                fact=_kind_told(fact.type, fact.classification),
                table=fact.table,
                column=fact.column,
                held=_kind_told(column.type, column.classification),
            )
    if fact.classification and fact.classification not in vocabulary.classifications:
        yield _("The classification “{name}” does not exist.").format(name=fact.classification)
    if fact.type in (Type.CODE, Type.LEVEL) and not fact.classification:
        yield _("A {type} needs a classification.").format(type=fact.type.value)
    if fact.take is Take.LATEST and fact.type is not Type.DATE:
        yield _("`take: latest` gives a date; the fact's type must be `date`.")
