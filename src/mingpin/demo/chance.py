"""Draws that come out the same everywhere: one seeded stream, and only arithmetic that every machine does alike."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

Option = TypeVar("Option")

_STEPS, _REACH = 16, 4
_EXPONENTIALS = tuple(
    float(round((Decimal(step) / _STEPS).exp(), 9)) for step in range(-_REACH * _STEPS, _REACH * _STEPS + 1)
)
"""e^x from -4 to 4 in sixteenths. `math.exp` may differ in its last digit between machines; Decimal does not."""


class Weighted(Generic[Option]):
    """Options of which some come up more often than others."""

    def __init__(self, weights: Mapping[Option, int]):
        self.options = tuple(weights)
        self.limits = tuple(accumulate(weights.values()))


class Chance:
    """A stream of draws. The same key gives the same draws on every machine and Python version."""

    def __init__(self, *key: object):
        # Only `random()` of the generator is used: what its other methods make of it has changed between versions.
        self.fraction = Random(":".join(str(part) for part in key)).random

    def happens(self, permille: float) -> bool:
        """True about this often in a thousand."""
        return self.fraction() * 1000 < permille

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.fraction() * (high - low + 1))

    def pick(self, options: Sequence[Option]) -> Option:
        """One of the options, each as often as the others."""
        return options[int(self.fraction() * len(options))]

    def weigh(self, weighted: Weighted[Option]) -> Option:
        """One of the options, each as often as its weight says."""
        drawn = int(self.fraction() * weighted.limits[-1])
        return weighted.options[bisect_right(weighted.limits, drawn)]

    def some(self, options: Sequence[Option], count: int) -> tuple[Option, ...]:
        """`count` neighbouring options (all, where there are fewer), beginning anywhere."""
        start = int(self.fraction() * len(options))
        return tuple(options[(start + step) % len(options)] for step in range(min(count, len(options))))

    def day(self, first: date, last: date) -> date:
        """A day from first to last, both included."""
        return first + timedelta(int(self.fraction() * ((last - first).days + 1)))

    def spread(self, sigma: float) -> float:
        """A factor around 1, log-normal in shape: half of them below 1, two thirds within e^-sigma and e^sigma."""
        uniform = self.fraction
        normal = uniform() + uniform() + uniform() + uniform() + uniform() + uniform() - 3.0
        place = (normal * 1.4142135623730951 * sigma + _REACH) * _STEPS
        place = min(max(place, 0.0), len(_EXPONENTIALS) - 1.001)
        below = int(place)
        return _EXPONENTIALS[below] + (_EXPONENTIALS[below + 1] - _EXPONENTIALS[below]) * (place - below)
