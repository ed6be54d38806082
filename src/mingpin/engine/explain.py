"""The whole trace of one subject: every clause with its quote, condition in words, facts, evidence rows and what is open.

The trace is data (it goes to JSON as it is, and parts of it are shared between traces: do not change it), in the language
that is current when the explainer is made.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cached_property, partial
from typing import Any, NamedTuple

import polars as pl

from mingpin.engine.citations import MOST_HELD_SUBJECTS, Citations, Trace
from mingpin.engine.clause_traces import ClauseTraces
from mingpin.engine.fact_traces import Covered, FactTraces
from mingpin.engine.lowered import VERDICT, LoweredClause, LoweredFact, PeerQuestion
from mingpin.engine.polars_facts import coverage_column
from mingpin.engine.polars_links import evidence_links
from mingpin.engine.python_backend import FactRow
from mingpin.engine.python_reasons import ReasonFunction
from mingpin.engine.reasons import Reason
from mingpin.engine.sentences import Sentences
from mingpin.engine.survey import Survey, verdict_of
from mingpin.engine.trace_states import coverages, trace_states
from mingpin.engine.words import Words
from mingpin.language import in_language
from mingpin.vocabulary.model import About

FEW_STATES = 300
"""Parts of traces that stand in no more states than these are written when the explainer is made."""
MOST_UNLIKE = 0.2
"""Parts of traces that stand in more states than this share of the subjects are not kept."""
_SUBJECT_COLUMNS = ("subject_id", "name", "kind", "uscc", "area", "domain")


class Explainer:
    """Explains subjects of one survey: those named, or any. Making it gathers what all traces share; an explanation then
    costs a fraction of a millisecond."""

    def __init__(self, survey: Survey, subject_ids: Collection[str] | None = None):
        self.program, self.survey = survey.program, survey if subject_ids is None else survey.of(subject_ids)
        words, self._sentences = Words(self.program), Sentences(self.program)
        self._reasons = ReasonFunction(self.program, self._statement)
        self._clause_traces = ClauseTraces(self.program, words, self._reasons)
        self._citations = Citations(survey.evidence, self.program.pack.vocabulary, self._sentences)
        self._fact_traces = FactTraces(self.program, words, self._sentences, self._reasons, self._citations)
        self._links = evidence_links(self.program, survey.evidence, subject_ids)
        self._numbers = {id_: number for number, id_ in enumerate(self.survey.facts.get_column("subject_id"))}
        self._subjects = _Rows(_subjects(self.survey))
        self.facts, self.gates = _Rows(self.survey.facts), _Rows(self.survey.gates)
        self._coverages = {coverage_column(*covered): covered for covered in coverages(self.program)}
        self._verdicts = self.survey.gates.get_column(VERDICT)
        self._why = _Rows(self.survey.reasons_of_verdict)
        self._statements = [self._statement(Reason.of(code)) for code in self._why.columns]
        self._states = _Rows(trace_states(self.survey, self._citations.holders))
        writers = self._writers()
        self._parts = [self._part(name, writers[name]) for name in self._states.columns]
        self._unlike = frozenset(part.name for part in self._parts if part.written is None)
        if subject_ids is None:
            self._write_what_is_shared()

    def explain(self, subject_id: str) -> Trace:
        """The trace of one subject. Raises KeyError for one that the survey does not have, or that was not named."""
        number = self._numbers[subject_id]
        standing = _Standing(self, number)
        found = {}
        for (name, written, write), state in zip(self._parts, self._states[number], strict=True):
            if written is None:
                found[name] = write(standing)
                continue
            part = written.get(state)
            if part is None:
                part = written[state] = write(standing)
            found[name] = part
        reasons = found.pop(VERDICT)
        evidence: dict[str, Trace] = {}
        coverage: dict[str, Trace] = {}
        for name in self._coverages:
            coverage[name], declared = found.pop(name)
            evidence |= declared
        clauses = [found.pop(clause.clause.id) for clause in self.program.clauses]
        verdict = verdict_of(self._verdicts[number])
        cited: dict[int, list[str]] = {}
        for name, rows in self._links.get(subject_id, {}).items():
            keys = cited.get(id(rows))
            if keys is None:
                keys = cited[id(rows)] = [self._citations.cite(*row, evidence) for row in rows]
            if name in self._unlike:
                found[name]["evidence"] = keys
            else:
                found[name] = {**found[name], "evidence": keys}
        return {
            "subject": {key: value for key, value in self._subjects.named(number).items() if value is not None},
            "pack": self._pack,
            "year": self.program.year,
            "as_of": self.program.as_of.isoformat(),
            "verdict": verdict.value,
            "summary": self._sentences.summary(verdict, [clause["verdict"] for clause in clauses]),
            "reasons": reasons,
            "clauses": clauses,
            "facts": found,
            "coverage": coverage,
            "evidence": evidence,
        }

    def _part(self, name: str, write: Callable[[_Standing], Any]) -> _Part:
        """A part; what is another for nearly everyone (an amount) is not kept once it is written."""
        states = self._states.frame.get_column(name)
        is_shared = states.n_unique() <= max(FEW_STATES, MOST_UNLIKE * len(states))
        return _Part(name, {} if is_shared else None, write)

    def _write_what_is_shared(self) -> None:
        """Writes the parts that stand in few states before anybody asks: no explanation pays for all others."""
        self._citations.write_all()
        for part in self._parts:
            states = self._states.frame.get_column(part.name)
            if part.written is not None and states.n_unique() <= FEW_STATES:
                for number in states.arg_unique():
                    part.written[states[number]] = part.write(_Standing(self, number))

    # --- parts

    def _writers(self) -> Mapping[str, Callable[[_Standing], Any]]:
        """How each part of a trace is written."""
        return {
            VERDICT: self._reasons_of_verdict,
            **{name: partial(self._coverage, *covered) for name, covered in self._coverages.items()},
            **{clause.clause.id: partial(self._clause, clause) for clause in self.program.clauses},
            **{lowered.fact.name: self._fact(lowered) for lowered in self.program.facts},
            **{question.name: partial(self._peer, question) for question in self.program.peers},
        }

    def _reasons_of_verdict(self, standing: _Standing) -> tuple[Trace, ...]:
        holds = self._why[standing.number]
        return tuple(reason for reason, is_one in zip(self._statements, holds, strict=True) if is_one)

    def _clause(self, clause: LoweredClause, standing: _Standing) -> Trace:
        return self._clause_traces.clause(clause, standing.truths, standing.row)

    def _fact(self, lowered: LoweredFact) -> Callable[[_Standing], Trace]:
        write = self._fact_traces.writer(lowered)
        return lambda standing: write(standing.row)

    def _coverage(self, list_: str, about: About, standing: _Standing) -> Covered:
        return self._fact_traces.coverage(list_, about, standing.row)

    def _peer(self, question: PeerQuestion, standing: _Standing) -> Trace:
        return self._fact_traces.peer(question, standing.row)

    def _statement(self, reason: Reason) -> Trace:
        return {
            "code": reason.code,
            "text": self._sentences.reason(reason),
            "holder": self._sentences.holder_of(reason),
        }

    # --- what does not depend on how a subject stands

    @cached_property
    def _pack(self) -> Trace:
        pack = self.program.pack
        return {"id": pack.id, "title": in_language(pack.title), "hash": pack.hash}


class _Part(NamedTuple):
    """A part of every trace: what is written of it so far, by the state it is in (None: nothing is kept), and how it is written
    for a subject."""

    name: str
    written: dict[int, Any] | None
    write: Callable[[_Standing], Any]


class _Standing:
    """How one subject stands: its facts, truths and declarations, read where a part has to be written."""

    def __init__(self, explainer: Explainer, number: int):
        self._explainer, self.number = explainer, number

    @cached_property
    def row(self) -> FactRow:
        return self._explainer.facts.named(self.number)

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

    def named(self, number: int) -> dict[str, Any]:
        return dict(zip(self.columns, self[number], strict=True))


def _subjects(survey: Survey) -> pl.DataFrame:
    """What a trace says of the subjects themselves, in the survey's order."""
    known = survey.evidence.subjects
    told = known.select(column for column in _SUBJECT_COLUMNS if column in known.columns)
    return survey.facts.select("subject_id").join(told, on="subject_id", how="left", maintain_order="left")
