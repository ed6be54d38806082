"""The drawings of a target: a bullet (figure against goal) and a trend with the forecast. Geometry only; templates draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil, floor, log10

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from mingpin.language import _
from mingpin.pages.numbers import grouped
from mingpin.targets.forecast import Forecast
from mingpin.targets.queries import LookedAt

WIDTH = 200.0
"""Of a bullet's drawing; its height is 24."""


@dataclass(frozen=True)
class Bullet:
    """A figure as a bar against the mark of its goal. `may` is the length with records that only may count; `forecast` the ends
    and the middle foretold. `kind` is the goal's, which its mark shows by its shape. As text: the figure and the goal."""

    value: float | None
    may: float
    goal: float
    kind: str
    state: str
    text: str
    ends: tuple[float, float, float] | None = None

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> SafeString:
        return SafeString(render_to_string("targets/bullet.html", {"bullet": self}))


def bullet_of(one: LookedAt, ahead: Forecast | None = None) -> Bullet | None:
    """The bullet of a target; None for a goal that is no number."""
    goal = one.standing.goal
    if goal is None:
        return None
    value = float(one.value) if one.value is not None else None
    most = (value or 0) + (one.counted.uncertain if one.counted else 0)
    far = max(float(goal), most, ahead.high if ahead else 0.0) * 1.12 or 1.0
    scale = WIDTH / far
    return Bullet(
        value=None if value is None else round(value * scale, 2),
        may=round(most * scale, 2),
        goal=round(float(goal) * scale, 2),
        kind=one.comparison.value,
        state=one.mark.kind,
        text=_("{value}; goal: {goal}").format(value=one.value_text, goal=one.goal),
        ends=(round(ahead.low * scale, 2), round(ahead.value * scale, 2), round(ahead.high * scale, 2))
        if ahead
        else None,
    )


@dataclass(frozen=True)
class Point:
    """A figure in the drawing; `kind` is late or restated where it was."""

    x: float
    y: float
    day: date
    value: float
    kind: str = ""


@dataclass(frozen=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True)
class Trend:
    """The drawing of a figure over time."""

    line: str
    points: tuple[Point, ...]
    goal: float | None
    goal_label: str
    due: float
    due_label: str
    fan: str
    middle: str
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    left: float
    right: float
    top: float
    bottom: float


LEFT, RIGHT, TOP, BOTTOM = 52.0, 704.0, 18.0, 200.0


def trend_of(
    series: Sequence[tuple[date, float, str]],
    *,
    first: date,
    due: date,
    goal: Decimal | None,
    ahead: Forecast | None,
    is_stepped: bool,
) -> Trend | None:
    """The drawing of these figures (day, figure, late or restated); None where there is none."""
    if not series:
        return None
    last = max(series[-1][0], due)
    days = max((last - first).days, 1)
    tops = [value for _day, value, _kind in series]
    tops += [float(goal)] if goal is not None else []
    tops += [ahead.high] if ahead else []
    step = _step(max(tops))
    most = max(step, ceil(max(tops) * 1.02 / step) * step)

    def x(day: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * (day - first).days / days, 1)

    def y(value: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * value / most, 1)

    points = tuple(Point(x(day), y(value), day, value, kind) for day, value, kind in series)
    now = points[-1]
    fan = middle = ""
    if ahead is not None:
        end = x(ahead.day)
        fan = f"{now.x},{now.y} {end},{y(ahead.high)} {end},{y(ahead.low)}"
        middle = f"M{now.x} {now.y}L{end} {y(ahead.value)}"
    marked = points if not is_stepped else ()
    years = range(first.year, last.year + 1)
    return Trend(
        line=_path(points, is_stepped),
        points=marked,
        goal=None if goal is None else y(float(goal)),
        goal_label="" if goal is None else _("goal {number}").format(number=grouped(goal)),
        due=x(due),
        due_label=_("due {day}").format(day=due.isoformat()),
        fan=fan,
        middle=middle,
        across=tuple(Tick(x(day), str(day.year)) for year in years if (day := max(date(year, 1, 1), first)) <= last),
        up=tuple(Tick(y(step * at), grouped(Decimal(str(step)) * at)) for at in range(round(most / step) + 1)),
        left=LEFT,
        right=RIGHT,
        top=TOP,
        bottom=BOTTOM,
    )


def _path(points: Sequence[Point], is_stepped: bool) -> str:
    """A count stays until it changes; what is reported is joined by straight lines."""
    start = f"M{points[0].x} {points[0].y}"
    rest = (f"H{point.x}V{point.y}" if is_stepped else f"L{point.x} {point.y}" for point in points[1:])
    return start + "".join(rest)


def _step(most: float) -> float:
    """The distance of the lines across: 1, 2 or 5 times a power of ten, at most five of them, never less than 1."""
    rough = max(most, 1.0) / 4
    power = 10.0 ** floor(log10(rough)) if rough >= 1 else 1.0
    return float(next(power * one for one in (1, 2, 5, 10) if power * one >= rough or power * one >= 10 * power))
