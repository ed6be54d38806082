"""Days as browsers let people choose them."""

from __future__ import annotations

from typing import Any

from django.forms import DateInput


class DayInput(DateInput):
    input_type = "date"

    def __init__(self, **attrs: Any):
        super().__init__(attrs=attrs, format="%Y-%m-%d")
