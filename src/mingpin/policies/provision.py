"""What the page of a provision has besides its live state: the text around it, the rule, its numbers, readings and cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from mingpin.documents.marked_text import numbers_of
from mingpin.documents.provisions import Provision
from mingpin.documents.rule_html import RuleHtml
from mingpin.documents.wording import department, verdict_word
from mingpin.engine import Program
from mingpin.engine.cases import Case, read_cases
from mingpin.engine.model import Clause, Parameter
from mingpin.engine.text import CLOSING, OPENING
from mingpin.engine.words import scalar
from mingpin.language import _, in_language
from mingpin.policies.document import Looking, text_of
from mingpin.vocabulary.model import Type

MOST_CASES = 60
_CASES: dict[str, tuple[Case, ...]] = {}


@dataclass(frozen=True)
class Number:
    """A dated value of a parameter, with where it comes from."""

    label: str
    name: str
    value: str
    since: str
    why: str
    set_by: str
    is_quoted: bool
    in_force: bool


@dataclass(frozen=True)
class Reading:
    """A question that the text leaves open, its options, and the one that a ruling picked."""

    question: str
    id: str
    options: tuple[tuple[str, bool], ...]
    ruling: str


@dataclass(frozen=True)
class Judged:
    """An open word that a department decides."""

    question: str
    by: str
    two_persons: bool


@dataclass(frozen=True)
class Example:
    """A worked example: what is given in a sentence, and what comes out."""

    sentence: str
    expected: str
    year: int


@dataclass(frozen=True)
class Parts:
    """All of it."""

    number: str
    text: tuple[str, ...]
    quotes: tuple[str, ...]
    rule: SafeString
    source: str
    note: str
    numbers: tuple[Number, ...]
    readings: tuple[Reading, ...]
    judgements: tuple[Judged, ...]
    examples: tuple[Example, ...]
    more_examples: int


def provision_parts(provision: Provision, looking: Looking) -> Parts:
    """The parts of a provision's page."""
    clause, program = provision.clause, looking.program
    around = text_of(program)
    text = tuple(paragraph.text for paragraph in around if clause in paragraph.clauses)
    rule = RuleHtml(program).rule(clause, numbers_of(clause, around)) if clause.rule else ""
    examples = list(_examples(clause, program))
    return Parts(
        number=clause.number,
        text=text,
        quotes=clause.quotes,
        rule=mark_safe(str(rule)),  # made of escaped parts by documents.html
        source=source_of(clause, program),
        note=in_language(clause.note) if clause.note else "",
        numbers=tuple(number for parameter in provision.parameters for number in _numbers(parameter, program)),
        readings=tuple(_readings(provision, program)),
        judgements=tuple(
            Judged(
                in_language(node.question) or node.subject,
                department(program.pack.vocabulary, node.by),
                node.needs_second_person,
            )
            for node in {node.subject: node for node in provision.judgements}.values()
        ),
        examples=tuple(examples[:MOST_CASES]),
        more_examples=max(0, len(examples) - MOST_CASES),
    )


def source_of(clause: Clause, program: Program) -> str:
    """The rule as its author wrote it under the sentence."""
    lines = (program.pack.folder / "policy.md").read_text(encoding="utf-8").splitlines()
    start = clause.line - 1
    while start > 0 and lines[start - 1].strip() != OPENING:
        start -= 1
    end = next((at for at in range(start, len(lines)) if lines[at].strip() == CLOSING), len(lines))
    return "\n".join(lines[start:end])


def _numbers(parameter: Parameter, program: Program) -> Iterator[Number]:
    held = parameter.value_at(program.as_of)
    for value in parameter.values:
        shown = scalar(Type(parameter.type), value.value, None, program.pack.vocabulary)
        unit = "" if parameter.type == Type.SHARE else in_language(parameter.unit)
        yield Number(
            in_language(parameter.label),
            parameter.name,
            f"{shown} {unit}".strip(),
            value.from_.isoformat(),
            value.quote or in_language(value.rationale),
            _("in the text") if value.quote else in_language(value.set_by),
            bool(value.quote),
            value is held,
        )


def _readings(provision: Provision, program: Program) -> Iterator[Reading]:
    rulings = dict(program.rulings)
    for id_, node in {node.subject: node for node in provision.readings}.items():
        picked = program.changes.rulings.get(id_) or (rulings[id_].picks if id_ in rulings else "")
        options = tuple((in_language(child.title) or child.reading, child.reading == picked) for child in node.children)
        yield Reading(in_language(node.question) or id_, id_, options, picked)


def _examples(clause: Clause, program: Program) -> Iterator[Example]:
    pack = program.pack
    if pack.hash not in _CASES:
        folder = pack.folder / "cases"
        _CASES[pack.hash] = tuple(read_cases(folder, pack.vocabulary)) if folder.is_dir() else ()
    for case in _CASES[pack.hash]:
        expected: Any = case.expect.get(clause.id)
        if isinstance(expected, str):
            yield Example(case.sentence, verdict_word(expected, clause.kind), case.year)
