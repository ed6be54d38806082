"""Readings in words, and what a what-if came to, as pages and letters tell it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from mingpin.accounts.acting import Acting
from mingpin.documents.wording import clause_label, department, verdict_word
from mingpin.engine import Program, Verdict
from mingpin.engine.model import Clause, Kind, Node, NodeKind
from mingpin.engine.words import Words
from mingpin.judgements.matters import Question
from mingpin.judgements.models import Moved, WhatIf
from mingpin.language import _, in_language
from mingpin.pages.marks import Mark
from mingpin.policies.document import MARK_OF
from mingpin.policies.runs.comparing import verdict_mark
from mingpin.policies.runs.traces import of_run
from mingpin.policies.states import Standing
from mingpin.registry import vocabulary


@dataclass(frozen=True)
class Said:
    """A line of a rule in words, `deep` below the reading."""

    deep: int
    text: str


@dataclass(frozen=True)
class Option:
    """A reading: what it is called, what it asks in words, and what it would do where that was computed."""

    id: str
    title: str
    lines: tuple[Said, ...]
    what_if: WhatIf | None


@dataclass(frozen=True)
class Share:
    """Of one county or field: how many enter, leave, become settled."""

    label: str
    url: str
    enters: int
    leaves: int
    settled: int


@dataclass(frozen=True)
class ClauseMoved:
    label: str
    before: Mark
    after: Mark
    subjects: int


def options_of(question: Question, program: Program, computed: dict[str, WhatIf]) -> list[Option]:
    """The readings of a question."""
    words = Words(program)
    titles = question.options
    return [
        Option(id_, titles[id_], tuple(_lines(node, words, 0)), computed.get(id_))
        for id_, node in question.option_nodes()
    ]


def _lines(node: Node, words: Words, deep: int) -> Iterator[Said]:
    program = words.program
    match node.kind:
        case NodeKind.HOLDS:
            assert node.condition is not None
            text = words.condition(node.condition.expr)
        case NodeKind.JUDGEMENT:
            by = department(program.pack.vocabulary, node.by)
            text = _("{department} decides: {question}").format(department=by, question=in_language(node.question))
        case NodeKind.CLAUSE:
            text = _("as {clause} says").format(clause=in_language(program.pack.clause(node.subject).title))
        case NodeKind.READINGS:
            text = in_language(node.question)
        case NodeKind.ALL:
            text = _("all of these:")
        case NodeKind.ANY:
            text = _("one of these is enough:")
        case _:
            text = _("none of these:")
    title = in_language(node.title) if deep else ""
    yield Said(min(deep, 3), f"{title}{_(': ')}{text}" if title else text)
    for child in node.children:
        yield from _lines(child, words, deep + 1)


def shares_of(what_if: WhatIf, by: Acting, column: str, url: str) -> list[Share]:
    """By `area` or `industry_field` of the subjects that the person may know of, most moved first."""
    met, open_ = Standing.MET, Standing.UNDETERMINED
    counted = (
        Moved.objects.visible_to(by)
        .filter(what_if=what_if)
        .values(column)
        .annotate(
            enters=Count("pk", filter=Q(after=met)),
            leaves=Count("pk", filter=Q(before=met)),
            settled=Count("pk", filter=Q(before=open_) & ~Q(after=open_)),
            total=Count("pk"),
        )
        .order_by("-total", column)
    )
    name = {"area": "area", "industry_field": "field"}[column]
    return [
        Share(
            vocabulary.label_of(column, row[column]) if row[column] else _("not stated"),
            f"{url}?{name}={row[column]}" if row[column] else "",
            row["enters"],
            row["leaves"],
            row["settled"],
        )
        for row in counted
    ]


def clauses_moved(what_if: WhatIf) -> list[ClauseMoved]:
    """At which clauses how many subjects moved."""
    known = {one.clause.id: one.clause for one in of_run(what_if.run).program.clauses}
    return [
        ClauseMoved(clause_label(known[id_]), _mark(before, known[id_]), _mark(after, known[id_]), subjects)
        for id_, before, after, subjects in what_if.result.get("clauses", [])
        if id_ in known
    ]


def _mark(word: str, clause: Clause) -> Mark:
    if word not in Verdict.__members__:
        return verdict_mark(word)
    kind: Kind = clause.kind
    return Mark(MARK_OF[Verdict(word)], verdict_word(word, kind))


def counts_told(what_if: WhatIf) -> list[dict[str, Any]]:
    """How many subjects have each verdict, before and after."""
    result, run = what_if.result, what_if.run_id
    return [
        {
            "mark": verdict_mark(one.value),
            "before": result["before"].get(one.value, 0),
            "after": result["after"].get(one.value, 0),
            "url": f"{reverse('verdicts', kwargs={'run': run})}?verdict={one.value}",
        }
        for one in Standing
    ]
