"""How forms are drawn: label, help, field, errors beside it."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Django's, with our own templates where there are any."""
