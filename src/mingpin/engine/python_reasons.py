"""The reasons of one subject, as Python functions generated from the same walk that serves the bulk backend."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mingpin.engine.lowered import VERDICT, Program
from mingpin.engine.python_backend import FactRow
from mingpin.engine.reasons import Found, Reason, Reasons, merged_reasons
from mingpin.vocabulary.evidence import upper

Truths = Mapping[str, bool | None]
Finder = Callable[[Truths, FactRow], tuple[Any, ...]]


@dataclass(frozen=True)
class Source:
    """A Python condition as source text. `&` and `|` combine it; gates and columns are named by constants only."""

    text: str

    def __and__(self, other: Source) -> Source:
        return Source(f"({self.text} and {other.text})")

    def __or__(self, other: Source) -> Source:
        return Source(f"({self.text} or {other.text})")


class _SourceView:
    """Answers the walk's questions with source over `truths` and `row`."""

    def __init__(self) -> None:
        self.constants: list[str] = []
        self._known: dict[str, str] = {}

    def _name(self, name: str) -> str:
        if name not in self._known:
            self._known[name] = f"K[{len(self.constants)}]"
            self.constants.append(name)
        return self._known[name]

    def is_unknown(self, gate: str) -> Source:
        return Source(f"truths[{self._name(gate)}] is None")

    def is_true(self, gate: str) -> Source:
        return Source(f"truths[{self._name(gate)}] is True")

    def is_false(self, gate: str) -> Source:
        return Source(f"truths[{self._name(gate)}] is False")

    def is_blank(self, column: str) -> Source:
        return Source(f"row[{self._name(column)}] is None")

    def is_filled(self, column: str) -> Source:
        return Source(f"row[{self._name(column)}] is not None")

    def is_doubtful(self, column: str) -> Source:
        return Source(f"row[{self._name(column)}]")

    def is_definite(self, column: str) -> Source:
        return Source(f"not row[{self._name(column)}]")

    def is_open(self, fact: str) -> Source:
        return Source(f"row[{self._name(fact)}] < row[{self._name(upper(fact))}]")

    def is_settled(self, fact: str) -> Source:
        return Source(f"row[{self._name(fact)}] >= row[{self._name(upper(fact))}]")


class ReasonFunction:
    """The reasons of a program's clauses, verdict, gates and facts, for one subject at a time.

    `stated` is what is found in place of each reason, for example the reason in words; by default the reason itself.
    """

    def __init__(self, program: Program, stated: Callable[[Reason], Any] = lambda reason: reason):
        self._program, self._finder, self._stated = program, Reasons(program), stated
        self._of_gates: dict[str, Finder] = {}

    def of_clause(self, id_: str, truths: Truths, row: FactRow) -> tuple[Any, ...]:
        """Why this clause is undetermined for the subject; empty where it is not."""
        return self._clauses[id_](truths, row)

    def of_verdict(self, truths: Truths, row: FactRow) -> tuple[Any, ...]:
        """Why the subject's verdict is undetermined; empty where it is not."""
        return self.of_gate(VERDICT, truths, row)

    def of_gate(self, id_: str, truths: Truths, row: FactRow) -> tuple[Any, ...]:
        """Why this gate is unknown; empty where it is not."""
        if id_ not in self._of_gates:
            view = _SourceView()
            self._of_gates[id_] = self._compiled(self._finder.of_gate(id_, view), view)
        return self._of_gates[id_](truths, row)

    def of_fact(self, name: str, row: FactRow) -> tuple[Any, ...]:
        """Why this fact (or peer question) is open; empty where it is settled."""
        return self._facts[name]({}, row)

    @cached_property
    def _clauses(self) -> dict[str, Finder]:
        return {
            clause.clause.id: self._compiled(self._finder.of_clause(clause, view := _SourceView()), view)
            for clause in self._program.clauses
        }

    @cached_property
    def _facts(self) -> dict[str, Finder]:
        names = [lowered.fact.name for lowered in self._program.facts]
        names += [question.name for question in self._program.peers]
        return {name: self._compiled(self._finder.of_fact(name, view := _SourceView()), view) for name in names}

    def _compiled(self, found: Found, view: _SourceView) -> Finder:
        reasons = merged_reasons(found)
        tests = [f"    if {holds.text}: add(R[{place}])" for place, holds in enumerate(reasons.values())]
        source = "\n".join(
            ["def find(truths, row):", "    found = []; add = found.append", *tests, "    return tuple(found)"]
        )
        namespace: dict[str, Any] = {"K": view.constants, "R": tuple(self._stated(reason) for reason in reasons)}
        exec(compile(source, "<reasons>", "exec"), namespace)
        function: Finder = namespace["find"]
        return function
