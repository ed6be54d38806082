"""The front-end parts that `tools.front_end` takes from the registry: pages do without those that are not there."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe


@cache
def found(name: str) -> Path | None:
    """The file of a static part, collected or in the checkout; None where it was not built."""
    collected = Path(settings.STATIC_ROOT) / name
    if settings.PRODUCTION:
        return collected if collected.is_file() else None
    path = finders.find(name)
    return Path(path) if isinstance(path, str) else None


def address(name: str) -> str:
    """Where browsers get the part; empty where it was not built."""
    return static(name) if found(name) else ""


@cache
def icon_markup(name: str) -> SafeString:
    """An icon as SVG that screen readers pass over; nothing where the icons were not built."""
    path = found(f"vendor/icons/{name}.svg")
    if path is None:
        return mark_safe("")
    text = path.read_text("utf-8")
    drawing = text[text.index(">", text.index("<svg")) + 1 : text.rindex("</svg>")].strip()
    return mark_safe(
        '<svg class="icon" width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75"'
        f' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">{drawing}</svg>'
    )
