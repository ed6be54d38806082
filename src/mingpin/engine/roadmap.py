"""One subject's way in: what time heals and on which day, what can be done and with whose help, what is fixed.

Time is tried out, not reasoned about: the pack is compiled for each day on which something about the subject changes, its
evidence held as it is and today's coverage assumed to be renewed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import polars as pl

from mingpin.engine.compile import compile_program
from mingpin.engine.lowered import VERDICT, GateKind, LoweredClause, Program, facts_in
from mingpin.engine.polars_links import evidence_links
from mingpin.engine.python_backend import FactRow, GateFunction
from mingpin.engine.python_reasons import ReasonFunction
from mingpin.engine.reasons import Reason, ReasonKind
from mingpin.engine.reference import evaluate_gates
from mingpin.engine.reference_facts import derive_facts
from mingpin.engine.renewal import with_coverage_renewed
from mingpin.engine.survey import Survey, Verdict, clause_verdict, verdict_of
from mingpin.vocabulary import Evidence
from mingpin.vocabulary.evidence import upper
from mingpin.vocabulary.model import Remedy, Type
from mingpin.vocabulary.values import FOREVER, NEVER

HORIZON_YEARS = 5
LONGEST_SPAN = 50
"""Whole-number parameters up to this are taken as spans of years when days of change are looked for."""


@dataclass(frozen=True)
class Turn:
    """A day on which a clause (or the verdict) changes by time alone. `is_lapse`: away from MET."""

    day: date
    clause: str
    before: Verdict
    after: Verdict

    @property
    def is_lapse(self) -> bool:
        return self.before is Verdict.MET


@dataclass(frozen=True)
class Supply:
    """Something that is only not known: the reason, and the clauses that it keeps open."""

    reason: Reason
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """Something that is known and stands against the subject: the facts, at which clauses, and what could change them."""

    facts: tuple[str, ...]
    clauses: tuple[str, ...]
    remedies: tuple[Remedy, ...] = ()

    @property
    def days(self) -> int | None:
        """How long it takes where a source says so; None where it is not known."""
        known = [remedy.days for remedy in self.remedies if remedy.days is not None]
        return max(known) if known else None

    @property
    def is_fixed(self) -> bool:
        return any(remedy.kind == "fixed" for remedy in self.remedies)


@dataclass(frozen=True)
class Roadmap:
    """The way to MET: `turns` of time in order of day; what to `supply`, that which opens most clauses first; what can be
    done (`steps`), the quickest first; what is `fixed`."""

    subject_id: str
    verdict: Verdict
    turns: tuple[Turn, ...] = ()
    supply: tuple[Supply, ...] = ()
    steps: tuple[Step, ...] = ()
    fixed: tuple[Step, ...] = ()


class Roadmapper:
    """Draws roadmaps for subjects of one survey. `compiled` gives the survey's program of another day, where somebody keeps them
    at hand."""

    def __init__(self, survey: Survey, compiled: Callable[[date], Program] | None = None):
        self.survey, self.program = survey, survey.program
        self.gates, self.reasons = GateFunction(self.program), ReasonFunction(self.program)
        self._rows = {id_: row for row, id_ in enumerate(survey.facts.get_column("subject_id").to_list())}
        self._compiled = compiled or lru_cache(maxsize=512)(self._compile)

    def draw(self, subject_id: str) -> Roadmap:
        """The roadmap of one subject. Raises KeyError for one that the survey does not have."""
        row = self.survey.facts.row(self._rows[subject_id], named=True)
        truths = self.gates.truths(row)
        supply, steps = self._ways(truths, row)
        return Roadmap(
            subject_id,
            verdict_of(truths[VERDICT]),
            tuple(self._turns(subject_id, row, truths)),
            supply,
            tuple(step for step in steps if not step.is_fixed),
            tuple(step for step in steps if step.is_fixed),
        )

    # --- what time does

    def _compile(self, day: date) -> Program:
        return compile_program(self.program.pack, year=self.program.year, as_of=day, changes=self.program.changes)

    def _turns(self, subject_id: str, row: FactRow, truths: Mapping[str, bool | None]) -> Iterator[Turn]:
        evidence = _evidence_around(self.survey.evidence, subject_id, row["organisation_id"])
        before = self._standing(self.program.clauses, truths)
        for day in self._days(subject_id, row):
            program = self._compiled(day)
            values = derive_facts(program, with_coverage_renewed(evidence, self.program.covered_since, day))[subject_id]
            values |= {question.name: row[question.name] for question in self.program.peers}
            after = self._standing(program.clauses, evaluate_gates(program.gates, values))
            for clause, verdict in after.items():
                if verdict is not before[clause]:
                    yield Turn(day, clause, before[clause], verdict)
            before = after

    def _standing(self, clauses: Iterable[LoweredClause], truths: Mapping[str, bool | None]) -> dict[str, Verdict]:
        standing = {clause.clause.id: clause_verdict(clause, truths) for clause in clauses}
        return standing | {VERDICT: verdict_of(truths[VERDICT])}

    def _days(self, subject_id: str, row: FactRow) -> list[date]:
        """The days on which a test about this subject can change: anniversaries, ends of validity, turns of the year."""
        first, last = self.program.as_of, _plus_years(self.program.as_of, HORIZON_YEARS)
        dates = {row[lowered.fact.name] for lowered in self.program.facts if lowered.fact.type is Type.DATE}
        dates |= {row[upper(lowered.fact.name)] for lowered in self.program.facts if lowered.fact.type is Type.DATE}
        for rows in evidence_links(self.program, self.survey.evidence, [subject_id]).get(subject_id, {}).values():
            for table, number in rows:
                cells = self.survey.evidence.tables[table].row(number, named=True)
                dates |= {value for value in cells.values() if isinstance(value, date)}
        spans = {
            value for value in self.program.parameters.values() if isinstance(value, int) and 0 <= value <= LONGEST_SPAN
        }
        days = {
            _plus_years(start, span) + timedelta(days=late)
            for start in dates
            if NEVER < start < FOREVER and start.year + LONGEST_SPAN < FOREVER.year
            for span in spans | {0}
            for late in (0, 1)
        }
        days |= {date(year, 1, 1) for year in range(first.year + 1, last.year + 1)}
        return sorted(day for day in days if first < day <= last)

    # --- what can be done

    def _ways(self, truths: Mapping[str, bool | None], row: FactRow) -> tuple[tuple[Supply, ...], list[Step]]:
        """What to supply and what to change, each once, with the clauses that need it."""
        to_supply: dict[Reason, list[str]] = defaultdict(list)
        to_change: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for clause in self.program.clauses:
            standing = clause_verdict(clause, truths)
            if standing in (Verdict.MET, Verdict.NOT_APPLICABLE) or not clause.has_basis:
                continue
            if clause.applies is not None and truths[clause.applies] is None:
                for reason in self.reasons.of_gate(clause.applies, truths, row):
                    to_supply[reason].append(clause.clause.id)
                continue
            for reason in self.reasons.of_clause(clause.clause.id, truths, row):
                if reason.kind is ReasonKind.READING_NOT_SETTLED:
                    to_supply[reason].append(clause.clause.id)
            for gate in self._cheapest(clause.verdict, True, truths) or ():
                if truths[gate] is None:
                    for reason in self.reasons.of_gate(gate, truths, row):
                        to_supply[reason].append(clause.clause.id)
                else:
                    to_change[self._facts_of(gate)].append(clause.clause.id)
        supply = [Supply(reason, tuple(dict.fromkeys(clauses))) for reason, clauses in to_supply.items()]
        supply.sort(key=lambda item: (-len(item.clauses), item.reason))
        steps = [
            Step(facts, tuple(dict.fromkeys(clauses)), tuple(self._remedies(facts)))
            for facts, clauses in to_change.items()
        ]
        steps.sort(key=lambda step: (step.days is None, step.days or 0))
        return tuple(supply), steps

    def _facts_of(self, gate: str) -> tuple[str, ...]:
        test = self.program.gates_by_id[gate].test
        return tuple(dict.fromkeys(facts_in(test))) if test else ()

    def _remedies(self, names: tuple[str, ...]) -> Iterator[Remedy]:
        measures = [
            measure for question in self.program.peers if question.name in names for measure in question.measures
        ]
        for name in (*names, *measures):
            fact = self.program.facts_by_name.get(name)
            if fact and fact.remedy:
                yield fact.remedy

    def _cheapest(self, id_: str, want: bool, truths: Mapping[str, bool | None]) -> tuple[str, ...] | None:
        """The tests that have to change for a gate to reach this truth, by the cheapest way; None where there is none."""
        if truths[id_] is want:
            return ()
        gate = self.program.gates_by_id[id_]
        if gate.kind is GateKind.TEST:
            return (id_,) if self._facts_of(id_) else None
        if gate.kind is GateKind.NOT:
            return self._cheapest(gate.inputs[0], not want, truths)
        ways = [self._cheapest(input_, want, truths) for input_ in gate.inputs]
        if gate.kind is GateKind.AGREE or (gate.kind is GateKind.ALL) is want:
            if any(way is None for way in ways):
                return None
            return tuple(dict.fromkeys(test for way in ways if way for test in way))
        open_ways = [way for way in ways if way is not None]
        return min(open_ways, key=lambda way: self._cost(way, truths), default=None)

    def _cost(self, way: tuple[str, ...], truths: Mapping[str, bool | None]) -> tuple[bool, int, int]:
        """Ways over fixed facts come last; then fewer days; then fewer steps. An answer only to supply takes no days."""
        days, is_fixed = 0, False
        for gate in way:
            test = self.program.gates_by_id[gate].test
            if truths[gate] is None or test is None:
                continue
            for name in facts_in(test):
                fact = self.program.facts_by_name.get(name)
                if fact and fact.remedy:
                    is_fixed |= fact.remedy.kind == "fixed"
                    days += fact.remedy.days if fact.remedy.days is not None else 365
        return is_fixed, days, len(way)


def _plus_years(day: date, years: int) -> date:
    """The anniversary; the last day of February where the day does not exist."""
    year = day.year + years
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def _evidence_around(evidence: Evidence, subject_id: str, organisation_id: str | None) -> Evidence:
    """The evidence that bears on one subject: its own and its organisation's rows, and declarations for areas."""
    ids = [id_ for id_ in (subject_id, organisation_id) if id_]
    siblings = evidence.subjects.filter(
        pl.col("subject_id").is_in(ids) | (pl.col("organisation_id") == organisation_id)
    ).get_column("subject_id")
    concerned = pl.col("subject_id").is_in(siblings.to_list())
    tables = {
        name: frame.filter(concerned | pl.col("subject_id").is_null())
        if "subject_id" in frame.columns
        else frame.clear()
        for name, frame in evidence.tables.items()
    }
    return Evidence(tables)
