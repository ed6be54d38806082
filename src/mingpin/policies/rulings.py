"""The rulings in force on a day, from wherever they are kept: what a survey run judges by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

Source = Callable[[date], Mapping[str, str]]
"""From a day to the option picked by the ruling in force then, by question."""
_SOURCES: list[Source] = []


def add_rulings(source: Source) -> None:
    """Adds a source of rulings besides the pack's own, which they come after; apps do so in `AppConfig.ready()`."""
    _SOURCES.append(source)


def rulings_on(day: date) -> dict[str, str]:
    """The options picked, by question, without those of the pack itself."""
    return {question: option for source in _SOURCES for question, option in source(day).items()}
