"""Counting targets from the evidence on file: the rows behind each, the units that they make, where these lie, how it went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache

import polars as pl
from django.conf import settings
from django.db.models import Q

from mingpin.audit.queries import head_of_record
from mingpin.engine.lowered import FRESHNESS
from mingpin.engine.model import Clause, Pack
from mingpin.engine.target_counts import COUNTS, Counting, TargetCount, counting_of
from mingpin.registry import vocabulary
from mingpin.registry.models import EvidenceRow, Subject
from mingpin.registry.taking.held import held
from mingpin.targets.on_file import ROW, SCHEME, OnFile, on_file
from mingpin.vocabulary.place import shared_vocabulary

AREA = "~area"


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


class Areas:
    """Where subjects lie, as far as that is asked: in which of these areas, or in which of all where None is given."""

    def __init__(self, areas: Collection[str] | None):
        self._areas = areas
        head = head_of_record() if areas else ""
        self._known = pl.concat([_within(area, head) for area in areas]) if areas else None

    def share(self, rows: pl.DataFrame, distinct: str) -> dict[str, int]:
        """How many of the rows, or of their distinct units, lie in each area; "" for those of which nobody knows."""
        if not rows.height or "subject_id" not in rows.columns or (self._areas is not None and self._known is None):
            return {}
        if self._known is not None:
            placed = rows.join(self._known, on="subject_id")
        else:
            asked = rows.get_column("subject_id").drop_nulls().unique().to_list()
            placed = rows.join(_areas_of(asked), on="subject_id", how="left").with_columns(pl.col(AREA).fill_null(""))
        units = placed.select(AREA, distinct).unique() if distinct else placed
        return dict(Counter(units.get_column(AREA)))


@lru_cache(maxsize=32)
def _within(area: str, _head: str) -> pl.DataFrame:
    """The subjects of an area, for as long as the record has not grown."""
    ids = list(Subject.objects.filter(area=area).values_list("subject_id", flat=True))
    return pl.DataFrame({"subject_id": pl.Series(ids, dtype=pl.String)}).with_columns(pl.lit(area).alias(AREA))


def _areas_of(subjects: list[str]) -> pl.DataFrame:
    pairs = list(Subject.objects.filter(subject_id__in=subjects).values_list("subject_id", "area"))
    return pl.DataFrame(pairs, schema={"subject_id": pl.String, AREA: pl.String}, orient="row")


@dataclass(frozen=True)
class Counted:
    """A target counted on a day: units for certain and perhaps, in all and in each area that is told apart, and the rows behind
    them. What few ask for is worked out when it is asked for."""

    found: TargetCount
    distinct: str
    areas: Areas
    declared: Declared

    @property
    def value(self) -> int:
        return len(self.found.counted)

    @property
    def uncertain(self) -> int:
        return len(self.found.uncertain)

    @property
    def on_file(self) -> int:
        """How many rows the target looks at, whether they count on the day or not."""
        return self.found.rows.height

    @cached_property
    def by_area(self) -> Mapping[str, int]:
        return self.areas.share(self._sure, self.distinct)

    @cached_property
    def uncertain_by_area(self) -> Mapping[str, int]:
        rows = self._open
        only = rows.filter(pl.col(self.distinct).is_in(list(self.found.uncertain))) if self.distinct else rows
        return self.areas.share(only, self.distinct)

    @cached_property
    def rows(self) -> tuple[int, ...]:
        """The keys of the rows that count."""
        return tuple(self._sure.get_column(ROW))

    @cached_property
    def uncertain_rows(self) -> tuple[int, ...]:
        """The keys of those that may."""
        return tuple(self._open.get_column(ROW))

    @property
    def _sure(self) -> pl.DataFrame:
        return self.found.rows.filter(pl.col(COUNTS))

    @property
    def _open(self) -> pl.DataFrame:
        return self.found.rows.filter(pl.col(COUNTS).is_null())


@dataclass
class Records:
    """The rows of evidence that some targets look at, fetched once: counted for any target of theirs and any day."""

    pack: Pack
    tables: Mapping[str, OnFile]
    declarations: Mapping[str, date]
    areas: Areas
    _subjects: dict[str, pl.DataFrame] = field(default_factory=dict)

    def count(self, clause: Clause, day: date) -> Counted:
        """The target on this day."""
        counting, found = self._count(clause, day)
        return Counted(found, counting.distinct, self.areas, self._declared(counting, day))

    def series(self, clause: Clause, days: Iterable[date]) -> list[tuple[date, float]]:
        """The count on each of these days, by the records that are on file now."""
        return [(day, float(len(self._count(clause, day)[1].counted))) for day in days]

    def _count(self, clause: Clause, day: date) -> tuple[Counting, TargetCount]:
        assert clause.target is not None
        counting = counting_of(self.pack, clause.target, day)
        on_file = self.tables[counting.table.id]
        return counting, on_file.count(counting, lambda: self._register(counting.table.id, on_file.rows))

    def _register(self, table: str, rows: pl.DataFrame) -> pl.DataFrame:
        """The subjects that the table's rows are about."""
        if table not in self._subjects:
            named = set(rows.get_column("subject_id").drop_nulls())
            self._subjects[table] = held(vocabulary.REGISTER, subjects=named)
        return self._subjects[table]

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


def records_for(pack: Pack, clauses: Sequence[Clause], *, day: date, areas: Collection[str] | None = ()) -> Records:
    """The rows that these targets look at: a few queries for each evidence table that they name, and one for what is declared.

    `areas`: which of them are told apart in `by_area`; None for all of them.
    """
    counted = [one.target for one in clauses if one.target is not None and one.target.counts]
    tables = dict.fromkeys(counting_of(pack, target, day).table.id for target in counted)
    merged = Subject.objects.filter(merged_into__gt=0)  # an index answers this
    survivors = dict(merged.values_list("subject_id", "merged_into__subject_id"))
    found = {table: on_file(table, survivors) for table in tables}
    return Records(pack, found, _declarations(day), Areas(areas))


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
