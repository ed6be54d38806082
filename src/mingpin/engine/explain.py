"""The whole trace of one subject: every clause with its quote, condition in words, facts, evidence rows and what is open.

The trace is data (it goes to JSON as it is, and parts of it are shared between traces: do not change it), in the language
that is current when the explainer is made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property, partial
from operator import getitem, itemgetter
from typing import Any

import polars as pl

from mingpin.engine.citations import MOST_HELD_SUBJECTS, Citations, Trace
from mingpin.engine.clause_traces import ClauseTraces
from mingpin.engine.fact_traces import NO_ROWS, Covered, FactTraces
from mingpin.engine.lowered import VERDICT, LoweredClause, LoweredFact, PeerQuestion, Program
from mingpin.engine.polars_facts import coverage_column
from mingpin.engine.polars_links import Links, evidence_links, row_readers
from mingpin.engine.python_backend import FactRow
from mingpin.engine.python_reasons import ReasonFunction
from mingpin.engine.reasons import Reason
from mingpin.engine.sentences import Sentences
from mingpin.engine.survey import Survey, Verdict, verdict_of
from mingpin.engine.trace_states import WRITTEN_ANEW, coverages, trace_states, without_settled
from mingpin.engine.words import Words
from mingpin.language import in_language
from mingpin.vocabulary.model import About

FEW_STATES = 300
"""Parts of traces that stand in no more states than these are written when the explainer is made."""
MOST_UNLIKE = 0.2
"""Parts of traces that stand in more states than this share of the subjects are written anew for each; of a fact, where it is
settled, and otherwise kept if that leaves few enough."""
_VERDICT_OF = itemgetter("verdict")
_SUBJECT_COLUMNS = ("subject_id", "name", "kind", "uscc", "area", "domain")


class SharedParts:
    """What all explanations by one program share, of whatever survey: made once, it serves many explainers."""

    def __init__(self, program: Program):
        self.words, self.sentences = Words(program), Sentences(program)
        self.reasons = ReasonFunction(program, self.statement)
        self.clause_traces = ClauseTraces(program, self.words, self.reasons)
        self.row_readers = row_readers(program)

    def statement(self, reason: Reason) -> Trace:
        """A reason as a trace has it."""
        return {
            "code": reason.code,
            "text": self.sentences.reason(reason),
            "holder": self.sentences.holder_of(reason),
        }


class Explainer:
    """Explains subjects of one survey: those named, or any. Made for any, it gathers beforehand what traces have in common;
    an explanation then costs a fraction of a millisecond. `shared`: the parts of the survey's program, where they are at hand."""

    def __init__(self, survey: Survey, subject_ids: Collection[str] | None = None, shared: SharedParts | None = None):
        self.program, self.survey = survey.program, survey if subject_ids is None else survey.of(subject_ids)
        shared = shared or SharedParts(self.program)
        self._sentences, self._reasons, self._clause_traces = shared.sentences, shared.reasons, shared.clause_traces
        self._citations = Citations(survey.evidence, self.program.pack.vocabulary, self._sentences)
        self._fact_traces = FactTraces(self.program, shared.words, self._sentences, self._reasons, self._citations)
        self._cited = _by_rows(evidence_links(self.program, survey.evidence, subject_ids, shared.row_readers))
        self._numbers = {id_: number for number, id_ in enumerate(self.survey.facts.get_column("subject_id"))}
        self._subjects = _Rows(_subjects(self.survey))
        self.facts, self.gates = _Rows(self.survey.facts), _Rows(self.survey.gates)
        self._coverages = {coverage_column(*covered): covered for covered in coverages(self.program)}
        self._verdicts = self.survey.gates.get_column(VERDICT).to_list()
        self._summaries: dict[tuple[Verdict, tuple[Verdict, ...]], str] = {}
        names = list(self._writers)
        self._write = [self._writers[name] for name in names]
        self._states = _Rows(self._states_of_all() if subject_ids is None else self._written_anew(names))
        self._written: list[dict[int, Any]] = [{WRITTEN_ANEW: None} for _name in names]
        """What is written of each part so far, by the state it is in; nothing of what is written anew for everyone."""
        first_clause = 1 + len(self._coverages)
        first_fact = first_clause + len(self.program.clauses)
        self._of_clauses, self._of_facts = slice(first_clause, first_fact), slice(first_fact, None)
        self._fact_names = names[first_fact:]
        anew = [place for place, name in enumerate(names) if self._states.frame.get_column(name).min() == WRITTEN_ANEW]
        self._anew = [(place, self._write[place]) for place in anew if place < first_fact]
        self._facts_anew = [(names[place], self._write[place]) for place in anew if place >= first_fact]
        if subject_ids is None:
            self._write_what_is_shared()

    def explain(self, subject_id: str) -> Trace:
        """The trace of one subject. Raises KeyError for one that the survey does not have, or that was not named."""
        number = self._numbers[subject_id]
        standing = _Standing(self, number)
        states = self._states[number]
        try:
            parts = list(map(getitem, self._written, states))
        except KeyError:
            parts = self._with_new_states(states, standing)
        for place, write in self._anew:
            if parts[place] is None:
                parts[place] = write(standing)
        evidence: dict[str, Trace] = {}
        coverage: dict[str, Trace] = {}
        for place, name in enumerate(self._coverages, 1):
            coverage[name], declared = parts[place]
            evidence |= declared
        clauses = parts[self._of_clauses]
        verdict = verdict_of(self._verdicts[number])
        return {
            "subject": {key: value for key, value in self._subjects.pairs(number) if value is not None},
            "pack": self._pack,
            "year": self.program.year,
            "as_of": self._as_of,
            "verdict": verdict.value,
            "summary": self._summary(verdict, clauses),
            "reasons": parts[0],
            "clauses": clauses,
            "facts": self._facts(subject_id, standing, parts[self._of_facts], evidence),
            "coverage": coverage,
            "evidence": evidence,
        }

    def _facts(
        self, subject_id: str, standing: _Standing, parts: Sequence[Trace | None], evidence: dict[str, Trace]
    ) -> Trace:
        """The facts with the rows that they rest on, which are put into `evidence`."""
        facts: Trace = dict(zip(self._fact_names, parts, strict=True))
        cited: dict[str, list[str]] = {}
        for rows, names in self._cited.get(subject_id, ()):
            keys = [self._citations.cite(table, number, evidence) for table, number in rows]
            for name in names:
                part = facts[name]
                if part is None:
                    cited[name] = keys
                else:
                    facts[name] = part = part.copy()
                    part["evidence"] = keys
        for name, write in self._facts_anew:
            if facts[name] is None:
                facts[name] = write(standing, cited.get(name, NO_ROWS))
        return facts

    def _summary(self, verdict: Verdict, clauses: Sequence[Trace]) -> str:
        stands = verdict, tuple(map(_VERDICT_OF, clauses))
        summary = self._summaries.get(stands)
        if summary is None:
            summary = self._summaries[stands] = self._sentences.summary(*stands)
        return summary

    def _with_new_states(self, states: Sequence[int], standing: _Standing) -> list[Any]:
        """The parts of somebody whom nobody equalled before in all of them; what is new is kept."""
        for written, state, write in zip(self._written, states, self._write, strict=True):
            if state not in written:
                written[state] = write(standing)
        return list(map(getitem, self._written, states))

    def _states_of_all(self) -> pl.DataFrame:
        states = trace_states(self.survey, self._citations.holders)
        return states.with_columns(self._kept(column) for column in states)

    def _written_anew(self, names: Sequence[str]) -> pl.DataFrame:
        """For those who were named nothing is gathered beforehand: every part is written as it is asked for."""
        return pl.DataFrame({name: [WRITTEN_ANEW] * self.survey.facts.height for name in names})

    def _kept(self, states: pl.Series) -> pl.Series:
        """The states of a part; WRITTEN_ANEW where it is another for nearly everyone (an amount), so that it is not kept."""
        if not self._is_unlike(states):
            return states
        fact = self.program.pack.vocabulary.facts.get(states.name)
        if fact is not None:
            states = without_settled(states, fact, self.survey.facts)
        return states * 0 + WRITTEN_ANEW if fact is None or self._is_unlike(states) else states

    def _is_unlike(self, states: pl.Series) -> bool:
        return states.n_unique() > max(FEW_STATES, MOST_UNLIKE * len(states))

    def _write_what_is_shared(self) -> None:
        """Writes the parts that stand in few states before anybody asks: no explanation pays for all others."""
        self._citations.write_all()
        for states, written, write in zip(self._states.frame, self._written, self._write, strict=True):
            if states.n_unique() <= FEW_STATES:
                for number in states.arg_unique():
                    if states[number] not in written:
                        written[states[number]] = write(_Standing(self, number))

    # --- parts

    @cached_property
    def _writers(self) -> Mapping[str, Callable[..., Any]]:
        """How each part of a trace is written for a subject; a fact also with the keys of the rows that it rests on."""
        return {
            VERDICT: self._reasons_of_verdict,
            **{name: self._coverage(*covered) for name, covered in self._coverages.items()},
            **{clause.clause.id: partial(self._clause, clause) for clause in self.program.clauses},
            **{lowered.fact.name: self._fact(lowered) for lowered in self.program.facts},
            **{question.name: partial(self._peer, question) for question in self.program.peers},
        }

    def _reasons_of_verdict(self, standing: _Standing) -> tuple[Trace, ...]:
        found: tuple[Trace, ...] = self._reasons.of_verdict(standing.truths, standing.row)
        return found

    def _clause(self, clause: LoweredClause, standing: _Standing) -> Trace:
        return self._clause_traces.clause(clause, standing.truths, standing.row)

    def _fact(self, lowered: LoweredFact) -> Callable[..., Trace]:
        return self._fact_traces.writer(lowered, self.facts.columns)

    def _coverage(self, list_: str, about: About) -> Callable[[_Standing], Covered]:
        return self._fact_traces.coverage_writer(list_, about, self.facts.columns)

    def _peer(self, question: PeerQuestion, standing: _Standing, keys: list[str] = NO_ROWS) -> Trace:
        return self._fact_traces.peer(question, standing.row)

    # --- what does not depend on how a subject stands

    @cached_property
    def _as_of(self) -> str:
        return self.program.as_of.isoformat()

    @cached_property
    def _pack(self) -> Trace:
        pack = self.program.pack
        return {"id": pack.id, "title": in_language(pack.title), "hash": pack.hash}


