"""Where a figure goes until the target is due, and how uncertain that is. Pure, and made to be checked by hand.

The figure is taken to go on as in the last twelve months: by the same mean change a month, with the same spread (a random
walk with drift). Ahead by h months, after n months observed, the change has the mean m·h and the variance s²·h·(1 + h/n):
the spread of the months to come, and that of the mean itself. Between `low` and `high` the figure lies with 90 of 100, were
the months alike and normal. The spread is never taken to be less than one unit in the months observed: a year without a
change does not show that none can come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import sqrt

from mingpin.targets.months import months_between

WINDOW = 366
"""So many days back a change still says something about the next ones."""
FEWEST = 3
"""With fewer points than this nothing is foretold."""
NINETY = 1.645


@dataclass(frozen=True)
class Forecast:
    """The figure foretold for a day, the ends between which it lies with 90 of 100, and from how many points of how long."""

    day: date
    value: float
    low: float
    high: float
    points: int
    since: date
    monthly: float


def forecast(
    series: Sequence[tuple[date, float]], due: date, *, known: int | None = None, never_falls: bool = False
) -> Forecast | None:
    """The figure on the day that it is due, from the figures until now; None for too few of them.

    `known`: how many records or reports are behind the series, where these are fewer than its points. `never_falls`: the figure
    counts what was once reached, so that it does not fall below what it is.
    """
    if not series:
        return None
    now, value = series[-1]
    seen = [(day, one) for day, one in series if (now - day).days <= WINDOW]
    if len(seen) < FEWEST or (known is not None and known < FEWEST) or due <= now:
        return None
    steps = [
        (months_between(before, day), one - earlier) for (before, earlier), (day, one) in pairwise(seen) if day > before
    ]
    length = sum(months for months, _change in steps)
    if len(steps) < FEWEST - 1 or length <= 0:
        return None
    monthly = (value - seen[0][1]) / length
    spread = sum((change - monthly * months) ** 2 / months for months, change in steps) / (len(steps) - 1)
    variance = max(spread, 1 / length)
    ahead = months_between(now, due)
    middle = value + monthly * ahead
    margin = NINETY * sqrt(variance * ahead * (1 + ahead / length))
    floor = value if never_falls else 0.0
    return Forecast(
        due, max(middle, floor), max(middle - margin, floor), middle + margin, len(seen), seen[0][0], monthly
    )
