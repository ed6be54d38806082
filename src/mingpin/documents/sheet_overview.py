"""The first sheet: verdicts, the funnel by clause, and how counties and fields stand."""

from __future__ import annotations

from dataclasses import replace

from mingpin.documents.charts import Block, pale, verdict_chart
from mingpin.documents.figures import FunnelStep, Share, shares
from mingpin.documents.report import SurveyReport
from mingpin.documents.sheet_parts import (
    basis_name,
    column_word,
    demonstration_words,
    for_paper,
    list_name,
    missing_name,
    overview_name,
    rejected_name,
)
from mingpin.documents.styles import (
    ACCENT,
    BANNER,
    FAINT,
    HEADER,
    HEADER_RIGHT,
    INK_SOFT,
    LINKED,
    NOTE,
    NUMBER,
    PLAIN,
    SECTION,
    STATUS_BAR,
    STATUS_INK,
    STATUS_NUMBER,
    SUBTITLE,
    TILE_LABEL,
    TILE_NUMBER,
    TITLE,
)
from mingpin.documents.wording import WORDS_ORDER, code_word, kind_word, rows_told, verdict_word
from mingpin.documents.workbook import Cell, Sheet, Workbook, fitting, wide
from mingpin.engine import Verdict
from mingpin.language import _, in_language

WIDTHS = (2, 9, 50, 24, 12, 12, 12, 12, 12, 62)
LAST = len(WIDTHS) - 1
FIRST = 1
CLAUSE, COUNTS = 2, 4
"""The column of labels, and that of the first count; the others follow in `WORDS_ORDER`."""
FEW = 2
PIXELS_OF_A_LINE, PIXELS_OF_A_ROW = 20, 27
TILES = (1, 3, 4, 6, 8)


def write_overview(book: Workbook, report: SurveyReport) -> None:
    """Writes the sheet."""
    sheet = book.sheet(overview_name(), WIDTHS)
    _title(sheet, report)
    _tiles(sheet, report)
    _clauses(book, sheet, report)
    for column, heading in (
        ("area", _("By county")),
        ("domain", _("By domain")),
        ("industry_field", _("By field named in the document")),
    ):
        _breakdown(book, sheet, report, column, heading)
    sheet.worksheet.set_tab_color(ACCENT)
    sheet.worksheet.set_zoom(90)
    for_paper(sheet)


def _title(sheet: Sheet, report: SurveyReport) -> None:
    program = report.program
    if report.is_demonstration:
        sheet.merged(demonstration_words(), BANNER, first=0, last=LAST)
        sheet.row((), height=20)
    sheet.gap(6)
    heading = _("Baseline survey · programme year {year} · as of {day}")
    sheet.row([heading.format(year=program.year, day=program.as_of.isoformat())], style=TITLE, height=36, first=FIRST)
    sheet.row([in_language(program.pack.title)], style=SUBTITLE, height=20, first=FIRST)
    read = _("{rows}. Counts are subjects.").format(rows=rows_told(report.rows))
    sheet.row([read], style=NOTE, height=18, first=FIRST)
    sheet.gap(8)


def _tiles(sheet: Sheet, report: SurveyReport) -> None:
    counts = report.survey.verdict_counts
    alone = sum(item.alone for item in report.missing)
    tiles: list[tuple[str, int, str]] = [(_("subjects"), report.survey.evidence.subjects.height, "")]
    tiles += [
        (f"● {verdict_word(verdict)}", counts[verdict], STATUS_INK[verdict])
        for verdict in (Verdict.MET, Verdict.NOT_MET, Verdict.UNDETERMINED)
    ]
    tiles += [(_("wait for one answer only"), alone, INK_SOFT)]
    spans = [(column, following - 1) for column, following in zip(TILES, (*TILES[1:], LAST + 1), strict=True)]
    for line, height in ((0, 24), (1, 40)):
        for (label, number, ink), (first, last) in zip(tiles, spans, strict=True):
            style = replace(TILE_LABEL, ink=ink or TILE_LABEL.ink, bold=bool(ink))
            if line:
                style = replace(TILE_NUMBER, ink=ink or TILE_NUMBER.ink)
            sheet.merged(label if line == 0 else number, style, first=first, last=last)
        sheet.row((), height=height)
    links = [
        Cell(_("→ {sheet}").format(sheet=name), LINKED, f"'{name}'!A1")
        for name in (list_name(), missing_name(), rejected_name(), basis_name())
    ]
    sheet.gap(4)
    sheet.row([None, links[0], links[1], links[2], None, links[3]], first=FIRST, height=20, style=LINKED)
    sheet.gap(8)


