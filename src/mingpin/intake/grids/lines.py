"""JSON lines as a grid: an object on each line; the numbers are kept digit for digit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any

from mingpin.intake.grids.limits import Limits, Refusal, block_rows
from mingpin.intake.grids.sentences import fault, refused
from mingpin.intake.grids.spool import column_name
from mingpin.intake.grids.text import TextFile
from mingpin.intake.grids.texts import plain
from mingpin.intake.sheets import Block, CellFault, Grid, Malformed, cells_frame
from mingpin.language import _

_ITEM_SEPARATOR = "；"
_SPLITS_ITEMS = "；;、\n"


def read_lines(text: TextFile, file: str, limits: Limits) -> Grid:
    """The grid of a file of JSON lines. Its titles are the keys in the order in which they first appear; records count from 1.

    A line that is no object, or says a key twice, is malformed. A list of texts is items; any other nested value is a fault.
    Raises Refusal where no line is a record.
    """
    titles: dict[str, int] = {}
    records = 0
    for _number, _line, record in _records(text):
        if isinstance(record, dict):
            records += 1
            for key in record:
                titles.setdefault(key, len(titles))
            if len(titles) > limits.max_columns:
                raise Refusal("columns", columns=column_name(len(titles)), limit=limits.max_columns)
    if not records:
        raise Refusal("no_records")

    def blocks() -> Iterator[Block]:
        try:
            yield from _blocks(text, titles)
        except Refusal as refusal:
            raise refused(refusal, file) from refusal

    return Grid(file, "", "jsonl", blocks, tuple(titles))


def is_lines(sample: str) -> bool:
    """True where the text begins with a JSON object that is whole on its line."""
    line = next((line for line in sample.splitlines() if line.strip()), "")
    return line.lstrip().startswith("{") and isinstance(_record(line), dict)


def _blocks(text: TextFile, titles: dict[str, int]) -> Iterator[Block]:
    rows: list[list[str | None]] = []
    numbers: list[int] = []
    faults: list[CellFault] = []
    malformed: list[Malformed] = []

    def block() -> Block:
        columns = list(zip(*rows, strict=True)) if rows else [()] * len(titles)
        return Block(cells_frame(columns, numbers), tuple(faults), tuple(malformed))

    for number, line, record in _records(text):
        if not isinstance(record, dict):
            malformed.append(Malformed(number, line, record))
            continue
        row: list[str | None] = [None] * len(titles)
        for key, value in record.items():
            column = titles[key]
            row[column], kind = _text(value)
            if kind:
                faults.append(CellFault(number, column, row[column] or "", fault(kind, row[column] or "")))
        rows.append(row)
        numbers.append(number)
        if len(rows) >= block_rows(len(titles)):
            yield block()
            rows, numbers, faults, malformed = [], [], [], []
    if rows or malformed:
        yield block()


def _records(text: TextFile) -> Iterator[tuple[int, str, dict[str, Any] | str]]:
    """Each line that is not blank with its number, and the object in it or what is wrong with it."""
    number, rest = 0, ""
    for chunk in chain(text.chunks(), [None]):
        *lines, rest = (rest + chunk).split("\n") if chunk is not None else [rest, ""]
        for line in lines:
            if line.strip():
                number += 1
                yield number, line.strip(), _record(line)


class _NotFinite(str):
    """NaN or infinity, which JSON does not have and some programs write."""


class _Number(str):
    """A number as it is written."""


def _record(line: str) -> dict[str, Any] | str:
    try:
        record = json.loads(
            line, parse_int=_Number, parse_float=_Number, parse_constant=_NotFinite, object_pairs_hook=_object
        )
    except _RepeatedKey as repeated:
        return _("The record says “{key}” twice; keep one of them.").format(key=repeated.args[0])
    except (ValueError, RecursionError):
        return _("The line is not JSON; write one object in braces on it.")
    if isinstance(record, dict):
        return record
    return _("The line is no record; write one object in braces on it.")


class _RepeatedKey(Exception):
    pass


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for key, value in pairs:
        if key in record:
            raise _RepeatedKey(key)
        record[key] = value
    return record


def _text(value: Any) -> tuple[str | None, str]:
    """The value as text, and what kind of fault it has, if any."""
    if value is None:
        return None, ""
    if isinstance(value, _NotFinite):
        return (None, "") if value == "NaN" else (str(value), "not_finite")
    if isinstance(value, _Number):
        return plain(value), ""
    if isinstance(value, str):
        return value, ""
    if isinstance(value, bool):
        return ("true" if value else "false"), ""
    if isinstance(value, list) and all(type(item) is str and not set(_SPLITS_ITEMS) & set(item) for item in value):
        return _ITEM_SEPARATOR.join(value), ""
    return json.dumps(value, ensure_ascii=False), "nested"
