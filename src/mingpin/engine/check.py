"""Everything that is wrong with a pack, each problem with file, line, why and a remedy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from mingpin.engine.conditions import ConditionFault, parse_condition
from mingpin.engine.lower import lower
from mingpin.engine.lowered import FRESHNESS
from mingpin.engine.model import Clause, Condition, Node, NodeKind, Pack
from mingpin.engine.operands import Scope
from mingpin.engine.scopes import fact_operands, judgement_facts, row_operands, row_scope
from mingpin.language import _
from mingpin.vocabulary import PackError, Problem
from mingpin.vocabulary.model import Type

_ANY_DAY = date(2024, 6, 30)


def find_problems(pack: Pack) -> Iterator[Problem]:
    """Every problem of this pack, in the order of its files."""
    parameters = {
        name: (Type(parameter.type), parameter.values[0].value if parameter.values else None)
        for name, parameter in pack.parameters.items()
    }
    scope = Scope(fact_operands(pack.vocabulary), parameters, _ANY_DAY, _ANY_DAY.year)
    yield from _identity_problems(pack)
    for clause in pack.clauses:
        yield from _quote_problems(clause)
        yield from _people_problems(clause, pack)
        yield from _condition_problems(clause, scope)
        yield from _target_problems(clause, pack, scope)
    yield from _reference_problems(pack)
    yield from _reading_problems(pack)
    yield from _judgement_problems(pack)
    yield from _parameter_problems(pack)
    yield from _fact_problems(pack, scope)


def _problem(line: int, what: str, why: str = "", remedy: str = "", file: str = "policy.md") -> Problem:
    return Problem(file, line, what, why, remedy)


def _identity_problems(pack: Pack) -> Iterator[Problem]:
    for id_, times in Counter(clause.id for clause in pack.clauses).items():
        if times > 1:
            what = _("The clause “{id}” stands {times} times.").format(id=id_, times=times)
            yield _problem(pack.clause(id_).line, what, "", _("Give each clause its own id."))
    if FRESHNESS not in pack.parameters:
        what = _("The parameter “{name}” is missing.").format(name=FRESHNESS)
        why = _("It says for how many days a declared list may be relied on.")
        yield _problem(0, what, why, _("Add it to parameters.yaml."), "parameters.yaml")


def _quote_problems(clause: Clause) -> Iterator[Problem]:
    lines = {node.quote: node.line for node in clause.rule.walk()} if clause.rule else {}
    for quote in clause.quotes:
        if quote not in clause.text:
            what = _("The quote “{quote}” does not stand in the text above {id}.").format(quote=quote, id=clause.id)
            why = _("A citation is verbatim.")
            yield _problem(
                lines.get(quote, clause.line), what, why, _("Copy the phrase from the text, or move the block.")
            )
    if not clause.quotes:
        what = _("The clause {id} quotes nothing.").format(id=clause.id)
        yield _problem(clause.line, what, _("Every clause shows the words it implements."), _("Add `quote:`."))


def _people_problems(clause: Clause, pack: Pack) -> Iterator[Problem]:
    departments = pack.vocabulary.classifications["department"].entries
    named = [*clause.owners, *([clause.lead] if clause.lead else [])]
    named += [node.by for node in _nodes(clause) if node.kind is NodeKind.JUDGEMENT]
    for name in named:
        if name not in departments:
            what = _("“{name}” in {id} is not a department.").format(name=name, id=clause.id)
            yield _problem(clause.line, what, "", _("Add it to classifications/department.yaml, or correct the name."))


def _nodes(clause: Clause) -> Iterator[Node]:
    if clause.rule:
        yield from clause.rule.walk()


def _condition_problems(clause: Clause, scope: Scope) -> Iterator[Problem]:
    conditions = [clause.applies, *(c for node in _nodes(clause) for c in (node.condition, node.applies))]
    for condition in conditions:
        if condition is not None:
            yield from _lowering_problems(condition, scope)
    if clause.kind.is_executable and clause.rule is None:
        yield _problem(clause.line, _("The clause {id} has no rule.").format(id=clause.id), "", _("Add one."))


def _lowering_problems(condition: Condition, scope: Scope) -> Iterator[Problem]:
    try:
        lower(condition.expr, scope)
    except ConditionFault as fault:
        what = _("The condition “{text}” cannot be used.").format(text=condition.text)
        yield Problem(condition.file, condition.line, what, fault.why, fault.remedy)


def _target_problems(clause: Clause, pack: Pack, scope: Scope) -> Iterator[Problem]:
    if clause.target is None:
        return
    if clause.target.goal and clause.target.goal not in pack.parameters:
        what = _("The goal “${name}” is not a parameter.").format(name=clause.target.goal)
        yield _problem(clause.line, what, "", _("Add it to parameters.yaml."))
    counts = clause.target.counts
    if not counts:
        return
    table = pack.vocabulary.tables.get(counts.get("from", ""))
    if table is None:
        what = _("The target {id} counts rows of “{table}”, which is not a table.")
        yield _problem(clause.line, what.format(id=clause.id, table=counts.get("from")), "", _("Correct `counts:`."))
    elif counts.get("where"):
        rows = Scope(row_operands(table, pack.vocabulary), scope.parameters, scope.as_of, scope.year, in_rows=True)
        try:
            yield from _lowering_problems(parse_condition(counts["where"], "policy.md", clause.line), rows)
        except PackError as error:
            yield from error.problems


def _reference_problems(pack: Pack) -> Iterator[Problem]:
    by_id = {clause.id: clause for clause in pack.executable}
    for clause in pack.executable:
        for node in _nodes(clause):
            if node.kind is NodeKind.CLAUSE and node.subject not in by_id:
                what = _("{id} refers to the clause “{other}”, which is not an executable clause.")
                yield _problem(node.line, what.format(id=clause.id, other=node.subject), "", _("Correct the id."))
    for clause in pack.executable:
        cycle = _cycle(clause, by_id, ())
        if cycle and cycle[0] == clause.id == min(cycle):
            what = _("The clauses refer to each other in a circle: {cycle}.").format(cycle=" → ".join(cycle))
            yield _problem(clause.line, what, _("None of them could be decided first."), _("Break the circle."))


def _cycle(clause: Clause, by_id: dict[str, Clause], path: tuple[str, ...]) -> tuple[str, ...]:
    if clause.id in path:
        return (*path[path.index(clause.id) :], clause.id)
    for node in _nodes(clause):
        if node.kind is NodeKind.CLAUSE and node.subject in by_id:
            found = _cycle(by_id[node.subject], by_id, (*path, clause.id))
            if found:
                return found
    return ()


def _reading_problems(pack: Pack) -> Iterator[Problem]:
    options: dict[str, tuple[str, ...]] = {}
    for clause in pack.executable:
        for node in _nodes(clause):
            if node.kind is not NodeKind.READINGS:
                continue
            named = tuple(child.reading for child in node.children)
            known = options.setdefault(node.subject, named)
            if set(known) != set(named):
                what = _("The question “{question}” has other options here ({here}) than before ({before}).")
                what = what.format(question=node.subject, here=", ".join(named), before=", ".join(known))
                yield _problem(
                    node.line, what, _("One ruling settles a question everywhere."), _("Use the same options.")
                )
    for ruling in pack.rulings:
        if ruling.picks not in options.get(ruling.question, ()):
            what = _("The ruling on “{question}” picks “{option}”, which is not one of its readings.")
            what = what.format(question=ruling.question, option=ruling.picks)
            yield _problem(0, what, "", _("Correct the ruling."), "rulings.yaml")


def _judgement_problems(pack: Pack) -> Iterator[Problem]:
    known: dict[str, Node] = {}
    for clause in pack.executable:
        for node in _nodes(clause):
            if node.kind is not NodeKind.JUDGEMENT:
                continue
            earlier = known.setdefault(node.subject, node)
            if earlier.needs_second_person is not node.needs_second_person:
                what = _("The judgement “{judgement}” needs a second person in one place only.")
                why = _("It is made once and counts everywhere; line {line} says otherwise.").format(line=earlier.line)
                remedy = _("Write `second: true` in all its places, or in none.")
                yield _problem(node.line, what.format(judgement=node.subject), why, remedy)


def _parameter_problems(pack: Pack) -> Iterator[Problem]:
    texts = {clause.id: clause.text for clause in pack.clauses}
    for parameter in pack.parameters.values():
        for value in parameter.values:
            if value.quote and value.quote not in texts.get(value.clause, ""):
                what = _("The quote “{quote}” of the parameter “{name}” does not stand at {id}.")
                what = what.format(quote=value.quote, name=parameter.name, id=value.clause or _("any clause"))
                remedy = _("Copy the phrase from the text and name its clause.")
                yield _problem(parameter.line, what, "", remedy, "parameters.yaml")


def _fact_problems(pack: Pack, scope: Scope) -> Iterator[Problem]:
    for fact in (*pack.vocabulary.facts.values(), *judgement_facts(pack)):
        if not fact.where:
            continue
        try:
            condition = parse_condition(fact.where, fact.file, fact.line)
        except PackError as error:
            yield from error.problems
            continue
        rows = row_scope(fact, pack.vocabulary, scope.parameters, scope.as_of, scope.year)
        yield from _lowering_problems(condition, rows)
