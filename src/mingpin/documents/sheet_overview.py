"""The first sheet: verdicts, the funnel by clause, and how counties and fields stand."""

from __future__ import annotations

from collections.abc import Sequence

from mingpin.documents.figures import FunnelStep, Share, funnel, missing, shares
from mingpin.documents.report import SurveyReport
from mingpin.documents.sheet_parts import (
    basis_name,
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
    FONT,
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
    Style,
)
from mingpin.documents.wording import WORDS_ORDER, code_word, kind_word, verdict_word
from mingpin.documents.workbook import Cell, Sheet, Workbook
from mingpin.engine import Verdict
from mingpin.language import _, in_language

WIDTHS = (2, 9, 44, 25, 11, 11, 11, 11, 13, 58)
LAST = len(WIDTHS) - 1
FIRST = 1
COUNTS = 4
"""The column of the first count; the others follow in `WORDS_ORDER`."""
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
    sheet.row(
        [heading.format(year=program.year, day=program.as_of.isoformat())], style=TITLE, height=36, first=FIRST
    )
    sheet.row([in_language(program.pack.title)], style=SUBTITLE, height=20, first=FIRST)
    rows = report.rows
    read = _("{read} rows read = {accepted} accepted + {rejected} not accepted. Counts are subjects.")
    sheet.row(
        [read.format(**{key: f"{number:,}" for key, number in rows.items()})], style=NOTE, height=18, first=FIRST
    )
    sheet.gap(8)


def _tiles(sheet: Sheet, report: SurveyReport) -> None:
    counts = report.survey.verdict_counts
    alone = sum(item.alone for item in missing(report.survey))
    tiles: list[tuple[str, int, str]] = [(_("subjects"), report.survey.evidence.subjects.height, "")]
    tiles += [
        (f"● {verdict_word(verdict)}", counts[verdict], STATUS_INK[verdict])
        for verdict in (Verdict.MET, Verdict.NOT_MET, Verdict.UNDETERMINED)
    ]
    tiles += [(_("wait for one answer only"), alone, INK_SOFT)]
    spans = [(column, following - 1) for column, following in zip(TILES, (*TILES[1:], LAST), strict=True)]
    for line, height in ((0, 24), (1, 40)):
        for (label, number, ink), (first, last) in zip(tiles, spans, strict=True):
            style = Style(**{**vars(TILE_LABEL), "ink": ink or TILE_LABEL.ink, "bold": bool(ink)})
            if line:
                style = Style(**{**vars(TILE_NUMBER), "ink": ink or TILE_NUMBER.ink})
            sheet.merged(f"  {label}" if line == 0 else number, style, first=first, last=last)
        sheet.row((), height=height)
    links = [
        Cell(_("→ {sheet}").format(sheet=name), LINKED, f"'{name}'!A1")
        for name in (list_name(), missing_name(), rejected_name(), basis_name())
    ]
    sheet.gap(4)
    sheet.row([None, links[0], links[1], links[2], None, links[3]], first=FIRST, height=20, style=LINKED)
    sheet.gap(8)


def _clauses(book: Workbook, sheet: Sheet, report: SurveyReport) -> None:
    sheet.row([_("Clause by clause")], style=SECTION, height=24, first=FIRST)
    sheet.row(
        [_("In the document's order. “Still in” counts the subjects that no clause up to here is against.")],
        style=NOTE,
        height=18,
        first=FIRST,
    )
    header: list[Cell | str] = [_("Kind"), _("Clause"), _("Place in the document")]
    header += [Cell(verdict_word(verdict), HEADER_RIGHT) for verdict in WORDS_ORDER]
    header += [Cell(_("Still in"), HEADER_RIGHT), _("What is missing most often")]
    sheet.row(header, style=HEADER, height=24, first=FIRST)
    steps = funnel(report.survey)
    top = sheet.next_row
    for step in steps:
        sheet.row(_clause_row(step, report), first=FIRST, height=22)
    _bars(sheet, top, sheet.next_row - 1, remaining=True)
    sheet.gap(12)
    if steps:
        _chart(book, sheet, top, len(steps), label_column=2, title=_("Verdicts by clause"), height=40 + 26 * len(steps))


