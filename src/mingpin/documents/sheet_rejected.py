"""The rows that were not accepted, each with its reason beside the cell: to be corrected and sent again (house rule 9)."""

from __future__ import annotations

from mingpin.documents.report import SurveyReport
from mingpin.documents.sheet_parts import for_paper, head, rejected_name
from mingpin.documents.styles import ACCENT, FAINT, HEADER, LINE, PLAIN, STATUS_GROUND, STATUS_INK, Style
from mingpin.documents.workbook import Cell, Workbook
from mingpin.engine import Verdict
from mingpin.language import _

WIDTHS = (30, 16, 8, 24, 28, 62, 90)
FAULTY = Style(bold=True, ink=STATUS_INK[Verdict.NOT_MET], ground=STATUS_GROUND[Verdict.NOT_MET], line_below=LINE)
REASON = Style(ink=STATUS_INK[Verdict.NOT_MET], line_below=LINE)
ROW_NUMBER = Style(align="right", number="0", line_below=LINE)


def write_rejected(book: Workbook, report: SurveyReport) -> None:
    """Writes the sheet."""
    sheet = book.sheet(rejected_name(), WIDTHS)
    rows = report.rows
    note = _("{read} rows read, {accepted} accepted, {rejected} not accepted. One line for each faulty cell.")
    told = note.format(**{key: f"{number:,}" for key, number in rows.items()})
    head(sheet, report, rejected_name(), told, last=len(WIDTHS) - 1)
    titles = [
        _("File"),
        _("Sheet"),
        _("Row"),
        _("Column"),
        _("As it stands"),
        _("Reason and what to do"),
        _("The whole row"),
    ]
    header = sheet.row(titles, style=HEADER, height=26)
    columns = ("file", "sheet", "row", "column", "value", "reason", "text")
    for file, part, row, column, value, reason, text in report.rejected.select(columns).iter_rows():
        sheet.row(
            [
                Cell(file, FAINT),
                Cell(part, FAINT),
                Cell(row, ROW_NUMBER),
                Cell(column or _("the whole row"), PLAIN),
                Cell(value, FAULTY),
                Cell(reason, REASON),
                Cell(text, FAINT),
            ],
            height=22,
        )
    if report.rejected.height:
        sheet.worksheet.autofilter(header, 0, sheet.next_row - 1, len(WIDTHS) - 1)
        sheet.worksheet.set_tab_color(ACCENT)
    else:
        sheet.row([_("Every row was accepted.")], style=FAINT, height=24)
    sheet.worksheet.freeze_panes(header + 1, 0)
    for_paper(sheet, repeat=(header, header))
