"""What is said of a provision beside its text: lines that apps above give, computed from data, each leading to its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from mingpin.pages.marks import Mark


@dataclass(frozen=True)
class View:
    """What the reader of the document looks at: a programme year, a day, and perhaps one county or one field."""

    year: int
    as_of: date
    area: str = ""
    field: str = ""


@dataclass(frozen=True)
class LiveLine:
    """One line of a provision's live state: a status, what it is about, and where the rows behind it are.

    `figure` is its number where it has one, shown large. `kind` tells the source on the page of the provision ("target", …).
    """

    mark: Mark
    text: str
    url: str
    kind: str
    figure: str = ""


@dataclass(frozen=True)
class ProvisionLink:
    """Something that can be done about a provision: `label` is a message, its page takes `?clause=`."""

    label: Any
    url_name: str
    icon: str
    is_shown: Callable[[Any], bool]


_LINKS: list[ProvisionLink] = []
Source = Callable[[Any, View], Mapping[str, Iterable[LiveLine]]]
"""From who looks and at what to the lines of each provision, by clause id; a constant number of queries for all provisions."""
_SOURCES: list[Source] = []


def add_live_lines(source: Source) -> None:
    """Adds a source of lines; apps do so in `AppConfig.ready()`."""
    _SOURCES.append(source)


def add_provision_link(label: Any, url_name: str, *, icon: str, is_shown: Callable[[Any], bool]) -> None:
    """Adds a link to the page of every provision, for those for whom `is_shown`."""
    _LINKS.append(ProvisionLink(label, url_name, icon, is_shown))


def provision_links(by: Any, clause: str) -> list[tuple[str, str, str]]:
    """Label, address and icon of each link for somebody, on the page of this provision."""
    return [
        (str(link.label), f"{reverse(link.url_name)}?{urlencode({'clause': clause})}", link.icon)
        for link in _LINKS
        if link.is_shown(by)
    ]


def live_lines(by: Any, view: View) -> dict[str, list[LiveLine]]:
    """All lines by clause id, in the order in which the sources were added."""
    found: dict[str, list[LiveLine]] = defaultdict(list)
    for source in _SOURCES:
        for clause, lines in source(by, view).items():
            found[clause] += lines
    return dict(found)
