"""Columns that an unknown title may mean: proposed to a person, never applied."""

from __future__ import annotations

from collections.abc import Callable
from difflib import SequenceMatcher

from mingpin.intake.columns.known import GENERIC, Titles
from mingpin.intake.columns.model import Candidate
from mingpin.intake.columns.titles import loose_key
from mingpin.language import in_language
from mingpin.vocabulary.model import Column

CANDIDATES = 3
_CLOSE = 0.65
_AT_MOST = 0.9
_SHORTEST = 3
"""Characters from which on one title inside another says something."""


def similar_columns(title: str, titles: Titles, is_open: Callable[[Column], bool]) -> tuple[Candidate, ...]:
    """The open columns whose titles are like this one, the likeliest first; empty where none is."""
    key = loose_key(title)
    if len(key) < 2:
        return ()
    best: dict[str, tuple[float, Column]] = {}
    for known, (_means, _rank, column) in titles.known.items():
        score = _likeness(key, known)
        if score >= _CLOSE and is_open(column) and score > best.get(column.name, (0.0,))[0]:
            best[column.name] = (score, column)
    ordered = sorted(best.values(), key=lambda found: -found[0])[:CANDIDATES]
    return tuple(candidate(column, min(score, _AT_MOST)) for score, column in ordered)


def candidate(column: Column, confidence: float) -> Candidate:
    return Candidate(column.name, in_language(column.label), round(confidence, 2))


def _likeness(key: str, known: str) -> float:
    if key == known:
        return _AT_MOST
    if known.isascii() != key.isascii() or len(known) < 2 or known in GENERIC:
        return 0.0
    shorter, longer = sorted((key, known), key=len)
    if shorter in longer and (len(shorter) >= _SHORTEST or len(shorter) * 2 >= len(longer)) and shorter not in GENERIC:
        return 0.6 + 0.3 * len(shorter) / len(longer)
    shared = len(set(key) & set(known))
    if 2 * shared < _CLOSE * min(len(set(key)) + len(set(known)), len(key) + len(known)):
        return 0.0
    return SequenceMatcher(None, key, known, autojunk=False).ratio()
