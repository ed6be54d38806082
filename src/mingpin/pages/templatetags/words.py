"""`{% say "message with {blank}" blank=value %}`: a message in the current language, from the same catalogues as the code's."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from mingpin.language import _

register = template.Library()


@register.simple_tag
def say(message: str, **blanks: Any) -> SafeString:
    """The message with its blanks filled in, each escaped."""
    return format_html(_(message), **blanks) if blanks else mark_safe(_(message))
