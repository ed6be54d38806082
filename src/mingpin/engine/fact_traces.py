"""The facts of one subject as a trace shows them: value in words, holder, why it is open, evidence and coverage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

from mingpin.engine.citations import Citations, Trace
from mingpin.engine.lowered import LoweredFact, PeerQuestion, Program
from mingpin.engine.polars_facts import coverage_column
from mingpin.engine.python_backend import FactRow
from mingpin.engine.python_reasons import ReasonFunction
from mingpin.engine.sentences import Sentences
from mingpin.engine.words import Words
from mingpin.language import in_language
from mingpin.vocabulary.evidence import upper
from mingpin.vocabulary.model import About

NO_ROWS: list[str] = []
"""The evidence of a fact that no row speaks of, in all traces the same."""


class Standing(Protocol):
    """A subject's fact row, as values in the order of their columns and by name."""

    @property
    def values(self) -> tuple[Any, ...]: ...

    @property
    def row(self) -> FactRow: ...


class Covered(NamedTuple):
    """Since when a list is covered for a subject and by which declarations, and their rows by key."""

    trace: Trace
    evidence: dict[str, Trace]


class FactTraces:
    """Writes the facts of subjects of one program, and the coverage under which absence counts."""

    def __init__(
        self, program: Program, words: Words, sentences: Sentences, reasons: ReasonFunction, citations: Citations
    ):
        self.program = program
        self.words, self.sentences, self.reasons, self.citations = words, sentences, reasons, citations

    def writer(self, lowered: LoweredFact, columns: Sequence[str]) -> Callable[..., Trace]:
        """Writes a fact for a subject as it stands, with the keys of the rows that it rests on. `columns`: of fact rows.

        A settled amount or day, which is another for nearly everyone, is written without a look at reasons: it has none.
        """
        fact, tell, tell_settled = (
            lowered.fact,
            self.words.teller(lowered.fact),
            self.words.settled_teller(lowered.fact),
        )
        label, holder = in_language(fact.label), self.sentences.holder(fact.holder)
        tail = {"coverage": coverage_column(fact.list, fact.about)} if fact.list else {}
        name, end = fact.name, upper(fact.name) if fact.type.is_ordered else fact.name
        low, high = columns.index(name), columns.index(end)

        def write(standing: Standing, keys: list[str] = NO_ROWS) -> Trace:
            value = standing.values[low]
            if value == standing.values[high] is not None:
                return {"label": label, "holder": holder, "value": tell_settled(value), "evidence": keys, **tail}
            reasons = self.reasons.of_fact(name, standing.row)
            why = {"reasons": reasons} if reasons else {}
            return {"label": label, "holder": holder, "value": tell(standing.row), "evidence": keys, **why, **tail}

        return write

    def coverage_writer(self, list_: str, about: About, columns: Sequence[str]) -> Callable[[Standing], Covered]:
        """Writes the coverage of a list for those whose records a subject's facts are taken from. `columns`: of fact rows."""
        label = in_language(self.program.pack.vocabulary.lists[list_].label)
        organisation = columns.index("organisation_id")
        covered = columns.index("subject_id") if about is About.SUBJECT else organisation
        covered_since = columns.index(coverage_column(list_, about))

        def write(standing: Standing) -> Covered:
            values = standing.values
            since = values[covered_since]
            declared = self.citations.declared(list_, values[covered], values[organisation])
            trace = {"list": label, "since": since.isoformat() if since else None, "declarations": list(declared)}
            return Covered(trace, declared)

        return write

    def peer(self, question: PeerQuestion, row: FactRow) -> Trace:
        """What is known of a peer question for the subject."""
        value = row[question.name]
        found: Trace = {
            "label": self.sentences.peer_label(question.name),
            "value": self.sentences.truth(value),
            "evidence": NO_ROWS,
        }
        if value is None:
            found["reasons"] = self.reasons.of_fact(question.name, row)
        return found
