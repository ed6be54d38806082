"""What is asked for a token."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.tokens.states import ROLES_THAT_PUSH, Scope
from mingpin.language import later as _

_USUAL_DAYS = 180


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("What it is for"), max_length=80, help_text=_("Such as: monthly list of inspections.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    expires_on = forms.DateField(label=_("Valid to"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, by: Acting, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].initial = timezone.localdate() + timedelta(days=_USUAL_DAYS)
        self.fields["scopes"].initial = [Scope.READ]
        if not by.has_role(*ROLES_THAT_PUSH):
            self.fields["scopes"].choices = [(Scope.READ.value, Scope.READ.label)]  # type: ignore[attr-defined]
