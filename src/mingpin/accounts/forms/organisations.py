"""Organisations: made, changed, registered by whoever acts for them."""

from __future__ import annotations

from typing import Any

from django import forms

from mingpin.accounts.areas import areas_of_city, departments
from mingpin.accounts.forms.days import DayInput
from mingpin.accounts.models import Organisation, OrganisationQuerySet
from mingpin.accounts.passwords import ProfileValidator
from mingpin.accounts.states import OrganisationKind
from mingpin.language import later as _


def _area_choices() -> list[tuple[str, str]]:
    return [("", "—"), *areas_of_city().items()]


def _codes() -> list[tuple[str, str]]:
    return [*departments().items(), *areas_of_city().items()]


class OrganisationForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=OrganisationKind.choices)
    name = forms.CharField(label=_("Name"), max_length=200)
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_(
            "Of a department its code in the vocabulary, of a county its area code, of an enterprise its credit code."
        ),
    )
    area = forms.ChoiceField(label=_("County or zone"), choices=_area_choices, required=False)


class OrganisationChangeForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    area = forms.ChoiceField(label=_("County or zone"), choices=_area_choices, required=False)
    is_active = forms.BooleanField(
        label=_("People may act for it"),
        required=False,
        help_text=_("Without it, nobody acts for this organisation any more."),
    )
    why = forms.CharField(label=_("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any):
        kwargs["initial"] = {name: getattr(organisation, name) for name in ("name", "area", "is_active")}
        super().__init__(*args, **kwargs)
        if organisation.kind != OrganisationKind.CARRIER:
            del self.fields["area"]


class OrganisationsFilter(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *OrganisationKind.choices], required=False)
    area = forms.ChoiceField(label=_("County or zone"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", _("All")), *areas_of_city().items()]  # type: ignore[attr-defined]

    def apply(self, organisations: OrganisationQuerySet) -> OrganisationQuerySet:
        return organisations.filter(**{name: value for name, value in self.cleaned_data.items() if value})


class JoinForm(forms.Form):
    """For whom somebody wants to act."""

    credit_code = forms.CharField(
        label=_("Unified social credit code"), max_length=40, help_text=_("The 18 characters on the business licence.")
    )
    organisation_name = forms.CharField(
        label=_("Name of the organisation"), max_length=200, help_text=_("In full, as on the business licence.")
    )
    area = forms.ChoiceField(
        label=_("County or zone"),
        choices=_area_choices,
        required=False,
        help_text=_("Only where the credit code was issued outside of the city; else it is taken from the code."),
    )
    position = forms.CharField(label=_("Your position there"), max_length=60, required=False)
    valid_to = forms.DateField(
        label=_("The mandate ends on"), widget=DayInput(), required=False, help_text=_("Blank where it has no end.")
    )
    mandate = forms.FileField(
        label=_("Mandate"),
        required=False,
        help_text=_(
            "The stamped letter of authorisation, as PDF or picture: the county confirms by it. At most 10 MB."
        ),
    )


class RegisterForm(JoinForm):
    """The same, with an account for a new person."""

    name = forms.CharField(label=_("Your name"), max_length=60)
    phone = forms.CharField(
        label=_("Telephone"), max_length=30, help_text=_("The county calls back where it has questions.")
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Links for a forgotten password are sent to it.")
    )
    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=40,
        help_text=_("Such as your name in pinyin; four digits are put behind it."),
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    password_again = forms.CharField(
        label=_("Password once more"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ProfileValidator().get_help_text()

    def clean_password_again(self) -> str:
        again: str = self.cleaned_data["password_again"]
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError(_("The two passwords differ."))
        return again
