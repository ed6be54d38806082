"""An enterprise's self-check: its verdict as it is, and as it would be if what it declares were evidence.

Nothing is kept: a declaration is no evidence. What it changes is shown clause by clause, marked as declared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from mingpin.documents.wording import ReasonWords, clause_label, verdict_word
from mingpin.engine import Program, Survey, Verdict
from mingpin.engine.lowered import VERDICT, LoweredFact
from mingpin.engine.python_backend import FactRow, GateFunction
from mingpin.engine.python_reasons import ReasonFunction
from mingpin.engine.reasons import Reason, ReasonKind
from mingpin.engine.survey import clause_verdict, verdict_of
from mingpin.language import _, in_language
from mingpin.pages.marks import Mark
from mingpin.policies.document import MARK_OF
from mingpin.vocabulary.evidence import upper
from mingpin.vocabulary.model import Take, Type
from mingpin.vocabulary.values import NEVER, ValueFault, physical

NONE_ON_RECORD = "none"


@dataclass(frozen=True)
class Change:
    """A clause whose verdict the declarations change."""

    label: str
    before: Mark
    after: Mark


@dataclass(frozen=True)
class Checked:
    """What a self-check came to: the verdict before and with the declarations, what changed, what is still open and for whom."""

    before: Mark
    after: Mark
    changes: tuple[Change, ...]
    declared: tuple[tuple[str, str], ...]
    open: tuple[tuple[str, str], ...]


class SelfCheckForm(forms.Form):
    """A field for each open question that the enterprise can say something about: blank stays unknown."""

    def __init__(self, data: Any, *, survey: Survey):
        super().__init__(data)
        self.program, self.row = survey.program, survey.facts.row(0, named=True)
        truths = GateFunction(self.program).truths(self.row)
        words = ReasonWords(self.program)
        reasons = ReasonFunction(self.program).of_verdict(truths, self.row)
        self.facts: dict[str, LoweredFact] = {}
        self.lists: dict[str, list[LoweredFact]] = {}
        for reason in words.ordered(reasons):
            if reason.kind is ReasonKind.MISSING_FACT and reason.about in self.program.facts_by_name:
                self._ask_fact(reason.about, words.holder(reason))
            elif reason.kind is ReasonKind.NO_COVERAGE:
                self._ask_list(reason, words)

    def _ask_fact(self, name: str, holder: str) -> None:
        fact = self.program.facts_by_name[name]
        self.fields[f"fact-{name}"] = _field_of(fact, self.program, _("held by {holder}").format(holder=holder))
        self.facts[f"fact-{name}"] = next(lowered for lowered in self.program.facts if lowered.fact.name == name)

    def _ask_list(self, reason: Reason, words: ReasonWords) -> None:
        of_list = [lowered for lowered in self.program.facts if lowered.fact.list == reason.about]
        name = f"list-{reason.about}"
        self.lists[name] = [lowered for lowered in of_list if _none_of(lowered) is not None]
        if self.lists[name]:
            self.fields[name] = forms.ChoiceField(
                label=words.about(reason),
                choices=[("", _("not declared")), (NONE_ON_RECORD, _("we have no record on it"))],
                required=False,
                help_text=_("held by {holder}").format(holder=words.holder(reason)),
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, lowered in self.facts.items():
            text = cleaned.get(name)
            if text in (None, ""):
                continue
            try:
                cleaned[name] = physical(lowered.fact.type, str(text))
            except ValueFault as fault:
                self.add_error(name, str(fault))
        return cleaned

    def declared_row(self) -> FactRow:
        """The subject's facts with what is declared in the place of what is not known."""
        row = dict(self.row)
        for name, lowered in self.facts.items():
            value = self.cleaned_data.get(name)
            if value not in (None, ""):
                _set(row, lowered, value, self.program)
        for name, several in self.lists.items():
            if self.cleaned_data.get(name) == NONE_ON_RECORD:
                for lowered in several:
                    _say_none(row, lowered)
        return row

    def told(self) -> tuple[tuple[str, str], ...]:
        """What was declared, in words."""
        found = []
        for bound in self:
            value = self.data.get(bound.html_name, "")
            if value:
                found.append((str(bound.label), dict(getattr(bound.field, "choices", ())).get(value, value)))
        return tuple((label, str(value)) for label, value in found)


