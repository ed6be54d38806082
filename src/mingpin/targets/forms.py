"""The day looked at, the filters of the lists, and the report of a figure."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.documents.wording import department
from mingpin.engine.model import Clause, Comparison
from mingpin.language import in_language
from mingpin.language import later as _
from mingpin.pages.computed import ComputedRows
from mingpin.pages.fields import DayInput, DocumentsField
from mingpin.policies.packs import pack_in_force
from mingpin.registry import vocabulary
from mingpin.registry.models import EvidenceQuerySet
from mingpin.targets.models import Report
from mingpin.targets.months import end_of_month, month_before
from mingpin.targets.states import Judged, TargetState
from mingpin.targets.words import comparison_word, target_clauses

STATES = {
    TargetState.REACHED: _("Reached"),
    TargetState.NOT_REACHED: _("Not reached"),
    TargetState.UNDETERMINED: _("undetermined"),
    TargetState.NOT_REPORTED: _("Not reported"),
}


class DayForm(forms.Form):
    """As of which day the targets are looked at."""

    as_of = forms.DateField(label=_("As of"), widget=DayInput(), required=False)


def _set_choices(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", _("All")), *choices]
    field.widget.attrs["class"] = "form-select"


class TargetFilters(forms.Form):
    """What narrows the list of targets."""

    state = forms.ChoiceField(label=_("State"), required=False)
    kind = forms.ChoiceField(label=_("Kind of goal"), required=False)
    owner = forms.ChoiceField(label=_("Owner"), required=False)

    def __init__(self, data: Any = None):
        super().__init__(data)
        known = pack_in_force().vocabulary
        owners = dict.fromkeys(owner for clause in target_clauses() for owner in clause.owners)
        kinds = {clause.target.comparison for clause in target_clauses() if clause.target}
        _set_choices(self, "state", [(state.value, label) for state, label in STATES.items()])
        _set_choices(self, "kind", [(one.value, comparison_word(one)) for one in Comparison if one in kinds])
        _set_choices(self, "owner", [(owner, department(known, owner)) for owner in owners])

    def apply(self, rows: ComputedRows) -> ComputedRows:
        state, kind, owner = (self.cleaned_data.get(name) for name in ("state", "kind", "owner"))
        return rows.keep(
            lambda one: (
                (not state or one.standing.state == state)
                and (not kind or one.comparison == kind)
                and (not owner or owner in one.clause.owners)
            )
        )


class RecordFilters(forms.Form):
    """What narrows the records behind a count."""

    area = forms.ChoiceField(label=_("Area"), required=False)

    def __init__(self, data: Any = None, *, by: Acting):
        super().__init__(data)
        _set_choices(self, "area", [*vocabulary.county_choices()])
        if by.area:
            del self.fields["area"]

    def apply(self, rows: EvidenceQuerySet) -> EvidenceQuerySet:
        area = self.cleaned_data.get("area")
        return rows.filter(subject__area=area) if area else rows


class ReportForm(forms.Form):
    """The figure of a target for a day, or a judgement; and why, where it restates another."""

    for_day = forms.DateField(
        label=_("Figure as of"), widget=DayInput(), help_text=_("The last day of the month that is reported.")
    )
    value = forms.DecimalField(label=_("Reported figure"), max_digits=14, decimal_places=2, required=False)
    judged = forms.ChoiceField(label=_("Judgement"), required=False)
    grounds = forms.CharField(
        label=_("Grounds"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What is counted one by one, or the evidence for the judgement; name the documents."),
    )
    reason = forms.CharField(
        label=_("Why it is restated"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}), required=True
    )
    documents = DocumentsField(
        label=_("Documents"), required=False, help_text=_("PDF, picture, Word or Excel; judged by its content.")
    )

    def __init__(self, data: Any = None, files: Any = None, *, clause: Clause, restates: Report | None = None):
        super().__init__(data, files)
        target = clause.target
        assert target is not None
        if restates is None:
            del self.fields["reason"]
            self.fields["for_day"].initial = _last_day(timezone.localdate(), target.due)
        else:
            del self.fields["for_day"]
            for name in ("value", "judged", "grounds"):
                self.fields[name].initial = getattr(restates, name)
        if target.goal is None:
            del self.fields["value"]
            judged = self.fields["judged"]
            assert isinstance(judged, forms.ChoiceField)
            judged.choices = [("", _("Taken back") if restates else _("Choose")), *Judged.choices]
            judged.required = restates is None
        else:
            del self.fields["judged"]
            unit = in_language(target.unit)
            value = self.fields["value"]
            value.required = restates is None
            value.label = f"{value.label}（{unit}）" if unit else value.label
            if restates:
                value.help_text = _("Leave it empty to take the figure back: the target is not reported then.")


def _last_day(today: date, due: date) -> date:
    return min(end_of_month(month_before(today)), due)
