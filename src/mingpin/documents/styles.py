"""How documents look: one palette for workbooks and pages, and the cell styles of workbooks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mingpin.engine import Verdict

INK, INK_SOFT, INK_FAINT = "#1d2129", "#4e5969", "#6b7480"
LINE, GROUND, CARD = "#e5e6eb", "#f5f6f8", "#ffffff"
ACCENT = "#b3261e"
LINK = "#1f5fbf"

STATUS_INK = {
    Verdict.MET: "#1a7f4b",
    Verdict.NOT_MET: "#b3261e",
    Verdict.UNDETERMINED: "#8a6100",
    Verdict.NOT_APPLICABLE: "#6b7480",
}
"""Colours of status words: each at least 4.5:1 on white, and on its own pale ground."""

STATUS_GROUND = {
    Verdict.MET: "#ebf6f0",
    Verdict.NOT_MET: "#fdf0ee",
    Verdict.UNDETERMINED: "#fff6e0",
    Verdict.NOT_APPLICABLE: "#ffffff",
}
STATUS_BAR = {
    Verdict.MET: "#1a7f4b",
    Verdict.NOT_MET: "#b3261e",
    Verdict.UNDETERMINED: "#e0a100",
    Verdict.NOT_APPLICABLE: "#c0c6cf",
}
"""Fills of bars, and dots beside words."""

FONT = "微软雅黑"


@dataclass(frozen=True)
class Style:
    """How a cell looks. Heights and widths belong to rows and columns, not to cells."""

    bold: bool = False
    size: float = 10.5
    ink: str = INK
    ground: str = ""
    align: str = "left"
    wrap: bool = False
    number: str = ""
    line_below: str = ""
    line_above: str = ""
    underline: bool = False
    middle: bool = True
    indent: int = 0

    def properties(self, is_text_marked: bool = False) -> dict[str, Any]:
        """The properties under which xlsxwriter knows it."""
        found: dict[str, Any] = {
            "font_name": FONT,
            "font_size": self.size,
            "font_color": self.ink,
            "align": self.align,
            "valign": "vcenter" if self.middle else "top",
            "bold": self.bold,
            "text_wrap": self.wrap,
            "quote_prefix": is_text_marked,
        }
        if self.ground:
            found |= {"bg_color": self.ground, "pattern": 1}
        if self.number:
            found["num_format"] = self.number
        if self.line_below:
            found |= {"bottom": 1, "bottom_color": self.line_below}
        if self.line_above:
            found |= {"top": 1, "top_color": self.line_above}
        if self.indent:
            found["indent"] = self.indent
        if self.underline:
            found["underline"] = 1
        return found


PLAIN = Style(line_below=LINE)
WRAPPED = Style(wrap=True, line_below=LINE, middle=False)
FAINT = Style(ink=INK_FAINT, line_below=LINE)
NUMBER = Style(align="right", number="#,##0", line_below=LINE)
STRONG = Style(bold=True, line_below=LINE)
HEADER = Style(bold=True, size=10, ink=INK_SOFT, ground=GROUND, wrap=True, line_below="#c9cdd4", line_above="#c9cdd4")
HEADER_RIGHT = Style(
    bold=True,
    size=10,
    ink=INK_SOFT,
    ground=GROUND,
    wrap=True,
    align="right",
    line_below="#c9cdd4",
    line_above="#c9cdd4",
)
BANNER = Style(size=10, ink="#ffffff", ground=INK, align="center")
TITLE = Style(bold=True, size=20)
SUBTITLE = Style(size=10.5, ink=INK_SOFT)
NOTE = Style(size=9.5, ink=INK_FAINT)
NOTE_WRAPPED = Style(size=9.5, ink=INK_FAINT, wrap=True, middle=False)
SECTION = Style(bold=True, size=13)
TILE_LABEL = Style(size=10, ink=INK_SOFT, ground=GROUND, indent=1)
TILE_NUMBER = Style(bold=True, size=22, ground=GROUND, number="#,##0", indent=1)
LINKED = Style(ink=LINK, underline=True)
STATUS = {
    verdict: Style(ink=STATUS_INK[verdict], ground=STATUS_GROUND[verdict], line_below=LINE)
    if verdict is not Verdict.NOT_APPLICABLE
    else Style(ink=STATUS_INK[verdict], line_below=LINE)
    for verdict in Verdict
}
STATUS_STRONG = {
    verdict: Style(bold=True, ink=STATUS_INK[verdict], ground=STATUS_GROUND[verdict], line_below=LINE)
    for verdict in Verdict
}
STATUS_NUMBER = {
    verdict: Style(ink=STATUS_INK[verdict], align="right", number="#,##0", line_below=LINE) for verdict in Verdict
}
