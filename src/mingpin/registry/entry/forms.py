"""Forms made from the vocabulary: a field for each column of an evidence table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.states import Role
from mingpin.language import _, in_language
from mingpin.registry import vocabulary
from mingpin.registry.entry.typed import canonical, typed_text
from mingpin.registry.models import Subject
from mingpin.vocabulary.model import Column, Table, Type
from mingpin.vocabulary.place import shared_vocabulary
from mingpin.vocabulary.values import ValueFault, physical

NOT_ASKED = frozenset({"subject_id", "subject_name", "is_seconded", *vocabulary.PROVENANCE})
"""Columns that the form knows or that follow from others; who sends a row, when and from what is kept with its batch."""
NOT_ASKED_OF_REGISTER = NOT_ASKED | {"uscc_check_ok", "owner_name", "source_year_file", "contact"}
LONG = frozenset(
    {
        "description",
        "reason",
        "outcome",
        "business_scope",
        "policy",
        "benchmark",
        "legal_basis",
        "approved_goods",
        "rules_of_use",
    }
)
_LIES_BEHIND = frozenset(
    {"awarded_on", "occurred_on", "inspected_on", "listed_on", "decided_on", "found_on", "registered_on"}
)
"""Dates of what has happened: they cannot be in the future."""


def tables_for(by: Acting) -> list[Table]:
    """The evidence tables of which the person may type in rows about a subject."""
    hidden = {vocabulary.REGISTER}
    if not by.has_role(Role.OFFICE, Role.DEPARTMENT, "platform"):
        hidden.add("judgements")
    return [table for name, table in shared_vocabulary().tables.items() if table.has_subject and name not in hidden]


class RowForm(forms.Form):
    """A row of an evidence table. `cleaned_data` has the canonical values by column; blanks are left out."""

    def __init__(self, table: Table, data: Any = None, *, initial: Mapping[str, Any] | None = None, by: Acting):
        super().__init__(data, initial=dict(initial or {}))
        self.table, self.by = table, by
        left_out = NOT_ASKED_OF_REGISTER if table.id == vocabulary.REGISTER else NOT_ASKED
        for name, column in table.columns.items():
            if name in left_out or (table.id == "coverage" and name == "area"):
                continue
            self.fields[name] = _field(column, by)

    def typed(self) -> dict[str, str]:
        """What was typed, for a draft."""
        return {name: self.data.get(name, "") for name in self.fields if self.data.get(name, "")}

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name in self.fields:
            column = self.table.columns.get(name)
            if column is None or name in self.errors:
                continue
            try:
                value = canonical(column, str(self.cleaned_data.get(name) or ""))
                if value is not None:
                    values[name] = self._checked(column, value)
            except ValueFault as fault:
                self.add_error(name, str(fault))
        self._check_order(values)
        return values

    def _checked(self, column: Column, value: Any) -> Any:
        if column.name == "owner_id":
            return self._owner(str(value))
        if column.type is Type.DATE and column.name in _LIES_BEHIND:
            first: date = physical(Type.DATE, value)[0]
            if first > timezone.localdate():
                raise ValueFault(_("This day has not come yet."))
        return value

    def _owner(self, text: str) -> str:
        """The subject id of the organisation that was typed by id, code or name."""
        known = Subject.objects.visible_to(self.by).filter(merged_into=None)
        for column in ("subject_id", "uscc", "name"):
            found = list(known.filter(**{column: text})[:2])
            if len(found) == 1:
                return found[0].subject_id
        raise ValueFault(_("No organisation of this id, credit code or name is in the register, or several are."))

    def _check_order(self, values: Mapping[str, Any]) -> None:
        for first, last in (("valid_from", "valid_to"), ("period_from", "period_to"), ("started_on", "finished_on")):
            begins, ends = (physical(Type.DATE, values.get(name)) for name in (first, last))
            if begins and ends and begins[0] > ends[1]:
                self.add_error(last, _("The end lies before the beginning."))


class EvidenceForm(RowForm):
    """A row about a subject, where it comes from, and why where it corrects another."""

    def __init__(self, table: Table, data: Any = None, *, corrects: bool = False, **rest: Any):
        super().__init__(table, data, **rest)
        self.fields["source_note"] = forms.CharField(
            label=_("Source"),
            help_text=_("The document, certificate or person that it is taken from."),
            required=False,
            max_length=400,
            widget=forms.TextInput(attrs={"class": "form-control"}),
        )
        if corrects:
            self.fields["why"] = forms.CharField(
                label=_("Why it is corrected"), max_length=400, widget=forms.TextInput(attrs={"class": "form-control"})
            )

    @property
    def columns(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name in self.table.columns]

    @property
    def others(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in self.table.columns]

    def clean(self) -> dict[str, Any]:
        given = {name: self.cleaned_data.get(name, "") for name in ("source_note", "why")}
        self.note, self.why = given["source_note"], given["why"]
        return super().clean()


def typed_row(table: Table, values: dict[str, Any]) -> dict[str, str]:
    """A row's physical values as somebody would type them."""
    return {name: text for name, column in table.columns.items() if (text := typed_text(column, values))}


def _field(column: Column, by: Acting) -> forms.Field:
    name = in_language(column.label)
    if column.type in (Type.CODE, Type.LEVEL):
        return _choice(column, name, vocabulary.choices(column.classification or ""), _("Not known"))
    if column.type is Type.BOOL:
        return _choice(column, name, [("yes", _("yes")), ("no", _("no"))], _("Not asked"))
    is_long = column.name in LONG
    attributes = {"class": "form-control", "autocomplete": "off"}
    if column.type in (Type.INT, Type.MONEY):
        attributes["inputmode"] = "decimal"
    widget = forms.Textarea(attrs={**attributes, "rows": 3}) if is_long else forms.TextInput(attrs=attributes)
    return forms.CharField(
        label=name,
        help_text=_help(column),
        required=column.is_required,
        widget=widget,
        max_length=2000 if is_long else 400,
    )


def _choice(column: Column, name: str, options: list[tuple[str, str]], blank: str) -> forms.ChoiceField:
    choices = [("", "" if column.is_required else f"（{blank}）"), *options]
    widget = forms.Select(attrs={"class": "form-select"})
    return forms.ChoiceField(label=name, choices=choices, required=column.is_required, widget=widget)


def _help(column: Column) -> str:
    sentence = _HELP.get(column.type)
    if column.name in ("owner_id",):
        return _("Its subject id, credit code or full name.")
    if column.type is Type.DATE and column.name in ("valid_to", "period_to"):
        return _("2026, 2026-05 or 2026-05-03; 长期 where it has no end.")
    return str(sentence()) if sentence else ""


_HELP: Mapping[Type, Callable[[], str]] = {
    Type.MONEY: lambda: _("In yuan, or with its unit: 350万, 1.2亿."),
    Type.SHARE: lambda: _("15.3% or 0.153."),
    Type.DATE: lambda: _("As exact as it is known: 2021, 2021-05 or 2021-05-03."),
    Type.ITEMS: lambda: _("Several with 、 between them."),
}
