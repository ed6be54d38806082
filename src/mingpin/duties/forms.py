"""Filters of the list of duties, and the forms of the actions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import Organisation
from mingpin.accounts.states import OrganisationKind
from mingpin.duties.months import FIRST_YEAR, month_before, reported_month
from mingpin.duties.owners import all_bodies, bodies_of, body_name, titled, visible_duties
from mingpin.duties.standing import LATE, NO_OWNER, NOT_REPORTED, ON_TIME
from mingpin.language import later as _
from mingpin.pages.computed import ComputedRows
from mingpin.pages.fields import DayInput, DocumentsField
from mingpin.policies.packs import pack_in_force

if TYPE_CHECKING:
    from mingpin.engine.model import Clause
KINDS = {
    "measure": _("Work measure"),
    "support": _("Support measure"),
    "supervision": _("Supervision"),
    "outreach": _("Outreach"),
    "duty": _("Organisational duty"),
    "goal": _("Overall goal"),
    "target": _("Target"),
    "scope": _("Scope"),
    "criterion": _("Criterion"),
    "exclusion": _("Exclusion"),
}
STATES = {
    LATE: _("Late"),
    NOT_REPORTED: _("Not reported"),
    ON_TIME: _("On time"),
    NO_OWNER: _("No owner named"),
    "no_lead": _("Lead not named"),
}
MONTHS_OFFERED = 12


def text_field(label: Any, most: int, rows: int = 4, required: bool = True, **rest: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, widget=widget, required=required, **rest)


def day_field(label: Any, **rest: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(), **rest)


def reason_field(label: Any = None) -> forms.CharField:
    return text_field(label or _("Reason"), 400, rows=3)


class DutyFilters(forms.Form):
    """What narrows the list of duties."""

    owner = forms.ChoiceField(label=_("Owner"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    as_of = forms.DateField(label=_("As of"), required=False, widget=DayInput())

    def __init__(self, data: Any = None, *, by: Acting):
        super().__init__(data)
        kinds = {str(clause.kind) for clause in visible_duties(by)}
        given = {
            "owner": [(code, body_name(code)) for code in all_bodies()],
            "kind": [(kind, label) for kind, label in KINDS.items() if kind in kinds],
            "state": list(STATES.items()),
        }
        for name, choices in given.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("All")), *choices]
        if by.area:
            del self.fields["owner"]

    def apply(self, rows: ComputedRows) -> ComputedRows:
        owner, kind, state = (self.cleaned_data.get(name) for name in ("owner", "kind", "state"))
        if owner:
            rows = rows.keep(lambda duty: owner in bodies_of(duty.clause))
        if kind:
            rows = rows.keep(lambda duty: duty.kind == kind)
        if state == "no_lead":
            rows = rows.keep(lambda duty: bool(duty.bodies) and not duty.lead_body)
        elif state:
            rows = rows.keep(lambda duty: duty.state == state)
        return rows


class LeadForm(forms.Form):
    """Which of the owners is put forward to lead, and why."""

    body = forms.ChoiceField(label=_("Lead put forward"))
    reason = reason_field(_("Why it is put forward"))

    def __init__(self, data: Any = None, *, clause: Clause):
        super().__init__(data)
        choices = [(code, body_name(code)) for code in bodies_of(clause)]
        self.fields["body"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """What the leading group decided about the lead put forward."""

    document = forms.CharField(
        label=_("Document"), max_length=200, help_text=_("Title and number, or the meeting and the resolution.")
    )
    decided_on = day_field(_("Decided on"))
    reason = reason_field(_("Reason of the decision"))


def public_bodies() -> Any:
    """The organisations that may own, receive or follow up: departments, counties, the office."""
    kinds = [OrganisationKind.DEPARTMENT, OrganisationKind.COUNTY, OrganisationKind.OFFICE]
    return Organisation.objects.filter(kind__in=kinds, is_active=True).order_by("-kind", "code")


class MilestoneForm(forms.Form):
    title = forms.CharField(label=_("Milestone"), max_length=200)
    due_on = day_field(_("Due on"))
    organisation = forms.ModelChoiceField(label=_("Owner"), queryset=Organisation.objects.none())

    def __init__(self, data: Any = None, *, own: Organisation | None):
        """`own`: the only organisation that may be chosen; None for all."""
        super().__init__(data, initial={"organisation": own})
        bodies = public_bodies()
        chosen = self.fields["organisation"]
        chosen.queryset = bodies.filter(pk=own.pk) if own else bodies  # type: ignore[attr-defined]


class FinishForm(forms.Form):
    done_on = day_field(_("Done on"))
    reason = reason_field(_("What shows it"))


class ProgressForm(forms.Form):
    """The month, what was done, figures, documents."""

    month = forms.ChoiceField(label=_("Month"))
    text = text_field(_("Progress"), 4000, rows=6, help_text=_("What was done, with which result, what is missing."))
    figures = forms.CharField(
        label=_("Figures"), max_length=400, required=False, help_text=_("For example: 3 enterprises, 12 visits.")
    )
    documents = DocumentsField()

    def __init__(self, data: Any = None, files: Any = None, *, day: date, initial: Any = None):
        super().__init__(data, files, initial=initial)
        self.fields["month"].choices = [(f"{one:%Y-%m}", f"{one:%Y-%m}") for one in months_offered(day)]  # type: ignore[attr-defined]


def months_offered(day: date) -> list[date]:
    """The months that may be reported, the one that is due first, then those that can be put right."""
    due, month = reported_month(day), day.replace(day=1)
    found: list[date] = []
    while len(found) < MONTHS_OFFERED and month.year >= FIRST_YEAR:
        found.append(month)
        month = month_before(month)
    return sorted(found, key=lambda one: (one != due, -one.toordinal()))


class HandOffForm(forms.Form):
    receiver = forms.ModelChoiceField(label=_("Handed off to"), queryset=Organisation.objects.none())
    what = text_field(_("What is handed off"), 400, rows=3)
    due_on = day_field(_("Due on"))

    def __init__(self, data: Any = None, *, giver: Organisation):
        super().__init__(data)
        self.fields["receiver"].queryset = public_bodies().exclude(pk=giver.pk)  # type: ignore[attr-defined]


class MeetingForm(forms.Form):
    day = day_field(_("Day"))
    title = forms.CharField(label=_("Meeting"), max_length=200)
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    attendees = text_field(_("Present"), 1000, rows=3, required=False)
    documents = DocumentsField()


class ResolutionForm(forms.Form):
    text = text_field(_("Resolution"), 1000, rows=3)
    organisation = forms.ModelChoiceField(label=_("Owner"), queryset=Organisation.objects.none())
    due_on = day_field(_("Due on"))
    clause = forms.ChoiceField(label=_("Duty that it is about"), required=False)

    def __init__(self, data: Any = None, *, by: Acting):
        super().__init__(data)
        self.fields["organisation"].queryset = public_bodies()  # type: ignore[attr-defined]
        choices = [(clause.id, titled(clause.id)) for clause in visible_duties(by)]
        self.fields["clause"].choices = [("", _("None of them")), *choices]  # type: ignore[attr-defined]

    def clean_clause(self) -> Clause | None:
        chosen = self.cleaned_data["clause"]
        return pack_in_force().clause(chosen) if chosen else None


class FollowUpForm(forms.Form):
    text = text_field(_("What was done of it"), 2000)
    documents = DocumentsField()


class CloseForm(forms.Form):
    closed_on = day_field(_("Done or dropped on"))
    reason = reason_field()


class MinutesForm(forms.Form):
    documents = DocumentsField(required=True)
