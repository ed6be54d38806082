"""The parts that pages are put together from. They are built in: no page loads them."""

from __future__ import annotations

from datetime import date
from typing import Any
from zlib import crc32

from django import template
from django.forms import BaseForm, BoundField
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from mingpin.pages.listing import Listing
from mingpin.pages.marks import Mark, moment_markup
from mingpin.pages.numbers import grouped
from mingpin.pages.static_parts import address, icon_markup

register = template.Library()
register.simple_tag(address, name="static_part")
register.filter("grouped", grouped)


@register.filter
def as_heading(sentence: str) -> str:
    """A sentence without its full stop."""
    return str(sentence).rstrip("。.")


@register.simple_tag
def status(kind: str, text: Any) -> SafeString:
    """A dot and a word; `kind` as in `pages.marks`."""
    return Mark(kind, text).__html__()


@register.simple_tag
def icon(name: str) -> SafeString:
    """A lucide icon beside a word that says the same."""
    return icon_markup(name)


@register.simple_tag
def day(moment: date | None) -> SafeString:
    """A day, or a moment with hour and minute in local time; a dash where there is none."""
    if moment is None:
        return format_html('<span class="text-secondary">{}</span>', "—")
    return moment_markup(moment)


@register.inclusion_tag("pages/empty_state.html")
def empty_state(title: Any, text: Any = "", url: str = "", label: Any = "") -> dict[str, Any]:
    """What will appear here, and how to make it appear."""
    return {"title": title, "text": text, "url": url, "label": label}


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """A form's field: label, help, control, error beside it."""
    return bound.as_field_group()


@register.inclusion_tag("pages/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """All errors of a form, on top, each a link to its field; nothing where there are none."""
    return {"form": form, "wrong": [bound for bound in form if bound.errors and not bound.is_hidden]} | {
        "hidden": [error for bound in form.hidden_fields() for error in bound.errors]
    }


@register.inclusion_tag("pages/confirm_reason.html", takes_context=True)
def confirm_reason(
    context: Context, url: str, label: Any, question: Any = "", required: bool = True, kind: str = ""
) -> dict[str, Any]:
    """A button that unfolds a form, which posts `reason`. `kind` is the button's look: `primary`, `danger` or none."""
    return {
        "url": url,
        "label": label,
        "question": question,
        "required": required,
        "kind": kind,
        "id": f"reason-{crc32(f'{url} {label}'.encode()):x}",
        "csrf_token": context.get("csrf_token", ""),
    }


@register.inclusion_tag("pages/listing.html", takes_context=True)
def listing(context: Context, listing: Listing) -> dict[str, Any]:
    """A list with search, filters, order, pages and export."""
    return {"listing": listing, "request": context.get("request")}


@register.tag("keep")
def keep(parser: Parser, token: Token) -> KeepNode:
    """`{% keep as name %}…{% endkeep %}`: what stands between is drawn once, into a name, and shown where the name stands."""
    _tag, _as, name = token.split_contents()
    inside = parser.parse(("endkeep",))
    parser.delete_first_token()
    return KeepNode(name, inside)


class KeepNode(template.Node):
    child_nodelists = ("inside",)

    def __init__(self, name: str, inside: NodeList):
        self.name, self.inside = name, inside

    def render(self, context: Context) -> SafeString:
        context[self.name] = mark_safe(self.inside.render(context).strip())
        return SafeString("")
