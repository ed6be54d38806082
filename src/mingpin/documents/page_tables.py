"""The annexes of a pack's page: parameters, readings, judgements, each with the clauses that use them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mingpin.documents.html import Html, joined, tag
from mingpin.documents.provisions import Provision
from mingpin.documents.wording import department
from mingpin.engine import Program
from mingpin.engine.model import Clause, Node, Parameter
from mingpin.engine.words import scalar
from mingpin.language import _, in_language
from mingpin.vocabulary.model import Type


def parameters_table(program: Program, provisions: Sequence[Provision]) -> Html:
    """Each parameter with all its dated values."""
    used: dict[str, list[Clause]] = {}
    for provision in provisions:
        for parameter in provision.parameters:
            used.setdefault(parameter.name, []).append(provision.clause)
    rows = []
    for name, parameter in program.pack.parameters.items():
        for value in parameter.values:
            why = f"“{value.quote}”" if value.quote else in_language(value.rationale)
            who = _("in the text") if value.quote else in_language(value.set_by)
            rows.append(
                [
                    joined([in_language(parameter.label), Html("<br>"), tag("code", name)]),
                    tag("b", _amount(program, parameter, value.value), class_="num"),
                    value.from_.isoformat(),
                    joined([why, Html("<br>"), tag("small", who)]),
                    _links(used.get(name, ())),
                ]
            )
    return _table([_("Parameter"), _("Value"), _("Since"), _("Why, and who set it"), _("Clauses")], rows)


def _amount(program: Program, parameter: Parameter, value: Any) -> str:
    shown = scalar(Type(parameter.type), value, None, program.pack.vocabulary)
    return shown if parameter.type == Type.SHARE else f"{shown} {in_language(parameter.unit)}"


def readings_table(program: Program, provisions: Sequence[Provision], summary: Mapping[str, Any] | None) -> Html:
    """Each question of reading with its options, its ruling, and how many verdicts wait for one."""
    settled = {question: ruling.picks for question, ruling in program.rulings.items()} | dict(program.changes.rulings)
    waiting = {entry["question"]: entry["subjects"] for entry in summary["readings_pending"]} if summary else {}
    used: dict[str, list[Clause]] = {}
    questions: dict[str, Node] = {}
    for provision in provisions:
        for node in provision.readings:
            used.setdefault(node.subject, []).append(provision.clause)
            questions.setdefault(node.subject, node)
    rows = []
    for question, node in questions.items():
        options = [
            tag(
                "li",
                in_language(child.title) or child.reading,
                class_="picked" if settled.get(question) == child.reading else None,
            )
            for child in node.children
        ]
        standing = _("settled by ruling") if question in settled else _("waits for a ruling")
        rows.append(
            [
                joined([in_language(node.question), Html("<br>"), tag("code", question)]),
                tag("ol", *options),
                tag("span", standing, class_="tag" if question in settled else "tag warn"),
                f"{waiting[question]:,}" if waiting.get(question) else "",
                _links(used[question]),
            ]
        )
    return _table([_("Question"), _("Readings"), _("Standing"), _("Verdicts that wait"), _("Clauses")], rows)


def judgements_table(program: Program, provisions: Sequence[Provision]) -> Html:
    """Each judgement with who decides, on which evidence."""
    vocabulary = program.pack.vocabulary
    rows = []
    for provision in provisions:
        for node in provision.judgements:
            tables = [
                in_language(vocabulary.tables[table].label) for table in node.considers if table in vocabulary.tables
            ]
            by = department(vocabulary, node.by) + (f"（{_('two persons')}）" if node.needs_second_person else "")
            rows.append(
                [
                    joined([in_language(node.question), Html("<br>"), tag("code", node.subject)]),
                    by,
                    _(", ").join(tables),
                    _links([provision.clause]),
                ]
            )
    return _table([_("Question"), _("Who decides"), _("On which evidence"), _("Clauses")], rows)


def _links(clauses: Iterable[Clause]) -> Html:
    return joined((tag("a", clause.number or clause.id, href=f"#{clause.id}") for clause in clauses), "<br>")


def _table(titles: Sequence[str], rows: Sequence[Sequence[object]]) -> Html:
    if not rows:
        return tag("p", _("None."), class_="lead")
    head = tag("thead", tag("tr", *(tag("th", title, scope="col") for title in titles)))
    body = [
        tag("tr", *(tag("td", cell, data_th=title) for title, cell in zip(titles, row, strict=True))) for row in rows
    ]
    return tag("table", head, tag("tbody", *body))
