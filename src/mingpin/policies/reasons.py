"""Why verdicts are open, for the apps above: what reasons are made of, and which of them decide a verdict when answered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from mingpin.engine import Program
from mingpin.engine.model import Clause, Node
from mingpin.engine.reasons import ORGANISATION, Reason, ReasonKind
from mingpin.engine.sentences import ENTERPRISE
from mingpin.engine.settle import MOST_SETS
from mingpin.policies.models import Run
from mingpin.policies.runs import kept
from mingpin.policies.runs.traces import of_run

__all__ = [
    "ENTERPRISE",
    "ORGANISATION",
    "Clause",
    "Deciding",
    "Program",
    "Reason",
    "ReasonKind",
    "deciding",
    "program_behind",
    "quotes_for",
]

_NAME = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True)
class Deciding:
    """Of one verdict: for each reason whose answer can decide it, of how many answers the smallest set is that can.

    `is_all`: no other reason can. Where it is not, more sets were found than are kept, and none of the reasons is ruled out.
    """

    sets: Mapping[str, int]
    is_all: bool = True

    @property
    def alone(self) -> frozenset[str]:
        """The reasons that can decide it by themselves."""
        return frozenset(code for code, size in self.sets.items() if size == 1)


def program_behind(run: Run) -> Program:
    """The program by which a run judged."""
    return of_run(run).program


def quotes_for(program: Program, clause: Clause, code: str) -> tuple[str, ...]:
    """The words of a clause for whose sake a reason's answer is needed: those over the conditions that read it."""
    reason = Reason.of(code)
    facts = program.pack.vocabulary.facts.values()
    names = {one.name for one in facts if one.list == reason.about} | {reason.about}
    found: dict[str, None] = {}
    if clause.rule is not None:
        _collect(clause.rule, names, clause.rule.quote, found)
    return tuple(quote for quote in found if quote)


def _collect(node: Node, names: set[str], quote: str, found: dict[str, None]) -> None:
    """Adds the nearest quote above each condition that reads one of the names."""
    quote = node.quote or quote
    conditions = (one.text for one in (node.condition, node.applies) if one is not None)
    if any(names & {*_NAME.findall(text)} for text in conditions):
        found[quote] = None
    for child in node.children:
        _collect(child, names, quote, found)


def deciding(run: Run, subject_ids: Iterable[str]) -> Iterator[tuple[str, Deciding]]:
    """Which reasons, by their codes, can decide the verdicts of these subjects: some milliseconds for each."""
    settler = of_run(run).settler
    facts = kept.scan(run, "facts").filter(pl.col("subject_id").is_in(list(subject_ids))).collect()
    for row in facts.iter_rows(named=True):
        settlement = settler.settle(row)
        sets: dict[str, int] = {}
        for support in (*settlement.to_met, *settlement.to_not_met):
            for reason in support:
                sets[reason.code] = min(sets.get(reason.code, len(support)), len(support))
        is_all = max(len(settlement.to_met), len(settlement.to_not_met)) < MOST_SETS
        yield row["subject_id"], Deciding(sets, is_all)
