"""Sheets that have a column for each year instead of a row: “2021年营业收入”, “2022年营业收入”."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from mingpin.intake.columns.known import is_measure
from mingpin.intake.columns.model import YEAR, Match, YearColumns
from mingpin.intake.columns.titles import years_in
from mingpin.language import _
from mingpin.vocabulary.model import Table


def year_columns(
    dated: Sequence[Match], plain: Mapping[str, Match], constants: Mapping[str, str], table: Table
) -> tuple[tuple[YearColumns, ...], list[tuple[Match, str]]]:
    """The columns by year, from titles that name one; and the columns for which that is not certain, each with the reason.

    Plain columns that say who, or describe, hold for every year. A plain measure beside them is of a year that we do not know.
    """
    if not dated:
        return (), []
    if YEAR in plain or YEAR in constants:
        reason = _("The title names a year, but the sheet says the year of each row elsewhere.")
        return (), [(match, reason) for match in dated]
    keys = {match.position: (_year(match), match.column.name) for match in dated}
    counts = Counter(keys.values())
    twice = [match for match in dated if counts[keys[match.position]] > 1]
    unclear = [(match, _("Another column gives the same for the same year.")) for match in twice]
    sure = [match for match in dated if match not in twice]
    if sure:
        which = _("The title names no year, while other columns do.")
        unclear += [(match, which) for match in plain.values() if is_measure(match.column)]
    years = sorted({_year(match) for match in sure})
    plan = tuple(YearColumns(year, tuple(match for match in sure if _year(match) == year)) for year in years)
    return plan, unclear


def _year(match: Match) -> int:
    return years_in(match.title)[0]
