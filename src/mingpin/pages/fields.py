"""Fields that several apps ask for: a day, several files, several documents."""

from __future__ import annotations

from typing import Any

from django import forms

from mingpin.language import later as _


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
        hint = _("PDF, picture, Word or Excel; judged by its content.")
        super().__init__(**{"label": _("Documents"), "required": required, "help_text": hint, **rest})
