"""What bodies of each field make, need and earn (`fields.csv`): plausible orders of magnitude, made up for the demonstration."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Field:
    """One field of work. `code` and `domain` are as in the classifications, None for bodies that the programme does not name.

    `industry` is the division of GB/T 4754, `words` are what names of its bodies say, `nice` is the class in which `goods` are
    registered, `revenue` the median of a year in 10,000 yuan, `licences` what the law asks for, `weight` how common it is.
    """

    code: str | None
    domain: str | None
    industry: str
    words: tuple[str, ...]
    goods: tuple[str, ...]
    nice: str
    revenue: int
    licences: tuple[str, ...]
    is_four_new: bool
    weight: int


def _fields() -> tuple[Field, ...]:
    table = resources.files("mingpin.demo").joinpath("fields.csv").read_text("utf-8")
    return tuple(
        Field(
            code=row["code"] or None,
            domain=row["domain"] or None,
            industry=row["industry"],
            words=tuple(row["words"].split()),
            goods=tuple(row["goods"].split()),
            nice=row["nice"],
            revenue=int(row["revenue"]),
            licences=tuple(row["licences"].split()),
            is_four_new=row["is_four_new"] == "yes",
            weight=int(row["weight"]),
        )
        for row in csv.DictReader(table.splitlines())
    )


ALL_FIELDS = _fields()
DOMAINS = ("industry", "agriculture", "services", "engineering")
"""The domains that the programme speaks of, in the document's order."""
BY_DOMAIN = {domain: tuple(field for field in ALL_FIELDS if field.domain == domain) for domain in DOMAINS}
