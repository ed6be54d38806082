"""Declarations of coverage: the departments' lists, and the searches, reports and certificates that bodies have brought."""

from __future__ import annotations

from datetime import date, timedelta

from mingpin.demo.bodies import Body, Stage
from mingpin.demo.days import new_year, years_before
from mingpin.demo.declarations import (
    BY_CREDIT_REPORT,
    DECLARED,
    NEEDED_EVER,
    NEEDED_FOR_YEARS,
    NEEDED_NOW,
    is_declared,
    periods,
)
from mingpin.demo.name_parts import MARKED

CREDIT_REPORT = "public_credit_report"
_MONTHS_36 = 3
_LATE = timedelta(300)
_FRESH = timedelta(6)


def add_declarations(stage: Stage) -> None:
    """The complete lists of the departments, city-wide or county by county."""
    for list_, known in stage.ledger.vocabulary.lists.items():
        if list_ not in DECLARED:
            continue
        holder = stage.ledger.vocabulary.label_of("department", known.holder)["zh"]
        for area, first, drawn in periods(list_, stage.as_of):
            stage.ledger.add(
                "coverage",
                list=list_,
                area=area,
                period_from=first,
                period_to=drawn,
                as_of=drawn,
                supplier=f"{MARKED}{holder}",
                source=f"{known.label['zh']}（虚构）",
            )


def add_certificates(stage: Stage, body: Body) -> None:
    """What the body has brought itself. A prepared one has closed every gap that the departments' lists leave, but for one."""
    if not body.is_prepared:
        _add_as_luck_has_it(stage, body)
        return
    as_of, skipped = stage.as_of, body.role.uncovered
    for needed, since in (
        (NEEDED_EVER, body.founded_on),
        (NEEDED_FOR_YEARS, max(new_year(as_of, 3), body.founded_on)),
        (NEEDED_NOW, as_of),
    ):
        for list_ in needed:
            if list_ != skipped and not is_declared(list_, body.area, min(since, as_of - _FRESH), as_of):
                _add(stage, body, list_, min(since, years_before(as_of, 1)), as_of - _FRESH)
    if skipped not in BY_CREDIT_REPORT:
        # Two reports that overlap reach back beyond 1 January of the third year.
        _add_credit_report(stage, body, years_before(as_of, 2))
        _add_credit_report(stage, body, as_of - _FRESH)


def _add_as_luck_has_it(stage: Stage, body: Body) -> None:
    happens, as_of = stage.chance.happens, stage.as_of
    if happens(300):
        _add_credit_report(stage, body, as_of - (_FRESH if happens(800) else _LATE))
    if happens(250):
        drawn = as_of - (_FRESH if happens(850) else _LATE)
        if body.founded_on <= drawn:
            _add(stage, body, "trademark_register", body.founded_on, drawn)
    if happens(150):
        _add(stage, body, "trademark_use", years_before(as_of, 1), as_of - _FRESH)
    if happens(20):
        _add(stage, body, "safety_accidents", new_year(as_of, 4), as_of - _FRESH)
    if happens(30):
        _add(stage, body, "required_licences", years_before(as_of, 1), as_of - _FRESH)


def _add_credit_report(stage: Stage, body: Body, drawn: date) -> None:
    _add(stage, body, CREDIT_REPORT, years_before(drawn, _MONTHS_36), drawn)


def _add(stage: Stage, body: Body, list_: str, first: date, drawn: date) -> None:
    stage.ledger.add(
        "coverage",
        list=list_,
        subject_id=body.subject_id,
        subject_name=body.name,
        period_from=first,
        period_to=drawn,
        as_of=drawn,
        supplier=body.name,
        source=f"{stage.ledger.vocabulary.lists[list_].label['zh']}（主体提供，虚构）",
    )
