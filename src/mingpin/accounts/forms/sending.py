"""A form that is sent: what the action refuses stands beside the field it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.forms import Form

from mingpin.errors import Invalid

Done = TypeVar("Done")


def sent(form: Form, action: Callable[[dict[str, Any]], Done]) -> Done | None:
    """What the action gave for the cleaned data; None where the form or the action found something wrong, which the form says."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return action(form.cleaned_data)
    except Invalid as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return None


def status_of(form: Form) -> int:
    """200 for a form to be filled in, 422 for one that came back."""
    return 422 if form.is_bound else 200
