"""What all sheets of the survey's workbook share: their names, headings and printing."""

from __future__ import annotations

from mingpin.documents.report import SurveyReport
from mingpin.documents.styles import BANNER, SUBTITLE, TITLE
from mingpin.documents.workbook import Sheet
from mingpin.language import _, in_language

A3, A4 = 8, 9


def overview_name() -> str:
    return _("Overview")


def list_name() -> str:
    return _("List of subjects")


def missing_name() -> str:
    return _("What is missing")


def rejected_name() -> str:
    return _("Rows not accepted")


def basis_name() -> str:
    return _("Basis")


def demonstration_words() -> str:
    """What every sheet and page made from fictitious data says."""
    return _("Demonstration data: organisations, people and figures are fictitious")


def column_word(report: SurveyReport, column: str) -> str:
    """The title of a column of the register."""
    return in_language(report.program.pack.vocabulary.tables["subjects"].columns[column].label)


def head(sheet: Sheet, report: SurveyReport, title: str, note: str, *, last: int) -> None:
    """The heading of a sheet over the columns 0 to `last`: the demonstration banner where due, title, and one sentence."""
    if report.is_demonstration:
        sheet.merged(demonstration_words(), BANNER, first=0, last=last)
        sheet.row((), height=20)
    sheet.row([title], style=TITLE, height=36)
    sheet.row([note], style=SUBTITLE, height=20)
    sheet.gap(6)


def for_paper(sheet: Sheet, *, repeat: tuple[int, int] | None = None, paper: int = A4) -> None:
    """Landscape, as wide as one page, page numbers below, the header row repeated."""
    page = sheet.worksheet
    page.set_paper(paper)
    page.set_landscape()
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.set_footer("&L&8&A&R&8&P / &N")
    if repeat is not None:
        page.repeat_rows(*repeat)


def run_words(report: SurveyReport) -> str:
    """The run in one line: document, year, day."""
    return _("{pack} · programme year {year} · as of {day}").format(
        pack=in_language(report.program.pack.title), year=report.program.year, day=report.program.as_of.isoformat()
    )
