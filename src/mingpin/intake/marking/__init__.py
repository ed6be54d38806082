"""What became of every row, written into the workbook in which the rows came."""

from __future__ import annotations

from mingpin.intake.marking.gather import Place, has_marks, marks_of, tokens_in
from mingpin.intake.marking.mark import is_as_marked, mark_workbook
from mingpin.intake.marking.shapes import MARKED_SUFFIX, NOTES_SHEET, RowMark, SheetMarks, State
from mingpin.intake.marking.taken import TakenRows
from mingpin.intake.marking.words import marks_in, token_in

__all__ = [
    "MARKED_SUFFIX",
    "NOTES_SHEET",
    "Place",
    "RowMark",
    "SheetMarks",
    "State",
    "TakenRows",
    "has_marks",
    "is_as_marked",
    "mark_workbook",
    "marks_in",
    "marks_of",
    "token_in",
    "tokens_in",
]
