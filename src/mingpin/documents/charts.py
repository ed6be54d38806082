"""Charts of verdicts, in the colours of their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.chart import Chart  # type: ignore[import-untyped]

from mingpin.documents.styles import FONT, INK, INK_SOFT, LINE, STATUS_BAR
from mingpin.documents.wording import verdict_word
from mingpin.documents.workbook import Sheet, Workbook
from mingpin.engine import Verdict

FIRST_COUNT = 4


@dataclass(frozen=True)
class Block:
    """A table on a sheet: its rows, the column of its labels, and the verdicts counted from `FIRST_COUNT` on."""

    top: int
    bottom: int
    labels: int
    verdicts: Sequence[Verdict]


def verdict_chart(book: Workbook, sheet: Sheet, block: Block, title: str) -> Chart:
    """A bar for each row of the table, divided by verdict."""
    chart = book.chart("bar", "percent_stacked")
    for place, verdict in enumerate(block.verdicts):
        column = FIRST_COUNT + place
        chart.add_series(
            {
                "name": verdict_word(verdict),
                "categories": [sheet.name, block.top, block.labels, block.bottom, block.labels],
                "values": [sheet.name, block.top, column, block.bottom, column],
                "fill": {"color": STATUS_BAR[verdict]},
                "gap": 40,
            }
        )
    font = {"name": FONT, "size": 9, "color": INK_SOFT}
    chart.set_title({"name": title, "name_font": {"name": FONT, "size": 12, "bold": True, "color": INK}})
    chart.set_y_axis({"reverse": True, "num_font": font, "line": {"none": True}, "major_tick_mark": "none"})
    chart.set_x_axis(
        {"num_font": font, "line": {"none": True}, "major_gridlines": {"visible": True, "line": {"color": LINE}}}
    )
    chart.set_legend({"position": "top", "font": font})
    chart.set_chartarea({"border": {"none": True}})
    return chart


def pale(colour: str, part: float = 0.72) -> str:
    """The colour mixed with this part of white."""
    channels = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(channel + (255 - channel) * part):02x}" for channel in channels)
