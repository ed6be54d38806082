"""The words under which officials read verdicts, kinds, places and reasons, in the current language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mingpin.engine import Program, Verdict
from mingpin.engine.model import Clause, Kind, Node, NodeKind
from mingpin.engine.reasons import ORGANISATION, Reason, ReasonKind
from mingpin.engine.sentences import Sentences
from mingpin.language import _, in_language
from mingpin.vocabulary.model import NONE_CODE, Vocabulary

WORDS_ORDER = (Verdict.MET, Verdict.NOT_MET, Verdict.UNDETERMINED, Verdict.NOT_APPLICABLE)
"""The order in which counts are shown everywhere."""


def verdict_word(verdict: Verdict | str, kind: Kind | None = None) -> str:
    """A verdict in a word; for an exclusion whether it is triggered, which reads the right way round."""
    if kind is Kind.EXCLUSION:
        words = {Verdict.MET: _("not triggered"), Verdict.NOT_MET: _("triggered")}
        if verdict in words:
            return words[Verdict(verdict)]
    return {
        Verdict.MET: _("met"),
        Verdict.NOT_MET: _("not met"),
        Verdict.UNDETERMINED: _("undetermined"),
        Verdict.NOT_APPLICABLE: _("not applicable"),
    }[Verdict(verdict)]


def kind_word(kind: Kind) -> str:
    """The kind of a provision."""
    return {
        Kind.GOAL: _("goal"),
        Kind.TARGET: _("target"),
        Kind.CRITERION: _("criterion"),
        Kind.EXCLUSION: _("exclusion"),
        Kind.SCOPE: _("scope"),
        Kind.DUTY: _("duty"),
        Kind.MEASURE: _("measure"),
        Kind.SUPPORT: _("support"),
        Kind.SUPERVISION: _("supervision"),
        Kind.OUTREACH: _("outreach"),
    }[kind]


def reason_kind_word(kind: ReasonKind) -> str:
    """What sort of thing is missing."""
    return {
        ReasonKind.MISSING_FACT: _("fact missing"),
        ReasonKind.NO_COVERAGE: _("not covered"),
        ReasonKind.JUDGEMENT_PENDING: _("judgement pending"),
        ReasonKind.READING_NOT_SETTLED: _("reading not settled"),
        ReasonKind.NO_BASIS: _("no basis"),
    }[kind]


def status_word(status: str) -> str:
    """The standing of a policy document."""
    return {
        "draft": _("draft for comment"),
        "in_force": _("in force"),
        "repealed": _("repealed"),
    }.get(status, status)


def code_word(vocabulary: Vocabulary, classification: str, code: str | None) -> str:
    """A code's label; a word for a blank."""
    if not code:
        return _("not stated")
    if code == NONE_CODE:
        return _("none")
    return in_language(vocabulary.label_of(classification, code))


def department(vocabulary: Vocabulary, code: str) -> str:
    """The name of a department."""
    return in_language(vocabulary.label_of("department", code))


def clause_label(clause: Clause) -> str:
    """A clause as an official names it: its place, then its title."""
    return f"{clause.number} {in_language(clause.title)}".strip()


class ReasonWords:
    """Reasons of one program in words: whole sentences, or only what is missing."""

    def __init__(self, program: Program):
        self.program, self.sentences = program, Sentences(program)
        nodes = [node for clause in program.pack.executable if clause.rule for node in clause.rule.walk()]
        self._judgements: dict[str, Node] = {n.subject: n for n in nodes if n.kind is NodeKind.JUDGEMENT}
        self._questions: dict[str, Node] = {n.subject: n for n in nodes if n.kind is NodeKind.READINGS}

    def sentence(self, reason: Reason) -> str:
        """The reason as a sentence of its own."""
        return self.sentences.reason(reason)

    def holder(self, reason: Reason) -> str:
        """Who can settle it."""
        return self.sentences.holder_of(reason)

    def about(self, reason: Reason) -> str:
        """What is missing, without saying that it is."""
        vocabulary = self.program.pack.vocabulary
        match reason.kind:
            case ReasonKind.MISSING_FACT if reason.about == ORGANISATION:
                return _("the organisation that carries it")
            case ReasonKind.MISSING_FACT:
                fact = vocabulary.facts.get(reason.about)
                return in_language(fact.label) if fact else reason.about
            case ReasonKind.NO_COVERAGE:
                return in_language(vocabulary.lists[reason.about].label)
            case ReasonKind.JUDGEMENT_PENDING:
                node = self._judgements[reason.about]
                return in_language(node.question) or reason.about
            case ReasonKind.READING_NOT_SETTLED:
                return in_language(self._questions[reason.about].question) or reason.about
        return _("the document says nothing for {year} or for this kind of subject").format(year=self.program.year)

    def ordered(self, reasons: Iterable[Reason]) -> list[Reason]:
        """Reasons in the order in which kinds are shown, then as they are called."""
        kinds = list(ReasonKind)
        return sorted(reasons, key=lambda reason: (kinds.index(reason.kind), reason.about))


def rows_told(rows: Mapping[str, int]) -> str:
    """What became of the rows read, as a sum without a full stop; the notes among them where there are any."""
    told = _("{read} rows read = {accepted} accepted + {rejected} not accepted")
    if rows["noted"]:
        told = _("{read} rows read = {accepted} accepted + {rejected} not accepted + {noted} notes")
    return told.format(**{key: f"{number:,}" for key, number in rows.items()})
