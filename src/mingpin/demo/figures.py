"""Yearly figures: revenue, profit, tax."""

from __future__ import annotations

from mingpin.demo.bodies import Applicant, Body, Stage
from mingpin.demo.peers import FEN, SPREAD
from mingpin.demo.twists import Twist

YEARS = 4
"""How many closed years before the day of the data have figures."""
_YUAN_PER_TEN_THOUSAND = 10_000
_SIZE = {"individual_business": 0.06, "family_farm": 0.15, "cooperative": 0.5, "association": 0.1, "government": 0.0}


def add_figures(stage: Stage, body: Body, applicant: Applicant) -> None:
    """The figures of the last closed years. Those of a regional brand are the brand's sales and stand under the brand."""
    chance, last = stage.chance, stage.as_of.year - 1
    if body.has(Twist.NO_FIGURES):
        last -= 1 if body.is_prepared or chance.happens(200) else YEARS
    of_brand = applicant.kind == "regional_brand"
    bearer = (applicant.subject_id, applicant.name) if of_brand else (body.subject_id, body.name)
    size = _scale(stage, body, of_brand=of_brand)
    first = max(stage.as_of.year - YEARS, body.founded_on.year)
    is_audited = body.is_prepared or chance.happens(350)
    for year in range(first, last + 1):
        revenue = int(size * body.field.revenue * _YUAN_PER_TEN_THOUSAND * (0.9 + 0.2 * chance.fraction()))
        profit, net_profit, tax = _results(stage, body, revenue, year)
        is_last = year == stage.as_of.year - 1
        stage.ledger.add(
            "financials",
            subject_id=bearer[0],
            subject_name=bearer[1],
            year=year,
            revenue=revenue * FEN,
            profit=profit * FEN,
            net_profit=net_profit * FEN if is_audited or chance.happens(700) else None,
            tax=None if is_last and body.has(Twist.TAX_OPEN) else tax * FEN,
            profit_tax=None if is_last and body.has(Twist.TAX_OPEN) else (profit + tax) * FEN,
            is_audited=is_audited,
        )


def _scale(stage: Stage, body: Body, *, of_brand: bool) -> float:
    """Revenue as a multiple of the industry's median."""
    if not body.is_prepared:
        return stage.chance.spread(SPREAD) * (1.0 if of_brand else _SIZE.get(body.kind, 1.0))
    if body.has(Twist.SMALL):
        return 0.2 + 0.4 * stage.chance.fraction()
    return 5.0 + 5.0 * stage.chance.fraction()


def _results(stage: Stage, body: Body, revenue: int, year: int) -> tuple[int, int, int]:
    """Total profit, net profit and tax of a year, in yuan."""
    fraction, years_ago = stage.chance.fraction, stage.as_of.year - year
    tax = int(revenue * (0.03 + 0.03 * fraction()))
    if body.is_prepared:
        profit = int(revenue * (0.10 + 0.05 * fraction()))
        is_loss = years_ago == 1 and body.has(Twist.LOSS, Twist.LOSS_AND_LISTED)
        is_loss = is_loss or (years_ago == 2 and body.has(Twist.LOSS_EARLIER))
        if years_ago == 1 and body.has(Twist.ONE_INDICATOR):
            return int(revenue * 0.004), int(revenue * 0.002), int(revenue * 0.004)
    else:
        profit = int(revenue * 0.06 * stage.chance.spread(0.6))
        is_loss = stage.chance.happens(80) or (years_ago == 1 and body.has(Twist.LOSS_AND_LISTED))
        is_loss = is_loss or (years_ago > 1 and body.has(Twist.LOSS_EARLIER))
    if is_loss:
        loss = -max(int(revenue * (0.01 + 0.08 * fraction())), 1)
        return loss, loss, tax // 4
    if years_ago == 1 and body.has(Twist.NET_LOSS):
        return profit, -int(revenue * 0.01) - 1, tax
    return profit, int(profit * 0.76), tax
