"""Two runs compared: who enters, who leaves, who became clear or unclear, with names, for whoever may know them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from mingpin.accounts.acting import Acting
from mingpin.documents.wording import clause_label, verdict_word
from mingpin.engine import Verdict
from mingpin.engine.compare import ABSENT, Comparison, compare_verdicts
from mingpin.engine.lowered import VERDICT
from mingpin.language import _
from mingpin.pages.marks import Mark
from mingpin.policies.document import MARK_OF
from mingpin.policies.models import Run
from mingpin.policies.runs import kept
from mingpin.policies.runs.traces import of_run
from mingpin.registry import vocabulary
from mingpin.registry.models import Subject

MOST_NAMES = 500


@dataclass(frozen=True)
class Moved:
    """A subject whose verdict differs."""

    subject: int | None
    name: str
    area: str
    before: Mark
    after: Mark
    clauses: str


@dataclass(frozen=True)
class Compared:
    """The comparison for one reader: `moved` has at most `MOST_NAMES` of `total`."""

    moved: tuple[Moved, ...]
    total: int
    enters: int
    leaves: int
    by_area: tuple[tuple[str, int, int], ...]
    by_clause: tuple[tuple[str, Mark, Mark, int], ...]


def compared(before: Run, after: Run, by: Acting) -> Compared:
    """What changed from one run to the other, of the subjects that the person may know of."""
    keys = dict(Subject.objects.visible_to(by).values_list("subject_id", "pk"))
    sides = [_side(run, keys) for run in (before, after)]
    people = pl.concat(
        [side.select("subject_id", "name", "area", "domain", "industry_field") for side in reversed(sides)]
    )
    words = [side.drop("name", "area", "domain", "industry_field") for side in sides]
    found = compare_verdicts(words[0], words[1], people)
    return Compared(
        tuple(_moved(found, after, keys)),
        found.changes.height,
        found.enters.height,
        found.leaves.height,
        tuple(
            (vocabulary.area_label(area) if area else _("not stated"), enters, leaves)
            for area, enters, leaves in found.by("area").iter_rows()
        ),
        tuple(_by_clause(found, after)),
    )


def _side(run: Run, keys: dict[str, int]) -> pl.DataFrame:
    clauses = list(run.summary["clause_ids"])
    columns = ("subject_id", "area", "domain", "industry_field", VERDICT, *clauses)
    frame = kept.scan(run, "decisions").select(columns).filter(pl.col("subject_id").is_in(list(keys))).collect()
    names = kept.scan_subjects(run).select("subject_id", "name").collect()
    return frame.with_columns(pl.col(VERDICT, *clauses).cast(pl.String)).join(names, on="subject_id", how="left")


def _moved(found: Comparison, after: Run, keys: dict[str, int]) -> Iterator[Moved]:
    known = {clause.clause.id: clause.clause for clause in of_run(after).program.clauses}
    order = pl.col("after").replace_strict({"MET": 0, "UNDETERMINED": 1, "NOT_MET": 2}, default=3)
    for row in found.changes.sort(order, "name").head(MOST_NAMES).iter_rows(named=True):
        clauses = _("、").join(clause_label(known[id_]) for id_ in row["clauses"] if id_ in known)
        area = vocabulary.area_label(row["area"]) if row["area"] else ""
        name = row["name"] or row["subject_id"]
        yield Moved(
            keys.get(row["subject_id"]), name, area, verdict_mark(row["before"]), verdict_mark(row["after"]), clauses
        )


def _by_clause(found: Comparison, after: Run) -> Iterator[tuple[str, Mark, Mark, int]]:
    known = {clause.clause.id: clause.clause for clause in of_run(after).program.clauses}
    for clause, before, then, subjects in found.clause_changes.iter_rows():
        if clause in known:
            yield clause_label(known[clause]), verdict_mark(before), verdict_mark(then), subjects


def verdict_mark(word: str) -> Mark:
    """A verdict as a mark; a subject that a run does not have is none."""
    if word == ABSENT:
        return Mark("none", _("not in the register then"))
    return Mark(MARK_OF[Verdict(word)], verdict_word(word))
