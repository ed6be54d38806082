"""Which complete lists the departments have handed in, for which counties, how far back, and how fresh."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

CITY = "4107"
COUNTIES = (
    "410702", "410703", "410704", "410711", "410721", "410724",
    "410725", "410726", "410727", "410781", "410782", "410783",
)  # fmt: skip
ZONES = ("410771", "410772", "410773")
AREAS: tuple[str, ...] = (*COUNTIES, *ZONES)


@dataclass(frozen=True, slots=True)
class Declared:
    """One list: since 1 January of how many years ago; for the whole city, or county by county with what is wrong where."""

    years: int
    by_county: bool = False
    missing: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    with_gap: tuple[str, ...] = ()


def _by_county(years: int, missing: str, *, stale: str = "", with_gap: str = "") -> Declared:
    """A list handed in county by county; areas are written as what follows 4107."""
    named = [tuple(f"{CITY}{area}" for area in areas.split()) for areas in (missing, stale, with_gap)]
    return Declared(years, True, *named)


DECLARED: Mapping[str, Declared] = {
    # responsible accidents, and findings against policy
    "quality_accidents": Declared(8),
    "safety_accidents": _by_county(6, "27 73", stale="25", with_gap="26"),
    "environment_accidents": _by_county(6, "71", stale="24"),
    "industrial_policy_findings": Declared(3),
    "environmental_policy_findings": _by_county(3, "24 73"),
    "quality_policy_findings": Declared(3),
    # licences and trademarks
    "required_licences": _by_county(1, "03 82", stale="72"),
    "trademark_disputes": Declared(5),
    # spot checks, exports, services
    "national_inspections": Declared(18),
    "provincial_inspections": Declared(16),
    "export_incidents": Declared(13),
    "service_incidents": _by_county(10, "04 21", stale="26"),
    # credit and violations; the rest comes by credit report, one body at a time
    "joint_punishment": _by_county(5, "04 24 25 26 27 71 73"),
    "penalties": _by_county(5, "03 04 24 25 26 27 71 72 73"),
    "other_violations": _by_county(5, "21 25 82", stale="81", with_gap="02"),
    # registers of honours
    "quality_awards": _by_county(10, "02 11 24 27 72", stale="25"),
    "srdi_register": _by_county(6, "03 21 82 83", stale="26"),
    "ladder_register": Declared(6),
    "time_honoured_register": Declared(18),
    "folk_art_time_honoured_register": _by_county(15, "03 21 25 71 83"),
    "scenic_areas": Declared(10),
    "engineering_awards": _by_county(15, "04 26 81 72", stale="24"),
    "agricultural_brands": Declared(6),
    "agricultural_certificates": Declared(4),
    "geographical_indications": Declared(15),
    "demonstration_zones": Declared(8),
    "meiyu_register": Declared(2),
    "front_runner_register": Declared(4),
    "cultivation_library": _by_county(2, "27"),
}

UP_TO_NOW = timedelta(days=12)
"""How long before the day of the data the fresh lists were drawn."""
LONG_AGO = timedelta(days=400)
"""How long before that day the stale ones were drawn: longer than any pack will rely on a list."""

BY_BODY_ONLY = ("trademark_register", "trademark_use")
"""Lists that nobody draws for a county: searches in the trademark register, and what a body declares itself."""

NEEDED_EVER = ("national_inspections", "provincial_inspections", "export_incidents", "service_incidents")
"""Lists about which the document names no period: they settle nothing unless they reach back to the body's beginning."""

NEEDED_FOR_YEARS = (
    "quality_accidents",
    "safety_accidents",
    "environment_accidents",
    "other_violations",
)
NEEDED_NOW = (
    "industrial_policy_findings",
    "environmental_policy_findings",
    "quality_policy_findings",
    "required_licences",
    "trademark_disputes",
    *BY_BODY_ONLY,
)
BY_CREDIT_REPORT = ("joint_punishment", "penalties")
"""Lists that a public credit report covers as well."""


def periods(list_: str, as_of: date) -> Iterator[tuple[str, date, date]]:
    """The declarations of a list: area, first day, and the day on which it was drawn, up to which it reaches."""
    declared = DECLARED[list_]
    first, drawn = date(as_of.year - declared.years, 1, 1), as_of - UP_TO_NOW
    if not declared.by_county:
        yield CITY, first, drawn
        return
    for area in AREAS:
        if area in declared.missing:
            continue
        if area in declared.stale:
            yield area, first, as_of - LONG_AGO
        elif area in declared.with_gap:
            yield area, first, date(as_of.year - 2, 6, 30)
            yield area, date(as_of.year - 1, 1, 1), drawn
        else:
            yield area, first, drawn


def is_declared(list_: str, area: str | None, since: date, as_of: date) -> bool:
    """Whether the departments' own lists reach from that day to now for a body of this area."""
    if list_ not in DECLARED or area is None:
        return False
    return any(
        area.startswith(covered) and first <= since and last == as_of - UP_TO_NOW
        for covered, first, last in periods(list_, as_of)
    )


def undeclared_areas(list_: str) -> tuple[str, ...]:
    """Where a list is missing or stale; everywhere for lists that nobody draws for a county."""
    if list_ not in DECLARED:
        return AREAS
    return DECLARED[list_].missing + DECLARED[list_].stale
