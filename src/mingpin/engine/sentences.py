"""Reasons, holders and summaries as sentences, in the current language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mingpin.engine.lowered import Program
from mingpin.engine.model import Node, NodeKind
from mingpin.engine.reasons import ORGANISATION, Reason, ReasonKind
from mingpin.engine.survey import Verdict
from mingpin.language import _, in_language
from mingpin.vocabulary.values import FOREVER, MILLIONTHS

ENTERPRISE = "enterprise"
"""The holder of a fact that only the subject itself can supply."""

LEADING_GROUP = "leading_group_office"
"""Who puts a question of reading to the leading group."""


class Sentences:
    """Sentences about one program's reasons."""

    def __init__(self, program: Program):
        self.program = program
        nodes = [node for clause in program.pack.executable if clause.rule for node in clause.rule.walk()]
        self._judgements: dict[str, Node] = {n.subject: n for n in nodes if n.kind is NodeKind.JUDGEMENT}
        self._questions: dict[str, Node] = {n.subject: n for n in nodes if n.kind is NodeKind.READINGS}

    def reason(self, reason: Reason) -> str:
        """The reason in words, with what is missing, not covered, pending or not settled."""
        match reason.kind:
            case ReasonKind.MISSING_FACT:
                return _("missing fact: {fact}").format(fact=self._fact_label(reason.about))
            case ReasonKind.NO_COVERAGE:
                label = in_language(self.program.pack.vocabulary.lists[reason.about].label)
                return _("no coverage: {list}").format(list=label)
            case ReasonKind.JUDGEMENT_PENDING:
                return _("judgement pending: {question}").format(
                    question=in_language(self._judgements[reason.about].question) or reason.about
                )
            case ReasonKind.READING_NOT_SETTLED:
                return _("reading not settled: {question}").format(
                    question=in_language(self._questions[reason.about].question) or reason.about
                )
            case ReasonKind.NO_BASIS:
                return _("no basis: the document says nothing for {year} or for this kind of subject").format(
                    year=self.program.year
                )

    def holder_of(self, reason: Reason) -> str:
        """Who can settle a reason: a department, the enterprise itself, or the leading group's office."""
        vocabulary = self.program.pack.vocabulary
        match reason.kind:
            case ReasonKind.MISSING_FACT:
                fact = vocabulary.facts.get(reason.about)
                return self.holder(fact.holder if fact else ENTERPRISE)
            case ReasonKind.NO_COVERAGE:
                return self.holder(vocabulary.lists[reason.about].holder)
            case ReasonKind.JUDGEMENT_PENDING:
                return self.holder(self._judgements[reason.about].by)
        return self.holder(LEADING_GROUP)

    def holder(self, holder: str) -> str:
        """The name of a department; of the enterprise itself."""
        if holder == ENTERPRISE:
            return _("the enterprise itself")
        return in_language(self.program.pack.vocabulary.label_of("department", holder)) if holder else ""

    def _fact_label(self, name: str) -> str:
        if name == ORGANISATION:
            return _("the organisation that carries it")
        fact = self.program.pack.vocabulary.facts.get(name)
        return in_language(fact.label) if fact else name

    def peer_label(self, name: str) -> str:
        """What a peer question asks."""
        question = next(question for question in self.program.peers if question.name == name)
        measure = " + ".join(self._fact_label(fact) for fact in question.measures)
        return _("{measure}: among the first {share} of its industry in the province").format(
            measure=measure, share=f"{question.share * 100 / MILLIONTHS:g}%"
        )

    def truth(self, value: bool | None) -> str:
        """Yes, no, or not known."""
        return _("not known") if value is None else _("yes") if value else _("no")

    def date_span(self, first: date, last: date) -> str:
        """A date as precise as it is known: a day, a month, a year, or two ends."""
        if first == last:
            return _("does not expire") if first == FOREVER else first.isoformat()
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
            return f"{first.year}"
        if (first.year, first.month, first.day) == (last.year, last.month, 1):
            return f"{first.year}-{first.month:02d}"
        return _("between {first} and {last}").format(first=first.isoformat(), last=last.isoformat())

    def summary(self, verdict: Verdict, clauses: Sequence[Verdict]) -> str:
        """The verdict in one sentence, from the trace."""
        template = {
            Verdict.MET: _("{met} clauses are met, none is not met, none is undetermined."),
            Verdict.NOT_MET: _("{not_met} clauses are not met; {met} are met, {undetermined} are undetermined."),
            Verdict.UNDETERMINED: _("{met} clauses are met, {undetermined} are undetermined, {not_met} are not met."),
        }[verdict]
        return template.format(
            met=clauses.count(Verdict.MET),
            not_met=clauses.count(Verdict.NOT_MET),
            undetermined=clauses.count(Verdict.UNDETERMINED),
        )