def _clauses(book: Workbook, sheet: Sheet, report: SurveyReport) -> None:
    sheet.row([_("Clause by clause")], style=SECTION, height=26, first=FIRST)
    note = _("In the document's order. “Still in” counts the subjects that no clause up to here is against.")
    sheet.row([note], style=NOTE, height=18, first=FIRST)
    header: list[Cell | str] = [_("Kind"), _("Clause"), _("Place in the document")]
    header += [Cell(verdict_word(verdict), HEADER_RIGHT) for verdict in WORDS_ORDER]
    header += [Cell(_("Still in"), HEADER_RIGHT), Cell(_("What is missing most often"), replace(HEADER, indent=1))]
    sheet.row(header, style=HEADER, height=26, first=FIRST)
    top = sheet.next_row
    for step in report.funnel:
        sheet.row(_clause_row(step, report), first=FIRST, height=22)
    if not report.funnel:
        return
    subjects = report.survey.evidence.subjects.height
    for place, verdict in enumerate(WORDS_ORDER):
        sheet.bars(top, sheet.next_row - 1, COUNTS + place, pale(STATUS_BAR[verdict]), subjects)
    sheet.bars(top, sheet.next_row - 1, COUNTS + len(WORDS_ORDER), pale("#86909c"), subjects)
    sheet.gap(12)
    height = 70 + 22 * len(report.funnel)
    chart = verdict_chart(book, sheet, Block(top, sheet.next_row - 2, CLAUSE, WORDS_ORDER), _("Verdicts by clause"))
    sheet.place(chart, sheet.next_row, FIRST, width=1190, height=height)
    for _line in range(-(-height // PIXELS_OF_A_LINE) + 1):
        sheet.row((), height=15)


def _clause_row(step: FunnelStep, report: SurveyReport) -> list[Cell | str | int]:
    clause = step.clause
    main = max(step.reasons, key=lambda reason: step.reasons[reason], default=None)
    why = ""
    if main is not None:
        number = f"（{step.reasons[main]:,}）"
        why = fitting(report.words.sentence(main), WIDTHS[-1] - wide(number) - 2) + number
    if not step.has_basis:
        why = _("The document says nothing for {year}.").format(year=report.program.year)
    counts = [Cell(step.verdicts[verdict], STATUS_NUMBER[verdict]) for verdict in WORDS_ORDER]
    return [
        Cell(kind_word(clause.kind), FAINT),
        in_language(clause.title),
        Cell(clause.number, FAINT),
        *counts,
        Cell(step.remaining, NUMBER),
        Cell(why, replace(FAINT, indent=1)),
    ]


def _breakdown(book: Workbook, sheet: Sheet, report: SurveyReport, column: str, heading: str) -> None:
    """A table of verdicts by a column of the register, with a chart at its right."""
    found = shares(report.survey, column)
    sheet.row([heading], style=SECTION, height=26, first=FIRST)
    verdicts = WORDS_ORDER[:3]
    top = sheet.next_row + 1
    sheet.merged(column_word(report, column), HEADER, first=FIRST, last=CLAUSE)
    titles = [_("Subjects"), *(verdict_word(verdict) for verdict in verdicts)]
    sheet.row(titles, style=HEADER_RIGHT, height=26, first=CLAUSE + 1)
    for share in found:
        sheet.merged(_share_label(report, column, share), PLAIN, first=FIRST, last=CLAUSE)
        counts = [Cell(share.verdicts[verdict], STATUS_NUMBER[verdict]) for verdict in verdicts]
        sheet.row([Cell(share.subjects, NUMBER), *counts], first=CLAUSE + 1, height=20)
    most = max((share.subjects for share in found), default=0)
    for place, verdict in enumerate(verdicts):
        sheet.bars(top, sheet.next_row - 1, COUNTS + place, pale(STATUS_BAR[verdict]), most)
    if len(found) > FEW:
        chart = verdict_chart(book, sheet, Block(top, sheet.next_row - 1, FIRST, verdicts), heading)
        sheet.place(
            chart, top - 1, COUNTS + len(verdicts), width=640, height=max(30 + PIXELS_OF_A_ROW * len(found), 220)
        )
    sheet.gap(14)


def _share_label(report: SurveyReport, column: str, share: Share) -> str:
    vocabulary = report.program.pack.vocabulary
    classification = vocabulary.tables["subjects"].columns[column].classification or ""
    return code_word(vocabulary, classification, share.code)
