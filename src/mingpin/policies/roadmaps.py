"""A roadmap in words: days on which time changes something, what to supply, what can be done, what is fixed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mingpin.documents.wording import ReasonWords, clause_label, department, verdict_word
from mingpin.engine import Program, Verdict
from mingpin.engine.lowered import VERDICT
from mingpin.engine.roadmap import Roadmap, Step
from mingpin.language import _, in_language
from mingpin.pages.marks import Mark
from mingpin.policies.document import MARK_OF


@dataclass(frozen=True)
class TurnShown:
    """A day on which a clause, or the verdict, changes by time alone."""

    day: date
    clause: str
    name: str
    before: Mark
    after: Mark
    is_lapse: bool
    is_verdict: bool


@dataclass(frozen=True)
class StepShown:
    """Something that stands against the subject: what, at which clauses, and what could be done with whose help."""

    what: str
    clauses: str
    days: int | None
    remedies: tuple[tuple[str, str, str], ...]


class RoadmapShown:
    """A roadmap for a page."""

    def __init__(self, roadmap: Roadmap, program: Program):
        self.program, self._words = program, ReasonWords(program)
        self._clauses = {clause.clause.id: clause.clause for clause in program.clauses}
        self.mark = Mark(MARK_OF[roadmap.verdict], verdict_word(roadmap.verdict))
        self.turns = tuple(self._turns(roadmap))
        self.supply = tuple(
            (self._words.sentence(one.reason), self._words.holder(one.reason), self._labels(one.clauses))
            for one in roadmap.supply
        )
        self.steps = tuple(self._step(step) for step in roadmap.steps)
        self.fixed = tuple(self._step(step) for step in roadmap.fixed)

    @property
    def is_empty(self) -> bool:
        return not (self.turns or self.supply or self.steps or self.fixed)

    def _turns(self, roadmap: Roadmap) -> Iterator[TurnShown]:
        for turn in roadmap.turns:
            is_verdict = turn.clause == VERDICT
            clause = self._clauses.get(turn.clause)
            name = _("the year's verdict") if is_verdict else clause_label(clause) if clause else turn.clause
            kind = None if clause is None else clause.kind
            before, after = (Mark(MARK_OF[one], verdict_word(one, kind)) for one in (turn.before, turn.after))
            yield TurnShown(turn.day, turn.clause, name, before, after, turn.before is Verdict.MET, is_verdict)

    def _step(self, step: Step) -> StepShown:
        return StepShown(
            _("、").join(self._fact(name) for name in step.facts),
            self._labels(step.clauses),
            step.days,
            tuple(
                (
                    in_language(one.text),
                    department(self.program.pack.vocabulary, one.service) if one.service else "",
                    one.source or "",
                )
                for one in step.remedies
            ),
        )

    def _fact(self, name: str) -> str:
        fact = self.program.pack.vocabulary.facts.get(name)
        question = next((one for one in self.program.peers if one.name == name), None)
        if fact is None and question is not None:
            return self._words.sentences.peer_label(name)
        return in_language(fact.label) if fact else name

    def _labels(self, clauses: tuple[str, ...]) -> str:
        return _("、").join(clause_label(self._clauses[id_]) for id_ in clauses if id_ in self._clauses)
