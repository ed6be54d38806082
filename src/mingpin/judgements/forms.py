"""Filters of the lists, and the forms of judgements and rulings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.judgements.actions.judging import LONGEST_REASON
from mingpin.judgements.matters import Matter, Question
from mingpin.judgements.states import ProposedState
from mingpin.language import _
from mingpin.language import later as __
from mingpin.pages.fields import DayInput, DocumentsField
from mingpin.policies.forms import run_label
from mingpin.policies.models import Run
from mingpin.registry import vocabulary

YES, NO = "yes", "no"


def _text(label: Any, most: int, rows: int = 4, **rest: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **rest)


def _set_choices(form: forms.Form, given: Mapping[str, list[tuple[str, Any]]]) -> None:
    for name, choices in given.items():
        field = form.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *choices]


class QueueFilters(forms.Form):
    """What narrows the verdicts that wait for judgements."""

    judgement = forms.ChoiceField(label=__("Judgement"), required=False)
    area = forms.ChoiceField(label=__("County"), required=False)
    field = forms.ChoiceField(label=__("Field"), required=False)
    few = forms.BooleanField(label=__("One answer is all that is missing"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        matters: Mapping[str, Matter],
        waiting: Callable[[Mapping[str, Matter]], QuerySet[Any]],
    ):
        super().__init__(data)
        self.matters, self.waiting = matters, waiting
        _set_choices(
            self,
            {
                "judgement": [(id_, matter.question) for id_, matter in matters.items()],
                "area": vocabulary.county_choices(),
                "field": vocabulary.choices("industry_field"),
            },
        )

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The verdicts that the filters leave."""
        chosen = self.cleaned_data
        if chosen["judgement"]:
            rows = self.waiting({chosen["judgement"]: self.matters[chosen["judgement"]]})
        if chosen["area"]:
            rows = rows.filter(area=chosen["area"])
        if chosen["field"]:
            rows = rows.filter(industry_field=chosen["field"])
        return rows.filter(open=1) if chosen["few"] else rows


class ProposedFilters(forms.Form):
    """First those that wait."""

    state = forms.ChoiceField(
        label=__("State"), required=False, initial=ProposedState.PROPOSED, choices=[("", __("All")), *ProposedState.choices]
    )  # fmt: skip

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(state=self.cleaned_data["state"]) if self.cleaned_data["state"] else rows


class WaitingFilters(forms.Form):
    """What narrows the subjects that wait for a ruling."""

    area = forms.ChoiceField(label=__("County"), required=False)
    field = forms.ChoiceField(label=__("Field"), required=False)

    def __init__(self, data: Any = None):
        super().__init__(data)
        _set_choices(self, {"area": vocabulary.county_choices(), "field": vocabulary.choices("industry_field")})

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.cleaned_data
        if chosen["area"]:
            rows = rows.filter(area=chosen["area"])
        return rows.filter(industry_field=chosen["field"]) if chosen["field"] else rows


class JudgementForm(forms.Form):
    """Yes or no, with reasons; `instead` are the rows that count now, as the person saw them."""

    value = forms.ChoiceField(label=__("Answer"), choices=[(YES, __("Yes")), (NO, __("No"))], widget=forms.RadioSelect)
    reason = _text(
        __("Reasons"), LONGEST_REASON, 5, help_text=__("What the answer rests on; whoever is concerned reads it.")
    )
    decided_on = forms.DateField(
        label=__("Decided on"), widget=DayInput(), help_text=__("It counts in surveys as of this day or later.")
    )
    replaces_because = _text(__("Why the earlier judgement is replaced"), 400, 2)
    documents = DocumentsField()
    instead = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, files: Any = None, *, instead: list[int]):
        keys = ",".join(map(str, instead))
        super().__init__(data, files, initial={"decided_on": timezone.localdate(), "instead": keys})
        if not instead and not (data or {}).get("instead"):
            del self.fields["replaces_because"]

    def clean_instead(self) -> list[int]:
        parts = self.cleaned_data["instead"].split(",")
        return [int(part) for part in parts if part.isascii() and part.isdigit()][:50]

    def clean_value(self) -> bool:
        return bool(self.cleaned_data["value"] == YES)


class RulingForm(forms.Form):
    """The leading group's choice, as its paper has it."""

    picks = forms.ChoiceField(label=__("Reading"), widget=forms.RadioSelect)
    from_day = forms.DateField(
        label=__("In force from"), widget=DayInput(), help_text=__("Surveys as of this day or later judge by it.")
    )
    decided_by = forms.CharField(label=__("Decided by"), max_length=120)
    document = forms.CharField(label=__("Document number"), max_length=120)
    reason = _text(__("Reasons"), 2000, 4)

    def __init__(self, data: Any = None, *, question: Question):
        super().__init__(data, initial={"from_day": timezone.localdate(), "decided_by": _("The leading group")})
        field = self.fields["picks"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(question.options.items())


class RevokeForm(forms.Form):
    """From which day a ruling counts no more, and why."""

    from_day = forms.DateField(label=__("Revoked from"), widget=DayInput())
    reason = _text(__("Reason"), 400, 3)


class MovedFilters(forms.Form):
    """What narrows the subjects whose verdict would be another."""

    ENTER, LEAVE, SETTLED, OPENED = "enter", "leave", "settled", "opened"
    how = forms.ChoiceField(label=__("What changes"), required=False)
    area = forms.ChoiceField(label=__("County"), required=False)
    field = forms.ChoiceField(label=__("Field"), required=False)

    def __init__(self, data: Any = None):
        super().__init__(data)
        _set_choices(
            self,
            {
                "how": [
                    (self.ENTER, _("Enters")),
                    (self.LEAVE, _("Leaves")),
                    (self.SETTLED, _("Becomes settled")),
                    (self.OPENED, _("Becomes undetermined")),
                ],
                "area": vocabulary.county_choices(),
                "field": vocabulary.choices("industry_field"),
            },
        )

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.cleaned_data
        if chosen["area"]:
            rows = rows.filter(area=chosen["area"])
        if chosen["field"]:
            rows = rows.filter(industry_field=chosen["field"])
        met, open_ = "MET", "UNDETERMINED"
        if chosen["how"] == self.ENTER:
            return rows.filter(after=met)
        if chosen["how"] == self.LEAVE:
            return rows.filter(before=met)
        if chosen["how"] == self.SETTLED:
            return rows.filter(before=open_).exclude(after=open_)
        return rows.exclude(before=open_).filter(after=open_) if chosen["how"] == self.OPENED else rows


def run_choices(by: Acting, most: int = 30) -> list[tuple[str, str]]:
    """The surveys that are done, to choose one."""
    return [(str(run.pk), run_label(run)) for run in Run.objects.visible_to(by).done()[:most]]
