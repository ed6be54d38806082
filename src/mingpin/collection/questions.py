"""From the reasons of a program to what can be asked: of which holder, which columns of which table, or which list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from mingpin.policies.reasons import ENTERPRISE, ORGANISATION, Program, Reason, ReasonKind
from mingpin.vocabulary.model import About, Fact, Take, Vocabulary

COVERAGE, REGISTER = "coverage", "subjects"
COUNTY = "county"
"""Held by the county in which the subject lies."""
DECLARED = ("period_from", "period_to", "as_of")
"""What a declaration of coverage says beside its list and whom it is for."""
_YEAR = re.compile(r"\byear\s*=\s*programme_year((?:\s*-\s*1)*)(?!\s*[-+*/\w])")
_WORD = re.compile(r"'[^']*'|[A-Za-z_]\w*")


@dataclass(frozen=True)
class Question:
    """What would answer a reason: `holders` are those who may know it, the likeliest first, as the vocabulary calls them.

    `of_organisation`: it is about the organisation that carries the subject. That a list (`list_code`) is complete an authority
    is asked for an area, all else is asked about single subjects.
    """

    holders: tuple[str, ...]
    table: str
    columns: tuple[str, ...]
    keys: Mapping[str, Any] = field(default_factory=dict)
    list_code: str = ""
    of_organisation: bool = True

    @property
    def field(self) -> str:
        """By what the burden meter counts."""
        return f"{COVERAGE}.{self.list_code}" if self.list_code else f"{self.table}.{'+'.join(self.columns)}"[:100]


class Questions:
    """The questions of one program."""

    def __init__(self, program: Program):
        self.vocabulary: Vocabulary = program.pack.vocabulary
        self.year = program.year
        self._known: dict[str, Question | None] = {}

    def of(self, code: str) -> Question | None:
        """What to ask for a reason, by its code; None for what no evidence settles (a judgement, a reading, no basis)."""
        if code not in self._known:
            self._known[code] = self._of(Reason.of(code))
        return self._known[code]

    def _of(self, reason: Reason) -> Question | None:
        if reason.kind is ReasonKind.NO_COVERAGE:
            return self._of_list(reason.about)
        if reason.kind is not ReasonKind.MISSING_FACT:
            return None
        if reason.about == ORGANISATION:
            return Question((COUNTY,), REGISTER, ("owner_id",), of_organisation=False)
        fact = self.vocabulary.facts.get(reason.about)
        return self._of_fact(fact) if fact is not None and fact.holder else None

    def _of_list(self, name: str) -> Question:
        """Its own holder; where that cannot be asked, who holds the facts that stand under it."""
        facts = self._facts_under.get(name, [])
        holders = dict.fromkeys((self.vocabulary.lists[name].holder, *(fact.holder for fact in facts if fact.holder)))
        own = bool(facts) and all(fact.about is About.SUBJECT for fact in facts)
        return Question(tuple(holders), COVERAGE, DECLARED, list_code=name, of_organisation=not own)

    def _of_fact(self, fact: Fact) -> Question:
        of_organisation = fact.about is not About.SUBJECT
        if fact.take is Take.VALUE and fact.column:
            keys = self._keys(fact.where or "")
            return Question((fact.holder,), fact.table, (fact.column,), keys, of_organisation=of_organisation)
        return Question((fact.holder,), fact.table, self._columns_read(fact), of_organisation=of_organisation)

    def _keys(self, where: str) -> dict[str, Any]:
        """Which row is meant: of which year, where the fact says so."""
        found = _YEAR.search(where)
        return {"year": self.year - found[1].count("1")} if found else {}

    def _columns_read(self, fact: Fact) -> tuple[str, ...]:
        """Of a fact in doubt though rows are there: all columns that it reads, and those without which there is no row."""
        columns = self.vocabulary.tables[fact.table].columns
        words = {word for word in _WORD.findall(fact.where or "") if word in columns} | {fact.column}
        required = {name for name, column in columns.items() if column.is_required and name != "subject_id"}
        return tuple(name for name in columns if name in words | required)

    @cached_property
    def _facts_under(self) -> dict[str, list[Fact]]:
        found: dict[str, list[Fact]] = {}
        for fact in self.vocabulary.facts.values():
            if fact.list:
                found.setdefault(fact.list, []).append(fact)
        return found


def tables_of_list(vocabulary: Vocabulary, name: str) -> tuple[str, ...]:
    """The tables whose rows are what a list holds."""
    return tuple(dict.fromkeys(fact.table for fact in vocabulary.facts.values() if fact.list == name))


def is_of_enterprise(holder: str) -> bool:
    """The vocabulary's word for the subject itself."""
    return holder == ENTERPRISE
