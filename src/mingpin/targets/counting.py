"""Counting targets from the evidence on file: the rows behind each, the units that they make, where these lie, how it went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl
from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Coalesce

from mingpin.engine.lowered import FRESHNESS
from mingpin.engine.model import Clause, Pack
from mingpin.engine.target_counts import COUNTS, Counting, counting_of
from mingpin.registry import vocabulary
from mingpin.registry.models import EvidenceRow
from mingpin.registry.taking.held import held
from mingpin.vocabulary.completion import complete
from mingpin.vocabulary.evidence import PHYSICAL_TYPES, Evidence, frame_schema, upper
from mingpin.vocabulary.model import Table, Type
from mingpin.vocabulary.place import shared_vocabulary

SCHEME = "scheme"
ROW, AREA = "~pk", "~area"


@dataclass(frozen=True)
class Declared:
    """How far the lists behind a count are declared complete for the city: `as_of` is None where one of them is not."""

    lists: tuple[str, ...]
    as_of: date | None

    is_fresh: bool = False
    """The declaration is no older, on the day that is looked at, than the pack lets declarations be (`coverage_fresh_days`)."""

    @property
    def is_complete(self) -> bool:
        return self.as_of is not None


@dataclass(frozen=True)
class Counted:
    """A target counted on a day: units for certain and perhaps, in all and by area; keys of the rows behind them."""

    value: int
    uncertain: int
    by_area: Mapping[str, int]
    uncertain_by_area: Mapping[str, int]
    rows: tuple[int, ...]
    uncertain_rows: tuple[int, ...]
    declared: Declared
    on_file: int = 0
    """All rows that the target looks at, whether they count on the day or not."""


@dataclass
class Records:
    """The rows of evidence that some targets look at, fetched once: counted for any target of theirs and any day."""

    pack: Pack
    frames: Mapping[str, pl.DataFrame]
    declarations: Mapping[str, date]
    _subjects: dict[str, pl.DataFrame] = field(default_factory=dict)

    def count(self, clause: Clause, day: date) -> Counted:
        """The target on this day."""
        counting, rows = self._of(clause, day)
        found = counting.count(rows, self._register(counting, rows))
        sure = found.rows.filter(pl.col(COUNTS))
        open_ = found.rows.filter(pl.col(COUNTS).is_null())
        only_open = open_.filter(pl.col(counting.distinct).is_in(list(found.uncertain))) if counting.distinct else open_
        return Counted(
            value=len(found.counted),
            uncertain=len(found.uncertain),
            by_area=_by_area(sure, counting.distinct),
            uncertain_by_area=_by_area(only_open, counting.distinct),
            rows=tuple(sure.get_column(ROW)),
            uncertain_rows=tuple(open_.get_column(ROW)),
            declared=self._declared(counting, day),
            on_file=rows.height,
        )

    def series(self, clause: Clause, days: Iterable[date], area: str = "") -> list[tuple[date, float]]:
        """The count on each of these days, by the records that are on file now."""
        found = []
        for day in days:
            counting, rows = self._of(clause, day)
            if area:
                rows = rows.filter(pl.col(AREA) == area)
            counted = counting.count(rows, self._register(counting, rows))
            found.append((day, float(len(counted.counted))))
        return found

    def _of(self, clause: Clause, day: date) -> tuple[Counting, pl.DataFrame]:
        assert clause.target is not None
        counting = counting_of(self.pack, clause.target, day)
        rows, codes = self.frames[counting.table.id], counting.wanted(SCHEME)
        return counting, rows.filter(pl.col(SCHEME).is_in(codes)) if codes else rows

    def _register(self, counting: Counting, rows: pl.DataFrame) -> pl.DataFrame | None:
        if not counting.reads_subjects:
            return None
        if counting.table.id not in self._subjects:
            named = set(self.frames[counting.table.id].get_column("subject_id").drop_nulls())
            self._subjects[counting.table.id] = held(vocabulary.REGISTER, subjects=named)
        return self._subjects[counting.table.id]

    def _declared(self, counting: Counting, day: date) -> Declared:
        lists = lists_behind(self.pack, counting.table.id, counting.wanted(SCHEME))
        days = [self.declarations.get(name) for name in lists]
        known = [one for one in days if one is not None and one <= day]
        as_of = min(known) if lists and len(known) == len(lists) else None
        return Declared(lists, as_of, as_of is not None and (day - as_of).days <= _fresh_days(self.pack, day))


def _fresh_days(pack: Pack, day: date) -> int:
    """How many days a declaration holds beyond the day that it is as of."""
    parameter = pack.parameters.get(FRESHNESS)
    held_value = parameter.value_at(day) if parameter else None
    return int(held_value.value) if held_value else 0


def records_for(pack: Pack, clauses: Sequence[Clause], *, day: date) -> Records:
    """The rows that these targets look at. A query for each evidence table that they name, and one for what is declared."""
    wanted: dict[str, set[str] | None] = {}
    for clause in clauses:
        if clause.target is None or not clause.target.counts:
            continue
        counting = counting_of(pack, clause.target, day)
        codes = set(counting.wanted(SCHEME)) or None
        before = wanted.get(counting.table.id, set())
        wanted[counting.table.id] = None if codes is None or before is None else before | codes
    frames = {name: _frame(pack.vocabulary.tables[name], codes) for name, codes in wanted.items()}
    return Records(pack, frames, _declarations(day))


def lists_behind(pack: Pack, table: str, codes: Sequence[str]) -> tuple[str, ...]:
    """The lists whose completeness the count depends on: those that facts about the same rows name; nothing where a scheme has
    none, for then nobody can declare it complete."""
    facts = [fact for fact in pack.vocabulary.facts.values() if fact.table == table and fact.list]
    if not codes:
        return tuple(dict.fromkeys(str(fact.list) for fact in facts))
    found: dict[str, None] = {}
    for code in codes:
        own = {str(fact.list) for fact in facts if f"'{code}'" in (fact.where or "")}
        if not own:
            return ()
        found |= dict.fromkeys(sorted(own))
    return tuple(found)


def looked_at_rows(table: str, codes: Sequence[str]) -> Q:
    """Which rows of evidence a target looks at, superseded ones too."""
    return Q(table=table, **({f"values__{SCHEME}__in": sorted(codes)} if codes else {}))


def _frame(table: Table, codes: set[str] | None) -> pl.DataFrame:
    """The current rows in the table's physical schema, completed as for the engine, each with its key and its subject's area.
    A subject that was decided to be another is counted as that one."""
    named = {
        "subject": Coalesce("subject__merged_into__subject_id", "subject__subject_id"),
        "area": Coalesce("subject__merged_into__area", "subject__area"),
    }
    rows = list(
        EvidenceRow.objects.current()
        .filter(looked_at_rows(table.id, tuple(codes or ())))
        .order_by("pk")
        .values_list("pk", "values", named["subject"], named["area"])
    )
    columns = [pl.Series(ROW, [row[0] for row in rows], pl.Int64)]
    columns.append(pl.Series(AREA, [row[3] or "" for row in rows], pl.String))
    schema = frame_schema(table)
    for column in table.columns.values():
        for name in (column.name, upper(column.name)) if column.type is Type.DATE else (column.name,):
            values = [row[2] if name == "subject_id" else row[1].get(name) for row in rows]
            columns.append(_series(name, values, column.type))
    columns += [pl.Series(name, [None] * len(rows), schema[name]) for name in schema if name not in
                {one.name for one in columns}]  # fmt: skip
    frame = pl.DataFrame(columns)
    if not frame.height or table.id == vocabulary.REGISTER:
        return frame
    own = frame.select(ROW, AREA)
    whole = complete(Evidence({table.id: frame.drop(ROW, AREA)}), shared_vocabulary()).tables[table.id]
    return own.hstack(whole.get_columns())


def _series(name: str, values: list[Any], type_: Type) -> pl.Series:
    if type_ is Type.DATE:
        return pl.Series(name, [date.fromisoformat(one) if one else None for one in values], pl.Date)
    return pl.Series(name, values, PHYSICAL_TYPES[type_], strict=False)


def _by_area(rows: pl.DataFrame, distinct: str) -> dict[str, int]:
    pairs = rows.select(AREA, distinct).unique() if distinct else rows
    return dict(Counter(pairs.get_column(AREA)))


def _declarations(day: date) -> dict[str, date]:
    """The lists that are declared for the whole city, each with the day that the newest declaration is as of."""
    areas = vocabulary.areas_around(settings.CITY_AREA)
    rows = (
        EvidenceRow.objects.current()
        .filter(table="coverage", subject=None, values__area__in=areas, dated_on__lte=day)
        .order_by("dated_on")
        .values_list("values__list", "dated_on")
    )
    found: dict[str, date] = {name: as_of for name, as_of in rows if as_of}
    for known in shared_vocabulary().lists.values():
        days = [found[name] for name in (known.id, *known.included_in) if name in found]
        if days:
            found[known.id] = max(days)
    return found
