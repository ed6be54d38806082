"""What time alone changes for all subjects, month by month: who comes to “met”, who falls from it."""

from __future__ import annotations

from typing import Any

import polars as pl
from rich.table import Table
from rich.text import Text

from mingpin.cli.console import STATUS, Steps
from mingpin.cli.settle_output import subject_name
from mingpin.documents.report import SurveyReport
from mingpin.documents.wording import verdict_word
from mingpin.engine import Verdict
from mingpin.engine.lowered import VERDICT
from mingpin.engine.turns import first_of_months, no_turns, turns_of_all
from mingpin.language import _

MOST_NAMED = 3
"""Subjects named in one line of the calendar."""

__all__ = ["calendar_json", "calendar_of_all", "calendar_table", "no_turns"]


def calendar_of_all(report: SurveyReport, months: int, now: Steps) -> pl.DataFrame:
    """The changes of the year's verdict on the first of each of the next months: `subject_id`, `day`, `clause`, `before`,
    `after`."""
    days = first_of_months(report.program.as_of, months)
    now.begin(_("Looking ahead"), total=len(days))
    turns = turns_of_all(report.survey, days, lambda _day: now.advance())
    return turns.filter(pl.col("clause") == VERDICT)


def calendar_json(turns: pl.DataFrame) -> list[dict[str, Any]]:
    """The calendar for machines."""
    return turns.drop("clause").with_columns(pl.col("day").dt.to_string()).to_dicts()


def calendar_table(report: SurveyReport, turns: pl.DataFrame) -> Table:
    """One line for each day and change, with how many subjects it is for and the first of them."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="faint", pad_edge=False)
    for title in (_("Time changes the verdict by"), _("Verdict"), _("Subjects"), ""):
        table.add_column(title, overflow="fold")
    lines = (
        turns.group_by("day", "before", "after", maintain_order=True).agg("subject_id").sort("day", "before", "after")
    )
    for day, before, after, ids in lines.iter_rows():
        was, is_ = Verdict(before), Verdict(after)
        change = Text.assemble((verdict_word(was), STATUS[was]), " → ", (verdict_word(is_), STATUS[is_]))
        named = _(", ").join(f"{subject_name(report, id_)} {id_}" for id_ in ids[:MOST_NAMED])
        more = _(" and {number} more").format(number=f"{len(ids) - MOST_NAMED:,}") if len(ids) > MOST_NAMED else ""
        table.add_row(day.isoformat(), change, f"{len(ids):,}", Text(named + more, style="faint"))
    return table
