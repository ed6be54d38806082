"""The current rows of an evidence table, kept in memory between requests for as long as just these are current."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import polars as pl
from django.db.models import BigIntegerField, Count, F, Max, Sum
from django.db.models.functions import Cast

from mingpin.audit.queries import head_of_record
from mingpin.engine.lowered import Test
from mingpin.engine.target_counts import COUNTS, Counting, TargetCount
from mingpin.registry.models import EvidenceRow
from mingpin.registry.taking.held import ROW_ID, held
from mingpin.registry.vocabulary import REGISTER
from mingpin.vocabulary.completion import complete
from mingpin.vocabulary.evidence import Evidence, frame_schema
from mingpin.vocabulary.place import shared_vocabulary

ROW, SCHEME = "~pk", "scheme"
_PRIME = 1_000_003
MOST_COUNTS = 200
"""So many counts of a table are kept: of each target on some days."""


@dataclass(frozen=True)
class _Asked:
    """What a target counts, so far as that makes a difference: the numbers and the day of its condition are in the test."""

    test: Test
    distinct: str
    vocabulary: str
    counting: Counting = field(compare=False, repr=False)


class OnFile:
    """The current rows in the table's physical schema, completed as for the engine, each with its key (`~pk`). A subject that was
    decided to be another stands as that one."""

    def __init__(self, rows: pl.DataFrame):
        self.rows = rows
        self._counted = lru_cache(maxsize=MOST_COUNTS)(self._count)

    def count(self, counting: Counting, subjects: Callable[[], pl.DataFrame]) -> TargetCount:
        """What the target counts of them, of the rows as much as tells which and whose they are; counted once, unless it asks
        something of the subjects too."""
        if counting.reads_subjects:
            return counting.count(self._wanted(counting), subjects())
        return self._counted(_Asked(counting.test, counting.distinct, counting.pack.vocabulary.hash, counting))

    def _count(self, asked: _Asked) -> TargetCount:
        found = asked.counting.count(self._wanted(asked.counting))
        kept = dict.fromkeys((ROW, "subject_id", asked.distinct, COUNTS))
        return replace(found, rows=found.rows.select(name for name in kept if name in found.rows.columns))

    def _wanted(self, counting: Counting) -> pl.DataFrame:
        codes = counting.wanted(SCHEME)
        return self.rows.filter(pl.col(SCHEME).is_in(codes)) if codes else self.rows


@dataclass
class _Kept:
    head: str
    state: tuple[Any, ...]
    found: OnFile


_KEPT: dict[str, _Kept] = {}


def on_file(table: str, survivors: Mapping[str, str]) -> OnFile:
    """The current rows of a table; `survivors`: what merged subjects are now.

    Every write is recorded: as long as the record has not grown, nothing is asked. Where it has, but these rows are the same,
    they need not be read anew (40,000 take some 0.3 s).
    """
    head, kept = head_of_record(), _KEPT.get(table)
    if kept is not None and kept.head == head:
        return kept.found
    state = (*_state(table), dict(survivors))
    if kept is None or kept.state != state:
        kept = _Kept(head, state, OnFile(_read(table, survivors)))
        if (*_state(table), dict(survivors)) != state:  # somebody wrote meanwhile: good for this once
            return kept.found
    _KEPT[table] = replace(kept, head=head)
    return kept.found


def _state(table: str) -> tuple[Any, ...]:
    """What tells the current rows of a table from any others: rows are never overwritten, so which are current says all. Digests
    tell apart what has the same keys in another database."""
    rest = Cast(F("pk") % _PRIME, BigIntegerField())
    rows = EvidenceRow.objects.current().filter(table=table)
    keys = rows.aggregate(rows=Count("pk"), keys=Sum("pk"), squares=Sum(rest * rest), last=Max("pk"))
    ends = [rows.order_by(order).values_list("digest", flat=True).first() for order in ("digest", "-digest")]
    return (*keys.values(), *ends)


def _read(table: str, survivors: Mapping[str, str]) -> pl.DataFrame:
    found = held(table)
    if survivors and "subject_id" in found.columns:
        found = found.with_columns(pl.col("subject_id").replace(dict(survivors)))
    keys = found.select(pl.col(ROW_ID).alias(ROW))
    rows = found.select(list(frame_schema(shared_vocabulary().tables[table])))
    if rows.height and table != REGISTER:
        rows = complete(Evidence({table: rows}), shared_vocabulary()).tables[table]
    return keys.hstack(rows.get_columns())
