"""Rows that a program sent, read by the same readers as the rows of a file, so that both mean the same."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import may
from mingpin.api.known_subjects import register_for
from mingpin.errors import Invalid
from mingpin.intake import Dataset, IntakeError, read_dataset
from mingpin.language import _
from mingpin.registry.models import Subject
from mingpin.registry.queries import SEES_ALL_SUBJECTS
from mingpin.vocabulary.load import COVERAGE_TABLE, SUBJECT_TABLE
from mingpin.vocabulary.place import shared_vocabulary

Rows = Sequence[Mapping[str, Any]]
Reason = dict[str, str]


@dataclass
class Reading:
    """What could be read, as physical frames by table; the reasons of every other row by table and place (from 0); remarks."""

    given: dict[str, pl.DataFrame] = field(default_factory=dict)
    rejected: dict[str, dict[int, list[Reason]]] = field(default_factory=lambda: defaultdict(dict))
    remarks: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def reject(self, table: str, row: int, reason: str, column: str = "", value: str = "") -> None:
        self.rejected[table].setdefault(row, []).append({"column": column, "value": value, "reason": reason})


def read_pushed(tables: Mapping[str, Rows], by: Acting) -> Reading:
    """The reading of rows sent by a program. Subjects are looked up among those that the organisation may see: to all others it
    is as if they were not there. Raises Invalid where a table cannot be understood at all."""
    reading = Reading()
    known = {name: rows for name, rows in tables.items() if _may_send(name, rows, by, reading)}
    for name in known:
        for at, row in enumerate(known[name]):
            if not any(_text(value) for value in row.values()):
                reading.reject(name, at, _("The row is empty."))
    sent = {name: rows for name, rows in known.items() if len(reading.rejected[name]) < len(rows)}
    if sent:
        _read(sent, by, reading)
    for name in list(reading.given):
        _keep_to_own(name, by, reading)
    return reading


def _may_send(name: str, rows: Rows, by: Acting, reading: Reading) -> bool:
    """Whether there is such a table and the organisation may send it; else its rows are rejected."""
    reason = ""
    if name not in shared_vocabulary().tables:
        reason = _("There is no evidence table “{name}”.").format(name=name)
    elif name == SUBJECT_TABLE and not (may(by, "create", Subject) and by.has_role(*SEES_ALL_SUBJECTS)):
        reason = _("Your organisation does not send register rows; ask the city office to register the subject.")
    for at in range(len(rows) if reason else 0):
        reading.reject(name, at, reason)
    return not reason


def _read(tables: Mapping[str, Rows], by: Acting, reading: Reading) -> None:
    organisation = by.organisation
    against = register_for(tables, by)
    with TemporaryDirectory(prefix="mingpin-push-") as folder:
        places = {name: _write(Path(folder) / f"{name}.jsonl", rows) for name, rows in tables.items()}
        dataset = _dataset(Path(folder), against, organisation.name if organisation else "")
    for line in dataset.rejected.iter_rows(named=True):
        name = Path(line["file"]).stem
        reading.reject(name, places[name][line["row"] - 1], line["reason"], line["column"] or "", line["value"] or "")
    for account in dataset.accounts:
        name = Path(account.file).stem
        reading.remarks[name] += [*account.remarks, *(f"{left.title}: {left.reason}" for left in account.left_aside)]
        if account.table != name:
            raise Invalid(_("The rows of “{name}” are not understood as that table.").format(name=name), field="tables")
    for name, frame in dataset.given.items():
        if name in places and frame.height:
            at = [places[name][row - 1] + 1 for row in frame["source_row"].to_list()]
            own = frame.with_columns(
                pl.Series("source_row", at, dtype=pl.Int64), pl.lit(None, pl.String).alias("source_hash")
            )
            reading.given[name] = own


def _write(path: Path, rows: Rows) -> list[int]:
    """Writes the rows that say anything, one a line; the place of each line's row."""
    places, lines = [], []
    for at, row in enumerate(rows):
        said = {name: text for name, value in row.items() if (text := _text(value))}
        if said:
            places.append(at)
            lines.append(json.dumps(said, ensure_ascii=False))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return places


def _text(value: Any) -> Any:
    """A cell as JSON lines have it: a decimal number as its digits."""
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        return format(value, "f") if isinstance(exponent, int) and abs(exponent) < 400 else str(value)
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, bool) else value


def _dataset(folder: Path, against: pl.DataFrame, supplier: str) -> Dataset:
    try:
        return read_dataset(folder, shared_vocabulary(), against={SUBJECT_TABLE: against}, supplier=supplier)
    except IntakeError as error:
        raise Invalid(error.what, why=error.why, remedy=error.remedy, field=Path(error.where).stem) from error


def _keep_to_own(name: str, by: Acting, reading: Reading) -> None:
    """Rejects rows about no subject that reach beyond what the organisation answers for: a county declares for its own area, an
    enterprise for itself."""
    if by.has_role(*SEES_ALL_SUBJECTS):
        return
    frame = reading.given[name]
    beyond = list(_beyond(name, frame, by))
    for at in beyond:
        reading.reject(
            name, at - 1, _("Your organisation does not answer for this area; name the subject, or your own area.")
        )
    reading.given[name] = frame.filter(~pl.col("source_row").is_in(beyond)) if beyond else frame


def _beyond(name: str, frame: pl.DataFrame, by: Acting) -> Iterator[int]:
    columns = set(frame.columns)
    for row in frame.iter_rows(named=True):
        area = row["area"] if name == COVERAGE_TABLE and "area" in columns else None
        if "subject_id" in columns and row["subject_id"] and not area:
            continue
        if not (area and by.area and str(area).startswith(by.area)):
            yield row["source_row"]
