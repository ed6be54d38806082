"""What is worked out once for a table or classification, and kept: a vocabulary does not change while it is in use."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

Value = TypeVar("Value")

MOST_KEPT = 2000
"""Objects of which the results are kept; the oldest go first."""


def kept(function: Callable[..., Value]) -> Callable[..., Value]:
    """The function, called once for the same objects (the same by identity; they are held as long as their result)."""
    results: dict[tuple[int, ...], tuple[tuple[object, ...], Value]] = {}

    @wraps(function)
    def call(*objects: object) -> Value:
        key = tuple(map(id, objects))
        if key not in results:
            if len(results) >= MOST_KEPT:
                results.pop(next(iter(results)), None)
            results[key] = (objects, function(*objects))
        return results[key][1]

    return call
