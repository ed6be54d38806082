"""What is missing, grouped by who holds it: the work list of departments and enterprises."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from mingpin.documents.figures import Missing
from mingpin.documents.report import SurveyReport
from mingpin.documents.sheet_parts import for_paper, head, missing_name
from mingpin.documents.styles import FAINT, HEADER, HEADER_RIGHT, NUMBER, PLAIN, STRONG
from mingpin.documents.wording import clause_label, reason_kind_word
from mingpin.documents.workbook import Cell, Workbook
from mingpin.engine import Verdict
from mingpin.language import _

WIDTHS = (30, 14, 62, 12, 14, 70)
RULE = "#c9cdd4"


def write_missing(book: Workbook, report: SurveyReport) -> None:
    """Writes the sheet."""
    sheet = book.sheet(missing_name(), WIDTHS)
    note = _("Who can supply what. “Only this” counts the subjects that this one answer would settle.")
    head(sheet, report, missing_name(), note, last=len(WIDTHS) - 1)
    titles: list[Cell | str] = [_("Who holds it"), _("Kind"), _("What is missing")]
    titles += [Cell(_("Subjects"), HEADER_RIGHT), Cell(_("Only this"), HEADER_RIGHT), _("Clauses")]
    header = sheet.row(titles, style=HEADER, height=26)
    for holder, group in groupby(by_holder(report), key=lambda item: report.words.holder(item.reason)):
        for place, item in enumerate(group):
            sheet.row(_row(report, holder, item, is_first=place == 0), height=22)
    bottom = sheet.next_row - 1
    if bottom > header:
        sheet.worksheet.autofilter(header, 0, bottom, len(WIDTHS) - 1)
        for column, colour in ((3, "#f2dfb0"), (4, "#bfe0cd")):
            sheet.bars(header + 1, bottom, column, colour, report.survey.verdict_counts[Verdict.UNDETERMINED])
    else:
        sheet.row([_("Nothing is missing: every verdict is settled.")], style=FAINT, height=24)
    sheet.worksheet.freeze_panes(header + 1, 0)
    for_paper(sheet, repeat=(header, header))


def by_holder(report: SurveyReport) -> list[Missing]:
    """What is missing, the holder that keeps most subjects waiting first."""
    found = report.missing
    most: dict[str, int] = {}
    for item in found:
        holder = report.words.holder(item.reason)
        most[holder] = max(most.get(holder, 0), item.subjects)
    holders = {holder: place for place, holder in enumerate(sorted(most, key=lambda holder: (-most[holder], holder)))}
    return sorted(found, key=lambda item: (holders[report.words.holder(item.reason)], -item.subjects, item.reason))


def _row(report: SurveyReport, holder: str, item: Missing, *, is_first: bool) -> list[Cell]:
    above = RULE if is_first else ""
    clauses = "；".join(clause_label(clause) for clause in item.clauses)
    return [
        Cell(holder, replace(STRONG if is_first else FAINT, line_above=above)),
        Cell(reason_kind_word(item.reason.kind), replace(FAINT, line_above=above)),
        Cell(report.words.about(item.reason), replace(PLAIN, line_above=above)),
        Cell(item.subjects, replace(NUMBER, line_above=above)),
        Cell(item.alone, replace(NUMBER, line_above=above)),
        Cell(clauses, replace(FAINT, line_above=above, indent=1)),
    ]
