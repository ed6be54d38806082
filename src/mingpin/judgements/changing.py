"""Changes as they are typed, made into what the engine runs; and told with the sentence of the document that they are about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from mingpin.documents.provisions import provisions
from mingpin.documents.wording import clause_label
from mingpin.engine import Changes, Pack, Program
from mingpin.engine.conditions import parse_condition
from mingpin.engine.model import Condition, NodeKind
from mingpin.engine.words import Words, scalar
from mingpin.errors import Invalid
from mingpin.judgements.matters import Place, places_by_path, questions_of
from mingpin.language import _, in_language
from mingpin.policies.provision import source_of
from mingpin.vocabulary import PackError
from mingpin.vocabulary.model import Type
from mingpin.vocabulary.values import ValueFault, physical

Typed = Mapping[str, Any]
"""`parameters`, `rulings`, `conditions` by name, `without` as a list."""


@dataclass(frozen=True)
class Told:
    """One change: where in the document, the sentence, and what stands there before and after."""

    kind: str
    where: str
    quote: str
    what: str
    before: str
    after: str
    is_source: bool = False


def changes_from(pack: Pack, typed: Typed, rulings: Mapping[str, str]) -> Changes:
    """The changes, on top of the rulings of the run. Raises Invalid, about the field, for what cannot be used."""
    return Changes(
        parameters={name: _parameter(pack, name, text) for name, text in typed.get("parameters", {}).items()},
        rulings=dict(rulings) | {name: _reading(pack, name, pick) for name, pick in typed.get("rulings", {}).items()},
        conditions={path: _condition(pack, path, text) for path, text in typed.get("conditions", {}).items()},
        without=frozenset(_clause(pack, id_) for id_ in typed.get("without", ())),
    )


def is_empty(typed: Typed) -> bool:
    """Nothing would be different."""
    return not any(typed.get(kind) for kind in ("parameters", "rulings", "conditions", "without"))


def problems_told(error: PackError, most: int = 12) -> str:
    """What the engine says of a pack or condition, a sentence for each problem."""
    shown = [
        f"{problem.file}:{problem.line} {problem.what} {problem.why} {problem.remedy}".strip()
        if problem.file and problem.line
        else " ".join(filter(None, (problem.what, problem.why, problem.remedy)))
        for problem in error.problems[:most]
    ]
    more = len(error.problems) - most
    return "\n".join([*shown, *([_("and {number} more").format(number=more)] if more > 0 else [])])


def _parameter(pack: Pack, name: str, text: str) -> Any:
    definition = pack.parameters.get(name)
    if definition is None:
        raise Invalid(_("The document has no number called “{name}”.").format(name=name), field="parameters")
    type_ = Type(definition.type)
    try:
        held = physical(type_, _without_percent(text.strip()) if type_ is Type.SHARE else text.strip())
    except ValueFault as fault:
        raise Invalid(str(fault), field=f"parameter-{name}") from fault
    if held is None:
        raise Invalid(_("A value is missing."), field=f"parameter-{name}")
    return held[0] if type_ is Type.DATE else held


def _without_percent(text: str) -> str | Decimal:
    try:
        return Decimal(text.rstrip("%％")) / 100 if text.endswith(("%", "％")) else text
    except InvalidOperation:
        return text


def _reading(pack: Pack, question: str, option: str) -> str:
    known = questions_of(pack).get(question)
    if known is None or option not in known.options:
        raise Invalid(_("The document has no such reading."), field=f"reading-{question}")
    return option


def _condition(pack: Pack, path: str, text: str) -> Condition:
    if path not in conditions_of(pack):
        raise Invalid(_("The document has no condition at “{name}”.").format(name=path), field="conditions")
    try:
        return parse_condition(text.strip(), _("The condition"), 1)
    except PackError as error:
        problem = error.problems[0]
        raise Invalid(problem.what, why=problem.why, remedy=problem.remedy, field=condition_field(path)) from error


def _clause(pack: Pack, id_: str) -> str:
    if id_ not in [clause.id for clause in pack.executable]:
        raise Invalid(_("The document has no rule called “{name}”.").format(name=id_), field="without")
    return id_


def condition_field(path: str) -> str:
    """The field of a form in which the condition at this path is typed."""
    return f"condition-{path.replace('#', '--')}"


def conditions_of(pack: Pack) -> dict[str, Place]:
    """The conditions that clauses put, by the path of their node."""
    return {path: place for path, place in places_by_path(pack).items() if place.node.kind is NodeKind.HOLDS}


def told_changes(before: Program, after: Program, typed: Typed) -> list[Told]:
    """The changes with their sentences, in the order numbers, readings, conditions, clauses left out."""
    return [
        *_told_parameters(before, after, typed),
        *_told_readings(before, typed),
        *_told_conditions(before, after, typed),
        *_told_without(before, typed),
    ]


def _told_parameters(before: Program, after: Program, typed: Typed) -> Iterator[Told]:
    users = {parameter.name: provision.clause for provision in provisions(before) for parameter in provision.parameters}
    for name in typed.get("parameters", {}):
        definition = before.pack.parameters[name]
        held = definition.value_at(before.as_of)
        clause = users.get(name)
        quote = (held.quote if held else "") or (clause.quotes[0] if clause and clause.quotes else "")
        where = clause_label(clause) if clause else ""
        new = _amount(after, name, after.changes.parameters[name])
        old = _amount(before, name, before.parameters.get(name, held.value if held else None))
        yield Told(_("number"), where, quote, in_language(definition.label), old, new)


def _amount(program: Program, name: str, value: Any) -> str:
    definition = program.pack.parameters[name]
    if value is None:
        return _("none")
    unit = "" if definition.type == Type.SHARE else in_language(definition.unit)
    return f"{scalar(Type(definition.type), value, None, program.pack.vocabulary)} {unit}".strip()


def _told_readings(before: Program, typed: Typed) -> Iterator[Told]:
    questions = questions_of(before.pack)
    for id_, option in typed.get("rulings", {}).items():
        question = questions[id_]
        ruled = before.changes.rulings.get(id_) or (before.rulings[id_].picks if id_ in before.rulings else "")
        old = question.options.get(ruled, "") or _("not settled: all readings run")
        place = question.places[0]
        yield Told(_("reading"), place.label, place.quote, question.text, old, question.options[option])


def _told_conditions(before: Program, after: Program, typed: Typed) -> Iterator[Told]:
    known, old_words, new_words = conditions_of(before.pack), Words(before), Words(after)
    for path in typed.get("conditions", {}):
        place = known[path]
        assert place.node.condition is not None
        old = old_words.condition(place.node.condition.expr)
        new = new_words.condition(after.changes.conditions[path].expr)
        yield Told(_("condition"), place.label, place.quote, in_language(place.node.title), old, new)


def _told_without(before: Program, typed: Typed) -> Iterator[Told]:
    for id_ in typed.get("without", ()):
        clause = before.pack.clause(id_)
        quote = clause.quotes[0] if clause.quotes else ""
        yield Told(_("clause"), clause_label(clause), quote, in_language(clause.title), _("applies"), _("left out"))


def told_draft(before: Program, after: Program) -> list[Told]:
    """What a draft pack says otherwise: rules that it changes, adds and leaves out, numbers that differ."""
    old = {clause.id: source_of(clause, before) for clause in before.pack.clauses}
    new = {clause.id: source_of(clause, after) for clause in after.pack.clauses}
    clauses = {clause.id: clause for pack in (before.pack, after.pack) for clause in pack.clauses}
    found = []
    for id_, clause in clauses.items():
        one, other = old.get(id_, ""), new.get(id_, "")
        if one != other:
            quote = clause.quotes[0] if clause.quotes else ""
            found.append(
                Told(_("rule"), clause_label(clause), quote, in_language(clause.title), one or _("none"),
                     other or _("left out"), is_source=True)
            )  # fmt: skip
    for name, definition in after.pack.parameters.items():
        held = definition.value_at(after.as_of)
        known = before.pack.parameters.get(name)
        was = known.value_at(before.as_of) if known else None
        if held and (was is None or was.value != held.value):
            old_text = _amount(before, name, was.value) if was else _("none")
            told = Told(_("number"), "", held.quote, in_language(definition.label), old_text,
                        _amount(after, name, held.value))  # fmt: skip
            found.append(told)
    return found
