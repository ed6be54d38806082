"""`{% load policies %}{% verdicts_url looking "MET" %}`: where the subjects behind a number of the document stand."""

from __future__ import annotations

from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from mingpin.policies.document import Looking
from mingpin.policies.runs.comparing import verdict_mark

register = template.Library()


@register.simple_tag
def verdict_status(verdict: str) -> SafeString:
    """A subject's verdict as dot and word."""
    return verdict_mark(verdict).__html__()


@register.simple_tag
def verdicts_url(looking: Looking, verdict: str = "", only: str = "") -> str:
    """The list of the run looked at, of one county or field, with this verdict; `only="few"`: one answer is missing."""
    assert looking.run is not None
    asked = {
        "verdict": verdict,
        "area": looking.view.area,
        "field": looking.view.field,
        "few": "on" if only == "few" else "",
    }
    query = urlencode({name: value for name, value in asked.items() if value})
    return reverse("verdicts", kwargs={"run": looking.run.pk}) + (f"?{query}" if query else "")
