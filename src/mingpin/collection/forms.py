"""Forms: which survey to draft from, sending drafts, answering, filters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import Organisation
from mingpin.collection.answer import Answer
from mingpin.collection.models import Request, RequestItem
from mingpin.collection.queries import SEES_ALL_REQUESTS
from mingpin.collection.states import NOT_SENT, ItemState, RequestState
from mingpin.collection.wording import about_words, field_words, item_words
from mingpin.language import _
from mingpin.language import later as __
from mingpin.policies.models import Run
from mingpin.registry.entry.forms import RowForm
from mingpin.vocabulary.place import shared_vocabulary

DAYS_TO_ANSWER = 14
MOST_ON_A_PAGE = 50
SENT_STATES = [(one.value, one.label) for one in RequestState if one not in NOT_SENT]


class DraftingForm(forms.Form):
    """From which survey requests are drafted."""

    run = forms.ModelChoiceField(
        label=__("Survey"),
        queryset=Run.objects.none(),
        empty_label=None,
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, data: Any = None, *, by: Acting):
        super().__init__(data)
        self.fields["run"].queryset = Run.objects.visible_to(by).done()  # type: ignore[attr-defined]


class SendingForm(forms.Form):
    """By when the chosen drafts are to be answered."""

    due_on = forms.DateField(
        label=__("To be answered by"),
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}),
    )

    def __init__(self, data: Any = None):
        super().__init__(data, initial={"due_on": (timezone.localdate() + timedelta(days=DAYS_TO_ANSWER)).isoformat()})


class RequestFilters(forms.Form):
    """What narrows the list of requests."""

    state = forms.ChoiceField(label=__("State"), required=False, widget=forms.Select(attrs={"class": "form-select"}))
    late = forms.BooleanField(
        label=__("Late"), required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )

    def __init__(self, data: Any = None):
        super().__init__(data)
        self.fields["state"].choices = [("", _("All")), *SENT_STATES]  # type: ignore[attr-defined]

    def apply(self, rows: Any) -> Any:
        if self.cleaned_data.get("state"):
            rows = rows.filter(state=self.cleaned_data["state"])
        return rows.late() if self.cleaned_data.get("late") else rows


class ItemFilters(forms.Form):
    """What narrows the list of everything that was asked."""

    holder = forms.ModelChoiceField(
        label=__("Holder"), queryset=Organisation.objects.none(), required=False, empty_label=__("All"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )  # fmt: skip
    field = forms.ChoiceField(
        label=__("Field asked"), required=False, widget=forms.Select(attrs={"class": "form-select"})
    )
    state = forms.ChoiceField(label=__("State"), required=False, widget=forms.Select(attrs={"class": "form-select"}))

    def __init__(self, data: Any = None, *, by: Acting):
        super().__init__(data)
        items = RequestItem.objects.visible_to(by).exclude(request__state__in=NOT_SENT).order_by()
        fields = sorted(items.values_list("field", flat=True).distinct())
        self.fields["field"].choices = [("", _("All")), *((one, field_words(one)) for one in fields)]  # type: ignore[attr-defined]
        self.fields["state"].choices = [("", _("All")), *ItemState.choices]  # type: ignore[attr-defined]
        if by.has_role(*SEES_ALL_REQUESTS):
            asked = Request.objects.visible_to(by).exclude(state__in=NOT_SENT).order_by().values("holder")
            self.fields["holder"].queryset = Organisation.objects.filter(pk__in=asked).order_by("kind", "name")  # type: ignore[attr-defined]
        else:
            del self.fields["holder"]

    def apply(self, rows: Any) -> Any:
        names = {"holder": "request__holder", "field": "field", "state": "state"}
        chosen = {names[name]: value for name, value in self.cleaned_data.items() if value}
        return rows.filter(**chosen)


class AnswerRow(RowForm):
    """One row to be filled in: only the asked columns of a table, about one subject or area, each under a name of its own."""

    def __init__(self, items: Sequence[RequestItem], data: Any = None, *, by: Acting):
        super().__init__(shared_vocabulary().tables[items[0].table], data, by=by)
        self.items, self.prefix = items, f"item{items[0].pk}"
        asked = {name for item in items for name in item.columns}
        for name in list(self.fields):
            if name in asked:
                self.fields[name].required = False
            else:
                del self.fields[name]

    @property
    def about(self) -> str:
        return about_words(self.items[0])

    @property
    def asked(self) -> list[str]:
        return [item_words(item) for item in self.items]

    def answer(self) -> Answer:
        """What was filled in."""
        return Answer(self.items, self.cleaned_data)


class AnswerForm:
    """The rows of a page of a request, filled in together; what is left blank says nothing."""

    def __init__(self, items: Sequence[RequestItem], data: Any = None, *, by: Acting):
        self.rows = [AnswerRow(found, data, by=by) for found in _rows(items)]
        self.is_bound = data is not None

    def is_valid(self) -> bool:
        valid = [row.is_valid() for row in self.rows]
        return self.is_bound and all(valid)

    @property
    def has_errors(self) -> bool:
        return any(row.errors for row in self.rows)

    @property
    def errors(self) -> Iterator[tuple[str, str, str]]:
        """Each wrong cell: whose, its id on the page, what is wrong."""
        for row in self.rows:
            for name, found in row.errors.items():
                target = row[name].id_for_label if name in row.fields else ""
                for error in found:
                    yield row.about, target, str(error)

    def answers(self) -> list[Answer]:
        return [row.answer() for row in self.rows]


def _rows(items: Sequence[RequestItem]) -> list[list[RequestItem]]:
    """Items that one row of evidence would answer, together."""
    found: dict[tuple[Any, ...], list[RequestItem]] = {}
    for item in items:
        key = (item.table, item.subject_id, item.area, item.list_code, *sorted(item.keys.items()))
        found.setdefault(key, []).append(item)
    return list(found.values())
