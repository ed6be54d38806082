"""Targets in words: what they are called, what they ask for, how they stand and how that is known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

from mingpin.documents.provisions import target_words
from mingpin.documents.wording import department
from mingpin.engine import Program
from mingpin.engine.compile import NO_CHANGES
from mingpin.engine.model import Clause, Comparison, Target
from mingpin.language import _, in_language
from mingpin.pages.numbers import grouped
from mingpin.policies.packs import pack_in_force
from mingpin.registry import vocabulary
from mingpin.targets.counting import Counted


@cache
def target_clauses() -> tuple[Clause, ...]:
    """The targets of the pack in force, in the document's order."""
    return tuple(clause for clause in pack_in_force().clauses if clause.target is not None)


def clause_of(clause: str) -> Clause | None:
    """The target of this id; None where there is none."""
    return next((one for one in target_clauses() if one.id == clause), None)


def titled(clause: str) -> str:
    """What a target is called, by its id."""
    known = clause_of(clause)
    return in_language(known.title) if known else clause


def comparison_word(comparison: Comparison) -> str:
    """The kind of goal, kept apart from the others."""
    return {
        Comparison.AT_LEAST: _("At least"),
        Comparison.EQUAL: _("Equal"),
        Comparison.MORE_THAN: _("More than"),
        Comparison.STRIVE_FOR: _("Strive for"),
        Comparison.QUALITATIVE: _("Qualitative"),
    }[comparison]


def goal_of(target: Target, day: date) -> Decimal | None:
    """The number that the target asks for by its due day; None for a qualitative goal, and where none is in force."""
    if target.goal is None:
        return None
    parameter = pack_in_force().parameters[target.goal]
    held = parameter.value_at(target.due) or parameter.value_at(day)
    return None if held is None else Decimal(held.value)


def goal_words(clause: Clause, day: date) -> str:
    """What the target asks for: 力争不少于 2 个."""
    assert clause.target is not None
    return target_words(clause.target, Program(pack_in_force(), day.year, day, NO_CHANGES))


def amount(value: Decimal | float, clause: Clause) -> str:
    """A figure with the target's unit."""
    assert clause.target is not None
    return f"{grouped(Decimal(str(value)))} {in_language(clause.target.unit)}".strip()


def owners_words(clause: Clause) -> str:
    """Who answers for the target, or that the document names nobody."""
    names = [department(pack_in_force().vocabulary, owner) for owner in clause.owners]
    return _("、").join(names) if names else _("The document names no owner.")


def reached(target: Target, value: Decimal, goal: Decimal) -> bool:
    """Whether a figure reaches the goal: more than it where the text says so, else at least. More than “equal” is reached and
    shown as exceeded."""
    return value > goal if bound_of(target) is Comparison.MORE_THAN else value >= goal


def bound_of(target: Target) -> Comparison:
    """How the figure is compared: what is striven for, by its own bound."""
    if target.comparison is Comparison.STRIVE_FOR:
        return target.bound or Comparison.AT_LEAST
    return target.comparison


def coverage_words(counted: Counted) -> str:
    """How far the count may be trusted to be whole."""
    declared = counted.declared
    if declared.as_of is None:
        return _("Records on file; that they are complete was not declared.")
    names = _("、").join(vocabulary.list_label(one) for one in declared.lists)
    return _("Declared complete for the city as of {day}: {lists}.").format(day=declared.as_of.isoformat(), lists=names)
