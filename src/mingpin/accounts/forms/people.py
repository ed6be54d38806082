"""People and what they work as."""

from __future__ import annotations

from typing import Any

from django import forms

from mingpin.accounts.forms.days import DayInput
from mingpin.accounts.models import Membership, Organisation, Person, PersonQuerySet
from mingpin.accounts.states import ROLES_OF, Role
from mingpin.language import later as _


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Name of the person"), max_length=60)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Links for a forgotten password are sent to it.")
    )


class NewPersonForm(PersonForm):
    username = forms.CharField(
        label=_("Sign-in name"), max_length=150, help_text=_("Such as the name in pinyin. It is never changed.")
    )
    field_order = ("name", "username", "phone", "email")


class MemberForm(forms.Form):
    """Who begins to work for an organisation: somebody who has an account already."""

    username = forms.CharField(label=_("Sign-in name"), max_length=150)
    role = forms.ChoiceField(label=_("Role"))
    position = forms.CharField(label=_("Position"), max_length=60, required=False)
    valid_from = forms.DateField(label=_("Valid from"), widget=DayInput(), required=False)
    valid_to = forms.DateField(label=_("Valid to"), widget=DayInput(), required=False)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any):
        super().__init__(*args, **kwargs)
        fitting = sorted(ROLES_OF[organisation.kind], key=list(Role.values).index)
        self.fields["role"].choices = [(role, Role(role).label) for role in fitting]  # type: ignore[attr-defined]


class PeopleFilter(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("All")), *Role.choices], required=False)
    state = forms.ChoiceField(
        label=_("Account"),
        choices=[("", _("All")), ("open", _("Can sign in")), ("closed", _("Closed"))],
        required=False,
    )

    def apply(self, people: PersonQuerySet) -> PersonQuerySet:
        if role := self.cleaned_data["role"]:
            people = people.filter(pk__in=Membership.objects.current().filter(role=role).values("person"))
        if state := self.cleaned_data["state"]:
            people = people.filter(is_active=state == "open")
        return people


class DelegationForm(forms.Form):
    to: forms.ModelChoiceField[Person] = forms.ModelChoiceField(
        label=_("Who stands in"), queryset=None, empty_label=_("Choose")
    )
    valid_from = forms.DateField(label=_("First day"), widget=DayInput())
    valid_to = forms.DateField(label=_("Last day"), widget=DayInput())
    reason = forms.CharField(label=_("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, people: PersonQuerySet, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]
