"""Fields that several apps ask for: a day, several files, several documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from mingpin.errors import Invalid
from mingpin.language import _
from mingpin.language import later as __

FIRST_YEAR, LAST_YEAR = 2000, 2099


def day_asked(address: Mapping[str, Any]) -> date:
    """The day as of which a page is shown: the one that its address names as `as_of`, else today. Raises Invalid for one that is
    none: a page of another day than the asked one would mislead."""
    text = str(address.get("as_of", ""))
    try:
        day = date.fromisoformat(text) if text else timezone.localdate()
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        said = _("“{text}” is not a day between {first} and {last}.").format(
            text=text[:40], first=FIRST_YEAR, last=LAST_YEAR
        )
        raise Invalid(said, remedy=_("Write it like 2025-12-31."), field="as_of")
    return day


class DayInput(forms.DateInput):
    """A day as the browser's calendar gives it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; none where they are not required."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        one = super().clean
        return [one(file, initial) for file in given] if given else one(None, initial) or []


class DocumentsField(FilesField):
    """Documents that prove what is said in the form."""

    def __init__(self, required: bool = False, **rest: Any) -> None:
        hint = __("PDF, picture, Word or Excel; judged by its content.")
        super().__init__(**{"label": __("Documents"), "required": required, "help_text": hint, **rest})
