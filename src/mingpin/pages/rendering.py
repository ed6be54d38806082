"""How forms are drawn: label, help, field, errors beside it; every control in the look of the frame."""

from __future__ import annotations

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest

_OPTIONS = "pages/widgets/options.html"
OURS = {
    "django/forms/widgets/radio.html": _OPTIONS,
    "django/forms/widgets/checkbox_select.html": _OPTIONS,
    "django/forms/widgets/multiple_input.html": _OPTIONS,
    "django/forms/errors/list/ul.html": "pages/errors.html",
    "django/forms/errors/list/default.html": "pages/errors.html",
}
_CHECKS = ("checkbox", "radio")
_UNSTYLED = ("hidden", "submit", "button", "image", "range", "color")


class FormRenderer(TemplatesSetting):
    """Django's, with our templates for forms, fields, errors and groups of options, and our classes on controls."""

    form_template_name = "pages/form.html"
    field_template_name = "pages/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if "widget" in context:
            _style(context["widget"])
        return super().render(OURS.get(template_name, template_name), context, request)


def _style(widget: dict[str, Any]) -> None:
    """Adds the class of the control to a widget, and to the parts and options of one that has several."""
    attributes = widget["attrs"] = dict(widget.get("attrs") or {})
    kind = str(widget.get("type", ""))
    if "optgroups" in widget:
        if str(widget.get("template_name", "")).endswith("/select.html"):
            _add(attributes, "form-select")
            return
        for _group, options, _index in widget["optgroups"]:
            for option in options:
                _style(option)
    elif "subwidgets" in widget:
        for part in widget["subwidgets"]:
            _style(part)
    elif kind in _CHECKS:
        _add(attributes, "form-check-input")
    elif kind not in _UNSTYLED:
        _add(attributes, "form-control")


def _add(attributes: dict[str, Any], name: str) -> None:
    classes = str(attributes.get("class", "")).split()
    if name not in classes:
        attributes["class"] = " ".join([*classes, name])
