"""How subjects stand in a run, counted for whoever looks: all of them, a county's own, one field's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

import polars as pl

from mingpin.accounts.acting import Acting
from mingpin.engine import Verdict
from mingpin.engine.lowered import VERDICT
from mingpin.policies.models import Run
from mingpin.policies.runs import kept
from mingpin.registry.models import Subject
from mingpin.registry.queries import SEES_ALL_SUBJECTS

NOT_STATED = ""
MOST_KEPT = 64
"""So many counts of runs are kept in memory, of each kind."""


@dataclass(frozen=True)
class ClauseStanding:
    """At one clause: how many subjects have each verdict, and for how many each reason keeps it open, most first."""

    verdicts: Mapping[str, int]
    reasons: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Counts:
    """Of the subjects looked at: how many, with which verdicts for the year, for how many one answer is all that is missing."""

    subjects: int
    verdicts: Mapping[str, int]
    one_answer: int
    clauses: Mapping[str, ClauseStanding]


@dataclass(frozen=True)
class Visible:
    """Subjects that somebody may know of, by their ids; the same as any other such where these are the same."""

    digest: str
    ids: tuple[str, ...] = field(compare=False, repr=False)


def visible_to(by: Acting) -> Visible | None:
    """All subjects that the person may know of (`Subject.visible_to` is the only door, here too); None where these are all there
    are."""
    if by.has_role(*SEES_ALL_SUBJECTS):
        return None
    ids = tuple(Subject.objects.visible_to(by).order_by("pk").values_list("subject_id", flat=True))
    return Visible(sha256("\n".join(ids).encode()).hexdigest(), ids)


def among(rows: pl.LazyFrame, visible: Visible | None) -> pl.LazyFrame:
    """The rows about these subjects; all of them where None is given."""
    return rows if visible is None else rows.filter(pl.col("subject_id").is_in(visible.ids))


def counts_of(run: Run, by: Acting, *, area: str = "", field: str = "") -> Counts:
    """The counts of a run over the subjects that the person may know of, of one area or one field where these are given."""
    visible = visible_to(by)
    if visible is None and not area and not field:
        return _of_summary(run)
    return _of_part(run, run.begun_at, area, field, visible)


@lru_cache(maxsize=MOST_KEPT)
def _of_part(run: Run, _begun_at: datetime, area: str, field: str, visible: Visible | None) -> Counts:
    """Of a part of the subjects: a run does not change, so it is counted once for those who see the same."""
    clauses = list(run.summary["clause_ids"])
    decisions = (
        kept.scan(run, "decisions").select("subject_id", "area", "industry_field", VERDICT, "open", *clauses).collect()
    )
    chosen = _chosen(decisions, visible, area, field)
    decisions = decisions.filter(chosen)
    reasons = kept.scan(run, "reasons").drop("subject_id").filter(chosen).sum().collect().row(0, named=True)
    by_clause: dict[str, dict[str, int]] = {}
    for name, count in reasons.items():
        clause, code = name.split("|", 1)
        if count:
            by_clause.setdefault(clause, {})[code] = count
    return Counts(
        decisions.height,
        _tally(decisions[VERDICT]),
        int((decisions["open"] == 1).sum()),
        {
            clause: ClauseStanding(_tally(decisions[clause]), _most_first(by_clause.get(clause, {})))
            for clause in clauses
        },
    )


def shares_of(run: Run, by: Acting, column: str) -> list[tuple[str, Mapping[str, int]]]:
    """Verdicts by `area`, `domain` or `industry_field`, the largest first; NOT_STATED last."""
    decisions = kept.scan(run, "decisions").select("subject_id", "area", "domain", "industry_field", VERDICT).collect()
    decisions = decisions.filter(_chosen(decisions, visible_to(by)))
    found: dict[str, dict[str, int]] = {}
    for code, verdict, count in decisions.group_by(column, VERDICT).len().iter_rows():
        found.setdefault(code or NOT_STATED, {})[verdict] = count
    return sorted(found.items(), key=lambda item: (item[0] == NOT_STATED, -sum(item[1].values()), item[0]))


def how_many_differ(before: Run, after: Run, by: Acting) -> int:
    """How many subjects that both runs have stand otherwise in the second, of those that the person may know of."""
    sides = [
        kept.scan(run, "decisions").select("subject_id", "area", "industry_field", VERDICT) for run in (before, after)
    ]
    both = sides[1].join(sides[0].select("subject_id", was=VERDICT), on="subject_id")
    moved = both.filter(pl.col(VERDICT) != pl.col("was")).collect()
    return int(_chosen(moved, visible_to(by)).sum())


def _chosen(decisions: pl.DataFrame, visible: Visible | None, area: str = "", field: str = "") -> pl.Series:
    """Which rows are counted: of these subjects, or of all where None is given."""
    chosen = pl.Series([True]).new_from_index(0, decisions.height)
    if visible is not None:
        chosen &= decisions["subject_id"].is_in(visible.ids)
    if area:
        chosen &= decisions["area"].eq_missing(pl.Series([area]))
    if field:
        chosen &= decisions["industry_field"].eq_missing(pl.Series([field]))
    return chosen


def _tally(words: pl.Series) -> dict[str, int]:
    counted = dict(words.cast(pl.String).value_counts().iter_rows())
    return {verdict.value: counted.get(verdict.value, 0) for verdict in Verdict}


def _most_first(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _of_summary(run: Run) -> Counts:
    """As the run itself counted."""
    told = run.summary
    return Counts(
        run.subjects,
        told["verdicts"],
        sum(reason["alone"] for reason in told["reasons"]),
        {one["id"]: ClauseStanding(one["verdicts"], one["reasons"]) for one in told["clauses"]},
    )
