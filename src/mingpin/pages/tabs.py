"""Pages that belong together, one beside the other, shown by `pages/tabs.html` as `tabs`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse


@dataclass(frozen=True)
class Tab:
    """One of the pages."""

    label: str
    url: str
    is_current: bool


def tabs_of(pages: Mapping[str, Any], current: str, query: str = "") -> list[Tab]:
    """Tabs of pages, each by the name of its address with what it is called; `query` is added to every address."""
    return [Tab(str(label), reverse(name) + query, name == current) for name, label in pages.items()]
