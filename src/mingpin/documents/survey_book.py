"""摸底调查.xlsx: the workbook of a survey, for officials: overview, list, what is missing, rejected rows, basis."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mingpin.documents.report import SurveyReport
from mingpin.documents.sheet_basis import write_basis
from mingpin.documents.sheet_list import write_list
from mingpin.documents.sheet_missing import write_missing
from mingpin.documents.sheet_overview import write_overview
from mingpin.documents.sheet_rejected import write_rejected
from mingpin.documents.workbook import Workbook
from mingpin.language import _, in_language

Progress = Callable[[int], None]
"""Called with the number of subjects just written."""


def write_survey_book(path: Path, report: SurveyReport, progress: Progress = lambda written: None) -> None:
    """Writes the workbook; after an error nothing is left at `path`."""
    title = _("Baseline survey {year}").format(year=report.program.year)
    with Workbook(path, title=title, subject=in_language(report.program.pack.title)) as book:
        write_overview(book, report)
        write_list(book, report, progress)
        write_missing(book, report)
        write_rejected(book, report)
        write_basis(book, report)