class _Standing:
    """How one subject stands: its facts, truths and declarations, read where a part has to be written."""

    def __init__(self, explainer: Explainer, number: int):
        self._explainer, self.number = explainer, number
        self.values = explainer.facts[number]
        """The fact row's values alone, in the order of its columns."""

    @cached_property
    def row(self) -> FactRow:
        return dict(zip(self._explainer.facts.columns, self.values, strict=True))

    @cached_property
    def truths(self) -> Mapping[str, bool | None]:
        return self._explainer.gates.named(self.number)


class _Rows:
    """The rows of a frame as tuples: of a small frame all are held, of a large one each is taken when it is asked for."""

    def __init__(self, frame: pl.DataFrame):
        self.frame, self.columns = frame, frame.columns
        self._held = frame.rows() if frame.height <= MOST_HELD_SUBJECTS else None

    def __getitem__(self, number: int) -> tuple[Any, ...]:
        return self._held[number] if self._held is not None else self.frame.row(number)

    def pairs(self, number: int) -> Iterator[tuple[str, Any]]:
        return zip(self.columns, self[number], strict=True)

    def named(self, number: int) -> dict[str, Any]:
        return dict(self.pairs(number))


def _subjects(survey: Survey) -> pl.DataFrame:
    """What a trace says of the subjects themselves, in the survey's order."""
    known = survey.evidence.subjects
    told = known.select(column for column in _SUBJECT_COLUMNS if column in known.columns)
    return survey.facts.select("subject_id").join(told, on="subject_id", how="left", maintain_order="left")


def _by_rows(links: Links) -> dict[str, tuple[tuple[tuple[tuple[str, int], ...], tuple[str, ...]], ...]]:
    """By subject: rows of evidence, with the facts that rest on just these."""
    same: dict[tuple[str, ...], tuple[str, ...]] = {}
    found = {}
    for subject_id, facts in links.items():
        names = defaultdict(list)
        for name, rows in facts.items():
            names[rows].append(name)
        found[subject_id] = tuple((rows, same.setdefault(held := tuple(those), held)) for rows, those in names.items())
    return found
