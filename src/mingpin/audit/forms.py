"""What narrows the record's list."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from mingpin.audit.models import EntryQuerySet
from mingpin.audit.wording import described_actions, references_called
from mingpin.language import later as _

DAY = {"type": "date"}


def _actions() -> list[tuple[str, Any]]:
    """Every action by its sentence, the blanks of which stand open."""
    named = [(name, str(sentence).format_map(_Open())) for name, sentence in described_actions().items()]
    return [("", str(_("All"))), *sorted(named, key=lambda pair: pair[1])]


class _Open(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"


class EntryFilters(forms.Form):
    """When, who, for which organisation, what, on what."""

    from_day = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    to_day = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    person = forms.CharField(label=_("Person"), required=False, max_length=60)
    organisation = forms.CharField(label=_("Organisation"), required=False, max_length=60)
    action = forms.ChoiceField(label=_("Action"), required=False, choices=_actions)
    object = forms.CharField(required=False, max_length=150, widget=forms.HiddenInput, label=_("Object"))

    def apply(self, rows: EntryQuerySet) -> EntryQuerySet:
        """The entries that are asked for."""
        asked = self.cleaned_data
        if asked["from_day"]:
            rows = rows.filter(at__gte=_begin(asked["from_day"]))
        if asked["to_day"]:
            rows = rows.filter(at__lt=_begin(asked["to_day"] + timedelta(days=1)))
        for field in ("person", "organisation"):
            if asked[field]:
                rows = rows.filter(**{f"{field}__in": references_called(field, asked[field].strip())})
        if asked["action"]:
            rows = rows.filter(action=asked["action"])
        if asked["object"]:
            kind, _colon, number = asked["object"].partition(":")
            rows = rows.filter(object_type=kind, object_id=number)
        return rows

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        start, end = asked.get("from_day"), asked.get("to_day")
        if start and end and end < start:
            self.add_error("to_day", _("The last day is before the first."))
        return asked


def _begin(day: Any) -> datetime:
    """The beginning of a day here."""
    return timezone.make_aware(datetime.combine(day, time.min))
