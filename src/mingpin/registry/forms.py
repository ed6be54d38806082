"""Filters of the lists of subjects and proposals."""

from __future__ import annotations

from typing import Any

from django import forms

from mingpin.accounts.acting import Acting
from mingpin.accounts.states import Role
from mingpin.language import later as _
from mingpin.registry import vocabulary
from mingpin.registry.finding import with_honour, with_honour_expiring, with_table
from mingpin.registry.models import ProposalQuerySet, SubjectQuerySet
from mingpin.registry.states import ProposalKind, ProposalState
from mingpin.vocabulary.place import shared_vocabulary

WITHIN = (30, 90, 180, 365)


class SubjectFilters(forms.Form):
    """What narrows the list of subjects. Only what the person may see is counted."""

    area = forms.ChoiceField(label=_("Area"), required=False)
    kind = forms.ChoiceField(label=_("Kind of subject"), required=False)
    domain = forms.ChoiceField(label=_("Domain"), required=False)
    field = forms.ChoiceField(label=_("Field named in the document"), required=False)
    honour = forms.ChoiceField(label=_("Has the honour"), required=False)
    holds = forms.ChoiceField(label=_("Has evidence"), required=False)
    expiring = forms.ChoiceField(label=_("An honour ends within"), required=False)

    def __init__(self, data: Any = None, *, by: Acting):
        super().__init__(data)
        self.by = by
        any_one = ("", _("All"))
        given = {
            "area": vocabulary.county_choices(),
            "kind": vocabulary.choices("subject_kind"),
            "domain": vocabulary.choices("domain"),
            "field": vocabulary.choices("industry_field"),
            "honour": vocabulary.choices("honour_scheme"),
            "holds": [
                (name, vocabulary.table_label(name))
                for name, table in shared_vocabulary().tables.items()
                if table.has_subject and name != vocabulary.REGISTER
            ],
            "expiring": [(str(days), _("{days} days").format(days=days)) for days in WITHIN],
        }
        for name, choices in given.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [any_one, *choices]
            field.widget.attrs["class"] = "form-select"
        if by.area or by.has_role(Role.CARRIER):
            del self.fields["area"]

    def apply(self, subjects: SubjectQuerySet) -> SubjectQuerySet:
        """The subjects that the filters leave."""
        chosen = self.cleaned_data
        for name, column in (("area", "area"), ("kind", "kind"), ("domain", "domain"), ("field", "industry_field")):
            if chosen.get(name):
                subjects = subjects.filter(**{column: chosen[name]})
        if chosen["honour"]:
            subjects = with_honour(subjects, chosen["honour"])
        if chosen["holds"]:
            subjects = with_table(subjects, chosen["holds"], self.by)
        if chosen["expiring"]:
            subjects = with_honour_expiring(subjects, int(chosen["expiring"]))
        return subjects


class ProposalFilters(forms.Form):
    """What narrows the queue of proposals: first those that wait."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        initial=ProposalState.OPEN,
        choices=[("", _("All")), *ProposalState.choices],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("All")), *ProposalKind.choices],
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def apply(self, proposals: ProposalQuerySet) -> ProposalQuerySet:
        """The proposals that the filters leave."""
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        return proposals.filter(**chosen)
