"""What the page of the document says of targets beside each provision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mingpin.language import _
from mingpin.pages.numbers import grouped
from mingpin.policies.live import LiveLine, View
from mingpin.registry import vocabulary
from mingpin.targets.queries import LookedAt, looked_at
from mingpin.targets.views import target_url


def lines_of_targets(by: Any, view: View) -> Mapping[str, Iterable[LiveLine]]:
    """A line for every target, as far as the person may see targets; of a county, its own share too."""
    area = by.area or view.area
    return {one.clause.id: [_line(one, area)] for one in looked_at(by, view.as_of, areas=[area] if area else [])}


def _line(one: LookedAt, area: str) -> LiveLine:
    said = [_("{value} / goal: {goal}").format(value=_value(one), goal=one.goal)]
    if one.counted is not None and one.counted.uncertain:
        said.append(_("{count} more may count").format(count=one.counted.uncertain))
    if one.counted is not None and area and one.standing.value is not None:
        own = grouped(one.counted.by_area.get(area, 0))
        said.append(_("of these in {area}: {count}").format(area=vocabulary.area_label(area), count=own))
    return LiveLine(one.mark, " · ".join(said), target_url(one.clause.id, one.day), "target")


def _value(one: LookedAt) -> str:
    if one.counted is not None:
        number = grouped(one.counted.value)
        return (
            _("On record {number}").format(number=number) if one.standing.value is not None else _("Nothing on record")
        )
    if one.report is None:
        return _("Not reported")
    return _("Reported {value} ({day})").format(value=one.value_text, day=one.report.for_day.isoformat())
