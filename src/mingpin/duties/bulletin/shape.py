"""The parts of a bulletin."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Line:
    """A figure, or a row behind one (without a figure): what it says, where it comes from, and where its rows are."""

    text: str
    figure: str
    source: str
    url: str = ""


@dataclass(frozen=True)
class Part:
    """A section: lines, or a table of which `urls` has an address for each row."""

    title: str
    lines: list[Line] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
