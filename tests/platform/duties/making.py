"""Duties, days and people for the tests of duties."""

from __future__ import annotations

from datetime import date
from typing import Any

from mingpin.accounts.acting import Acting
from mingpin.duties.owners import duties
from mingpin.duties.standing import Duty, duties_at
from tests.platform.cast import HUIXIAN, WEIHUI, Cast

DAY = date(2024, 6, 30)
MAY, JUNE = date(2024, 5, 1), date(2024, 6, 1)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
LADDER, BUDGET, NO_OWNER = "opinion.3.1.ladder", "opinion.5.2.budget", "plan.5.2"
"""Of industry, science and market regulation; of counties, zones and member units; of nobody."""


def clause(id_: str) -> Any:
    return next(one for one in duties() if one.id == id_)


def stands(id_: str, by: Acting, day: date = DAY) -> Duty:
    return next(duty for duty in duties_at(day, by=by) if duty.clause.id == id_)


def acting_for(cast: Cast) -> Any:
    """By a body's code, the person of the cast that acts for it; None where nobody does."""
    people = {"industry_it": "chen", "market_regulation": "zheng", WEIHUI: "zhou", HUIXIAN: "wu"}
    return lambda body: getattr(cast, people[body]) if body in people else None
