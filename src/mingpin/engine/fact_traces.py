"""The facts of one subject as a trace shows them: value in words, holder, why it is open, evidence and coverage."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

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

    def writer(self, lowered: LoweredFact) -> Callable[[FactRow], Trace]:
        """Writes a fact for the subject whose fact row it is given, without the rows of evidence that it cites.

        A settled amount or day, which is another for nearly everyone, is written without a look at reasons: it has none.
        """
        fact, tell = lowered.fact, self.words.teller(lowered.fact)
        head = {"label": in_language(fact.label), "holder": self.sentences.holder(fact.holder)}
        tail = {"coverage": coverage_column(fact.list, fact.about)} if fact.list else {}
        name, end = fact.name, upper(fact.name) if fact.type.is_ordered else fact.name

        def write(row: FactRow) -> Trace:
            if row[name] == row[end] is not None:
                return {**head, "value": tell(row), "evidence": NO_ROWS, **tail}
            reasons = self.reasons.of_fact(name, row)
            why = {"reasons": reasons} if reasons else {}
            return {**head, "value": tell(row), "evidence": NO_ROWS, **why, **tail}

        return write

    def coverage(self, list_: str, about: About, row: FactRow) -> Covered:
        """The coverage of a list for those whose records a subject's facts are taken from."""
        organisation = row["organisation_id"]
        covered = row["subject_id"] if about is About.SUBJECT else organisation
        since = row[coverage_column(list_, about)]
        declared = self.citations.declared(list_, covered, organisation)
        label = in_language(self.program.pack.vocabulary.lists[list_].label)
        return Covered(
            {"list": label, "since": since.isoformat() if since else None, "declarations": list(declared)}, declared
        )

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
