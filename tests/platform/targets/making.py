"""Honours and other records that targets count, made through the actions."""

from __future__ import annotations

from datetime import date
from typing import Any

from mingpin.registry.models import EvidenceRow, Subject
from mingpin.registry.states import BatchKind
from mingpin.registry.taking import take_in
from mingpin.vocabulary.evidence import rows_frame
from mingpin.vocabulary.place import shared_vocabulary
from tests.platform.cast import WEIHUI
from tests.platform.registry.making import PLATFORM, a_row, a_subject

GOVERNOR, MAYOR, SRDI, BRANDS, TRAINS = (
    "opinion.3.1.t2",
    "opinion.3.1.t3",
    "opinion.3.1.t5",
    "opinion.3.1.t4",
    "opinion.3.3.t2",
)
CULTIVATED = "plan.2"
DAY = date(2024, 6, 30)


def a_winner(name: str, area: str = WEIHUI, *, awarded_on: str = "2023-12-01", scheme: str = "governor_quality_award",
             **values: Any) -> tuple[Subject, EvidenceRow]:  # fmt: skip
    """A subject with an honour."""
    subject = a_subject(name, area)
    return subject, a_row(subject, scheme=scheme, awarded_on=awarded_on, **values)


def declare_complete(*lists: str, area: str = "4107", as_of: str = "2024-06-15") -> None:
    """Somebody declares these lists complete for an area."""
    table = shared_vocabulary().tables["coverage"]
    rows = [
        {"list": one, "area": area, "period_from": "2020-01-01", "period_to": as_of, "as_of": as_of} for one in lists
    ]
    take_in({"coverage": rows_frame(table, rows)}, kind=BatchKind.IMPORT, title="声明", by=PLATFORM)
