"""The facts of one subject as a trace shows them: value in words, holder, why it is open, evidence and coverage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from mingpin.engine.citations import Citations, Trace
from mingpin.engine.lowered import PeerQuestion
from mingpin.engine.polars_facts import DOUBT, coverage_column
from mingpin.engine.python_backend import FactRow
from mingpin.engine.python_reasons import ReasonFunction
from mingpin.engine.sentences import Sentences
from mingpin.engine.survey import Survey
from mingpin.engine.words import Words
from mingpin.language import in_language
from mingpin.vocabulary.evidence import upper
from mingpin.vocabulary.model import About, Fact

Rows = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class _Plan:
    """How one fact is traced. Subjects whose fact stands in the same `state` share one trace."""

    fact: Fact
    frame: Trace
    list_label: str
    coverage: str
    is_own: bool
    state: Callable[[tuple[Any, ...]], Any]
    traces: dict[Any, Trace] = field(default_factory=dict)


class FactTraces:
    """Writes the facts of subjects of one survey."""

    def __init__(
        self, survey: Survey, words: Words, sentences: Sentences, reasons: ReasonFunction, *, for_all: bool = False
    ):
        self.program = survey.program
        self.words, self.sentences, self.reasons = words, sentences, reasons
        self.citations = Citations(survey.evidence, self.program.pack.vocabulary, sentences, for_all=for_all)
        place = {name: index for index, name in enumerate(survey.facts.columns)}
        self._organisation = place["organisation_id"]
        self._subject = place["subject_id"]
        self._plans = [self._plan(lowered.fact, place) for lowered in self.program.facts]
        own = {plan.fact.list for plan in self._plans if plan.is_own and plan.fact.list}
        carriers = {plan.fact.list for plan in self._plans if not plan.is_own and plan.fact.list}
        self._own_lists, self._carrier_lists = frozenset(own), frozenset(carriers)
        self._peers = [(question, sentences.peer_label(question.name)) for question in self.program.peers]

    def trace(
        self, values: tuple[Any, ...], row: FactRow, links: Mapping[str, Rows], evidence: dict[str, Trace]
    ) -> dict[str, Trace]:
        """Every fact and peer question of the subject whose fact row this is (as a tuple and by name), with the rows that
        it cites written into `evidence`."""
        subject, organisation = values[self._subject], values[self._organisation]
        own = self.citations.declared(subject, organisation, self._own_lists)
        carriers = self.citations.declared(organisation, organisation, self._carrier_lists)
        evidence |= own.evidence | carriers.evidence
        traced: dict[str, Trace] = {}
        for plan in self._plans:
            name, list_ = plan.fact.name, plan.fact.list
            declarations = (own if plan.is_own else carriers).rows[list_] if list_ else ()
            key = (plan.state(values), organisation is None, declarations)
            found = plan.traces.get(key)
            if found is None:
                found = plan.traces[key] = self._trace(plan, row, declarations)
            if name in links:
                cited = [self.citations.cite(table, number, evidence) for table, number in links[name]]
                found = {**found, "evidence": cited}
            traced[name] = found
        for question, label in self._peers:
            traced[question.name] = self._peer(question, label, row)
        return traced

    def _plan(self, fact: Fact, place: Mapping[str, int]) -> _Plan:
        coverage = coverage_column(fact.list, fact.about) if fact.list else ""
        read = [name for name in (fact.name, upper(fact.name), fact.name + DOUBT, coverage) if name in place]
        frame: Trace = {"label": in_language(fact.label), "holder": self.sentences.holder(fact.holder)}
        label = in_language(self.program.pack.vocabulary.lists[fact.list].label) if fact.list else ""
        is_own = fact.about is About.SUBJECT
        return _Plan(fact, frame, label, coverage, is_own, itemgetter(*(place[name] for name in read)))

    def _trace(self, plan: _Plan, row: FactRow, declarations: tuple[int, ...]) -> Trace:
        result: Trace = {**plan.frame, "value": self.words.fact_value(plan.fact, row), "evidence": []}
        if reasons := self.reasons.of_fact(plan.fact.name, row):
            result["reasons"] = reasons
        if plan.coverage:
            since = row[plan.coverage]
            result["coverage"] = {
                "list": plan.list_label,
                "since": since.isoformat() if since else None,
                "declarations": [f"coverage:{number}" for number in declarations],
            }
        return result

    def _peer(self, question: PeerQuestion, label: str, row: FactRow) -> Trace:
        value = row[question.name]
        found: Trace = {"label": label, "value": self.sentences.truth(value), "evidence": []}
        if value is None:
            found["reasons"] = self.reasons.of_fact(question.name, row)
        return found
