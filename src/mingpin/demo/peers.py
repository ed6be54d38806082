"""Published quantiles of the province, for some industries and not for others."""

from __future__ import annotations

from mingpin.demo.bodies import Stage
from mingpin.demo.fields import ALL_FIELDS, BY_DOMAIN, Field
from mingpin.demo.name_parts import MARKED

PROVINCE = "41"
SPREAD = 0.9
"""How far revenues of an industry lie apart: the standard deviation of their logarithm."""
MARGIN = (10, 100)
"""Profit and tax together, of revenue, at the thresholds: a tenth."""

PUBLISHED = frozenset(
    {
        "C14", "C26", "C27", "C34", "C35", "C36", "C38", "C39", "A01", "A03",
        "F52", "G54", "H62", "I65", "N78", "Q84", "R88", "E47", "E48",
    }
)  # fmt: skip

_MEASURES = ("revenue", "profit+tax")
_ABOVE_MEDIAN = {50_000: 4.39, 100_000: 3.17, 200_000: 2.13, 300_000: 1.60, 500_000: 1.0}
"""For the top share in millionths: the threshold as a multiple of the median, at this spread."""
FEN = 100
_TEN_THOUSAND_YUAN = 10_000 * FEN


def is_published(field: Field) -> bool:
    """Whether the province has published quantiles for the field's industry."""
    return field.industry in PUBLISHED


def fields_of(domain: str, *, published: bool) -> tuple[Field, ...]:
    """The fields of a domain for whose industry quantiles are published, or not."""
    return tuple(field for field in BY_DOMAIN[domain] if is_published(field) is published)


def add_peer_thresholds(stage: Stage) -> None:
    """The quantile tables of the last two years."""
    medians: dict[str, int] = {}
    for field in ALL_FIELDS:
        medians.setdefault(field.industry, field.revenue)
    for year in (stage.as_of.year - 2, stage.as_of.year - 1):
        for industry in sorted(PUBLISHED):
            population = stage.chance.whole(180, 2600)
            for measure in _MEASURES:
                for share, multiple in _ABOVE_MEDIAN.items():
                    threshold = int(medians[industry] * multiple) * _TEN_THOUSAND_YUAN
                    if measure != "revenue":
                        threshold = threshold * MARGIN[0] // MARGIN[1]
                    stage.ledger.add(
                        "peer_thresholds",
                        area=PROVINCE,
                        industry=industry,
                        year=year,
                        measure=measure,
                        share=share,
                        threshold=threshold,
                        population=population,
                        source=f"{MARKED}全省规模以上单位分位值（虚构）",
                    )
