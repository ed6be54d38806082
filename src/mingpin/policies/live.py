"""What is said of a provision beside its text: lines that apps above give, computed from data, each leading to its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

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


Source = Callable[[Any, View], Mapping[str, Iterable[LiveLine]]]
"""From who looks and at what to the lines of each provision, by clause id; a constant number of queries for all provisions."""
_SOURCES: list[Source] = []


def add_live_lines(source: Source) -> None:
    """Adds a source of lines; apps do so in `AppConfig.ready()`."""
    _SOURCES.append(source)


def live_lines(by: Any, view: View) -> dict[str, list[LiveLine]]:
    """All lines by clause id, in the order in which the sources were added."""
    found: dict[str, list[LiveLine]] = defaultdict(list)
    for source in _SOURCES:
        for clause, lines in source(by, view).items():
            found[clause] += lines
    return dict(found)