def _clause_row(step: FunnelStep, report: SurveyReport) -> list[Cell | str | int]:
    clause = step.clause
    main = max(step.reasons, key=lambda reason: step.reasons[reason], default=None)
    why = f"{report.words.sentence(main)}（{step.reasons[main]:,}）" if main is not None else ""
    if not step.has_basis:
        why = _("The document says nothing for {year}.").format(year=report.program.year)
    counts = [Cell(step.verdicts[verdict], STATUS_NUMBER[verdict]) for verdict in WORDS_ORDER]
    return [
        Cell(kind_word(clause.kind), FAINT),
        in_language(clause.title),
        Cell(clause.number, FAINT),
        *counts,
        Cell(step.remaining, NUMBER),
        Cell(why, FAINT),
    ]


def _breakdown(book: Workbook, sheet: Sheet, report: SurveyReport, column: str, heading: str) -> None:
    found = shares(report.survey, column)
    sheet.row([heading], style=SECTION, height=24, first=FIRST)
    verdicts = WORDS_ORDER[:3]
    header: list[Cell | str | None] = [heading_of(report, column), None, Cell(_("Subjects"), HEADER_RIGHT)]
    header += [Cell(verdict_word(verdict), HEADER_RIGHT) for verdict in verdicts]
    number = sheet.next_row
    sheet.merged(heading_of(report, column), HEADER, first=FIRST, last=FIRST + 1)
    sheet.row(header[2:], style=HEADER, height=24, first=FIRST + 2)
    for share in found:
        sheet.merged(_share_label(report, column, share), PLAIN, first=FIRST, last=FIRST + 1)
        counts = [Cell(share.verdicts[verdict], STATUS_NUMBER[verdict]) for verdict in verdicts]
        sheet.row([Cell(share.subjects, NUMBER), *counts], first=FIRST + 2, height=20)
    _bars(sheet, number + 1, sheet.next_row - 1, remaining=False)
    sheet.gap(12)


def heading_of(report: SurveyReport, column: str) -> str:
    """The label of a subject column."""
    return in_language(report.program.pack.vocabulary.tables["subjects"].columns[column].label)


def _share_label(report: SurveyReport, column: str, share: Share) -> str:
    vocabulary = report.program.pack.vocabulary
    classification = vocabulary.tables["subjects"].columns[column].classification or ""
    return code_word(vocabulary, classification, share.code)


def _bars(sheet: Sheet, top: int, bottom: int, *, remaining: bool) -> None:
    """Bars behind the numbers, each column on its own colour and all on one scale."""
    columns: Sequence[tuple[int, str]] = [
        (COUNTS + place, STATUS_BAR[verdict]) for place, verdict in enumerate(WORDS_ORDER[: 4 if remaining else 3])
    ]
    if remaining:
        columns = [*columns, (COUNTS + 4, "#86909c")]
    for column, colour in columns:
        sheet.worksheet.conditional_format(
            top,
            column,
            bottom,
            column,
            {
                "type": "data_bar",
                "bar_color": _pale(colour),
                "bar_solid": True,
                "bar_border_color": _pale(colour),
                "min_type": "num",
                "min_value": 0,
                "bar_direction": "left",
            },
        )


def _pale(colour: str, part: float = 0.72) -> str:
    channels = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(channel + (255 - channel) * part):02x}" for channel in channels)


def _chart(
    book: Workbook, sheet: Sheet, top: int, rows: int, *, label_column: int, title: str, height: int
) -> None:
    chart = book.chart("bar", "percent_stacked")
    for place, verdict in enumerate(WORDS_ORDER):
        chart.add_series(
            {
                "name": verdict_word(verdict),
                "categories": [sheet.name, top, label_column, top + rows - 1, label_column],
                "values": [sheet.name, top, COUNTS + place, top + rows - 1, COUNTS + place],
                "fill": {"color": STATUS_BAR[verdict]},
                "gap": 45,
            }
        )
    font = {"name": FONT, "size": 9, "color": INK_SOFT}
    chart.set_title({"name": title, "name_font": {**font, "size": 12, "bold": True}, "overlay": False})
    chart.set_y_axis({"reverse": True, "num_font": font, "line": {"none": True}, "major_tick_mark": "none"})
    chart.set_x_axis({"num_font": font, "major_gridlines": {"visible": True, "line": {"color": "#e5e6eb"}}})
    chart.set_legend({"position": "top", "font": font})
    chart.set_chartarea({"border": {"none": True}})
    sheet.place(chart, sheet.next_row, FIRST, width=1180, height=height)
    sheet.next_row += -(-height // 20) + 1
