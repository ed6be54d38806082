"""The left navigation: apps add their entries in `AppConfig.ready()`, a role sees only what it can use."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

_ENTRIES: list[NavigationEntry] = []
MOST_ENTRIES = 8


@dataclass(frozen=True)
class NavigationEntry:
    """A link of the left navigation. `label` is a message (`language.later`); `roles` who sees it; `count` how many things wait
    there for somebody who acts (None: no number). `place` orders the entries, 10 by 10. `also` names addresses whose pages belong
    to the entry as those below its own do."""

    label: Any
    url_name: str
    icon: str
    place: int
    roles: frozenset[str]
    count: Callable[[Any], int | None] | None = None
    also: tuple[str, ...] = ()

    def part_of(self, path: str) -> int:
        """How long the address is by which a path belongs to the entry; 0 where it does not."""
        urls = [reverse(name) for name in (self.url_name, *self.also)]
        return max((len(url) for url in urls if path == url or (url != "/" and path.startswith(url))), default=0)


@dataclass(frozen=True)
class ShownEntry:
    label: str
    url: str
    icon: str
    is_current: bool
    count: int | None
    is_exact: bool = False

    @property
    def current_as(self) -> str:
        """As `aria-current` says it: the page itself, or one below it."""
        return "page" if self.is_exact else "true"


def add_entry(label: Any, url_name: str, *, icon: str, place: int, roles: Iterable[str], **rest: Any) -> None:
    """Adds an entry. Raises ValueError where the address has one already."""
    if any(entry.url_name == url_name for entry in _ENTRIES):
        raise ValueError(f"the navigation has an entry for {url_name} already")
    _ENTRIES.append(NavigationEntry(label, url_name, icon, place, frozenset(roles), **rest))
    _ENTRIES.sort(key=lambda entry: entry.place)


def entries_for(acting: Any, path: str) -> list[ShownEntry]:
    """The entries for somebody who acts, the one that the page belongs to marked."""
    mine = [(entry, reverse(entry.url_name)) for entry in _ENTRIES if acting.role in entry.roles]
    current = max(mine, key=lambda one: one[0].part_of(path), default=None)
    return [
        ShownEntry(
            str(entry.label),
            url,
            entry.icon,
            current is not None and entry is current[0] and entry.part_of(path) > 0,
            entry.count(acting) if entry.count else None,
            url == path,
        )
        for entry, url in mine
    ]