def _field_of(fact: Any, program: Program, help_text: str) -> forms.Field:
    label = in_language(fact.label)
    if fact.type is Type.BOOL:
        choices = [("", _("not declared")), ("true", _("yes")), ("false", _("no"))]
        return forms.ChoiceField(label=label, choices=choices, required=False, help_text=help_text)
    if fact.type in (Type.CODE, Type.LEVEL) and fact.classification:
        known = program.pack.vocabulary.classifications[fact.classification]
        named = [(code, in_language(entry.label)) for code, entry in known.entries.items()]
        return forms.ChoiceField(
            label=label, choices=[("", _("not declared")), *named], required=False, help_text=help_text
        )
    if fact.type is Type.DATE:
        widget = forms.DateInput(attrs={"type": "date"})
        return forms.CharField(label=label, widget=widget, required=False, help_text=help_text, max_length=10)
    return forms.CharField(label=label, required=False, help_text=help_text, max_length=60)


def _set(row: dict[str, Any], lowered: LoweredFact, value: Any, program: Program) -> None:
    fact = lowered.fact
    if fact.type is Type.DATE:
        row[fact.name], row[upper(fact.name)] = value
    elif fact.type is Type.LEVEL:
        rank = program.pack.vocabulary.classifications[fact.classification or ""].rank_of(value)
        row[fact.name] = row[upper(fact.name)] = rank
    elif fact.type.is_ordered:
        row[fact.name] = row[upper(fact.name)] = value
    else:
        row[fact.name] = value


def _none_of(lowered: LoweredFact) -> Any:
    """What a fact of a list is where there is no record; None where that says nothing."""
    fact = lowered.fact
    if fact.take is Take.EXISTS:
        return False
    if fact.take is Take.COUNT or (fact.take is Take.MAX and fact.type is Type.LEVEL):
        return 0
    return NEVER if fact.take in (Take.LATEST, Take.MAX) and fact.type is Type.DATE else None


def _say_none(row: dict[str, Any], lowered: LoweredFact) -> None:
    fact, value = lowered.fact, _none_of(lowered)
    if fact.type.is_ordered:
        if row[fact.name] in (None, value):  # else there is a record
            row[fact.name] = row[upper(fact.name)] = value
    elif row[fact.name] is None:
        row[fact.name] = value


def check(form: SelfCheckForm, words: ReasonWords) -> Checked:
    """The verdict with the declarations of a valid form."""
    program, gates = form.program, GateFunction(form.program)
    was, declared = gates.truths(form.row), form.declared_row()
    now = gates.truths(declared)
    reasons = ReasonFunction(program).of_verdict(now, declared)
    return Checked(
        _mark(verdict_of(was[VERDICT])),
        _mark(verdict_of(now[VERDICT])),
        tuple(_changes(program, was, now)),
        form.told(),
        tuple((words.sentence(reason), words.holder(reason)) for reason in words.ordered(reasons)),
    )


def _changes(program: Program, was: Mapping[str, bool | None], now: Mapping[str, bool | None]) -> list[Change]:
    found = []
    for clause in program.clauses:
        before, after = clause_verdict(clause, was), clause_verdict(clause, now)
        if before is not after:
            kind = clause.clause.kind
            marks = (Mark(MARK_OF[one], verdict_word(one, kind)) for one in (before, after))
            found.append(Change(clause_label(clause.clause), *marks))
    return found


def _mark(verdict: Verdict) -> Mark:
    return Mark(MARK_OF[verdict], verdict_word(verdict))
