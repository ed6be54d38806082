"""A subject's verdict as a page shows it: clause by clause with quote, facts and evidence; the same for official and enterprise.

What a person may not read of the evidence is left out of the trace for them, and said to be left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from mingpin.accounts.acting import Acting
from mingpin.documents.wording import ReasonWords, kind_word, verdict_word
from mingpin.engine import Survey, Verdict
from mingpin.engine.model import Kind
from mingpin.engine.reasons import Reason
from mingpin.engine.settle import Settlement
from mingpin.language import _
from mingpin.pages.marks import Mark
from mingpin.policies.document import MARK_OF
from mingpin.policies.runs.traces import row_keys
from mingpin.registry.models import EvidenceRow
from mingpin.registry.queries import CONFIDENTIAL
from mingpin.vocabulary.model import Vocabulary

MOST_CITED = 4
MOST_WAYS = 5
GROUPS = ("all", "any", "none")
Trace = Mapping[str, Any]


@dataclass(frozen=True)
class Cited:
    """A row of evidence behind a fact: where it stands, and its page where the person may read it."""

    text: str
    url: str


@dataclass(frozen=True)
class FactShown:
    """A fact: its name, its value in words, why it is open and who can say it, and the rows that it rests on."""

    label: str
    value: str
    reasons: tuple[str, ...]
    holder: str
    cited: tuple[Cited, ...]
    more: int


@dataclass(frozen=True)
class NodeShown:
    """A sentence of a rule, `deep` below the clause: whether it is true, and on what that rests."""

    deep: int
    tone: str
    sign: str
    quote: str
    title: str
    words: str
    facts: tuple[FactShown, ...]


@dataclass(frozen=True)
class ClauseShown:
    """A clause with its verdict."""

    id: str
    mark: Mark
    kind: str
    title: str
    number: str
    url: str
    reasons: tuple[tuple[str, str], ...]
    nodes: tuple[NodeShown, ...]


@dataclass(frozen=True)
class Way:
    """Answers that together settle the verdict: each in words with who can give it."""

    answers: tuple[tuple[str, str], ...]


class Shown:
    """A trace for one reader."""

    def __init__(self, trace: Trace, survey: Survey, by: Acting):
        self.trace, self.program = trace, survey.program
        self.vocabulary: Vocabulary = self.program.pack.vocabulary
        keys = row_keys(survey)
        cited = [keys[key] for key in trace["evidence"] if key in keys]
        readable = set(EvidenceRow.objects.filter(pk__in=cited).visible_to(by).values_list("pk", flat=True))
        self._rows = {key: keys[key] for key in trace["evidence"] if keys.get(key) in readable}
        self._measures = {question.name: question.measures for question in self.program.peers}
        self._hides = not readable.issuperset(cited)
        self._hidden = {name for name in trace["facts"] if self._is_hidden(name)}

    @property
    def hides(self) -> bool:
        """Something was left out for this reader."""
        return self._hides or bool(self._hidden)

    @property
    def mark(self) -> Mark:
        verdict = Verdict(self.trace["verdict"])
        return Mark(MARK_OF[verdict], verdict_word(verdict))

    @property
    def summary(self) -> str:
        return str(self.trace["summary"])

    def _is_hidden(self, name: str) -> bool:
        """A fact of a confidential table of which the reader may read no row that it rests on."""
        fact = self.vocabulary.facts.get(name)
        evidence: Sequence[str] = self.trace["facts"][name].get("evidence") or ()
        return fact is not None and fact.table in CONFIDENTIAL and any(key not in self._rows for key in evidence)

    def clauses(self) -> Iterator[ClauseShown]:
        """The clauses in the order in which they are read: what is not met, what is open, what is met, what does not apply."""
        order = [Verdict.NOT_MET, Verdict.UNDETERMINED, Verdict.MET, Verdict.NOT_APPLICABLE]
        for clause in sorted(self.trace["clauses"], key=lambda one: order.index(Verdict(one["verdict"]))):
            yield self._clause(clause)

    def facts_from(self, tables: Collection[str]) -> list[FactShown]:
        """The facts that are taken from these tables of evidence."""
        known = self.vocabulary.facts
        return [self._fact(name) for name in self.trace["facts"] if name in known and known[name].table in tables]

    def _clause(self, clause: Trace) -> ClauseShown:
        kind, verdict = Kind(clause["kind"]), Verdict(clause["verdict"])
        rule = clause["rule"]
        roots = rule["children"] if rule["kind"] in GROUPS and not rule.get("quote") else [rule]
        nodes = [] if verdict is Verdict.NOT_APPLICABLE else [n for root in roots for n in self._nodes(root, 0, kind)]
        return ClauseShown(
            clause["id"],
            Mark(MARK_OF[verdict], verdict_word(verdict, kind)),
            kind_word(kind),
            clause["title"],
            clause["number"],
            reverse("provision", kwargs={"clause": clause["id"]}),
            tuple((reason["text"], reason["holder"]) for reason in clause.get("reasons", ())),
            tuple(nodes),
        )

    def _nodes(self, node: Trace, deep: int, kind: Kind) -> Iterator[NodeShown]:
        if node["left_out"]:
            return
        truth = node.get("truth")
        good = truth if truth is None or kind is not Kind.EXCLUSION else not truth
        names = list(node.get("facts", ()))
        if node["kind"] == "readings" and _agree(node):
            names = list(dict.fromkeys(_facts_below(node)))
        words = node.get("question") or node.get("words", "")
        if node["kind"] in GROUPS:
            words = {"all": _("all of these:"), "any": _("one of these is enough:"), "none": _("none of these:")}[
                node["kind"]
            ]
        yield NodeShown(
            min(deep, 4),
            {True: "ok", False: "no", None: "open"}[good],
            {True: _("holds"), False: _("does not hold"), None: _("not known")}[truth],
            node.get("quote", ""),
            node.get("title", ""),
            words,
            tuple(self._fact(name) for name in self._with_measures(names)),
        )
        if node["kind"] == "readings" and _agree(node):
            return
        for child in node["children"]:
            yield from self._nodes(child, deep + 1, kind)

    def _with_measures(self, names: Iterable[str]) -> Iterator[str]:
        """The facts, each question about peers with the amounts by which they are ranked."""
        for name in names:
            yield name
            yield from (measure for measure in self._measures.get(name, ()) if measure in self.trace["facts"])

    def _fact(self, name: str) -> FactShown:
        fact = self.trace["facts"][name]
        if name in self._hidden:
            return FactShown(fact["label"], _("confidential: not shown to your role"), (), "", (), 0)
        keys = list(fact.get("evidence") or ())
        if not keys and fact.get("coverage"):
            keys = list(self.trace["coverage"].get(fact["coverage"], {}).get("declarations", ()))
        reasons = tuple(reason["text"] for reason in fact.get("reasons", ()))
        holder = fact.get("holder", "") if reasons else ""
        cited = tuple(self._cited(key) for key in keys[:MOST_CITED])
        return FactShown(fact["label"], str(fact["value"]), reasons, holder, cited, max(0, len(keys) - MOST_CITED))

    def _cited(self, key: str) -> Cited:
        row = self.trace["evidence"][key]
        if key not in self._rows:
            return Cited(_("a row that you may not read"), "")
        place = [
            row.get("supplied_by"),
            row.get("source_file"),
            row.get("source_sheet"),
            row.get("source") or row.get("supplier"),
        ]
        if row.get("source_row"):
            place.append(_("row {number}").format(number=row["source_row"]))
        told = " · ".join(dict.fromkeys(str(part) for part in place if part))
        return Cited(
            f"{row['label']} · {told}" if told else row["label"], reverse("evidence", kwargs={"row": self._rows[key]})
        )


def _agree(node: Trace) -> bool:
    """All readings come out the same: then only the facts are shown, not each reading apart."""
    truths = {child.get("truth") for child in node["children"] if not child["left_out"]}
    return len(truths) == 1 and node.get("truth") is not None


def _facts_below(node: Trace) -> Iterator[str]:
    yield from node.get("facts", ())
    for child in node["children"]:
        yield from _facts_below(child)


def ways(settlement: Settlement, words: ReasonWords) -> list[Way]:
    """What would settle the verdict, the shortest way first; ways to MET before others."""
    sets: Iterable[frozenset[Reason]] = settlement.to_met or settlement.to_not_met
    return [
        Way(tuple((words.sentence(reason), words.holder(reason)) for reason in words.ordered(support)))
        for support in sorted(sets, key=len)[:MOST_WAYS]
    ]
