"""What a sheet says of all its rows in its name, its file's name and the lines above its table: proposed, never applied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from mingpin.intake.columns.groups import codes_said
from mingpin.intake.columns.model import YEAR, Question
from mingpin.intake.columns.similar import candidate
from mingpin.intake.columns.titles import years_in
from mingpin.intake.sheets import Laid, NoteKind
from mingpin.language import _, in_language
from mingpin.vocabulary.model import Column, Table, Type, Vocabulary

_CONFIDENCE = 0.6
_ABOVE = (NoteKind.TITLE, NoteKind.REMARK)


def file_stem(laid: Laid) -> str:
    """The name of the sheet's file without folders and ending."""
    return PurePosixPath(laid.file.replace("\\", "/")).stem


def words_above(laid: Laid) -> Iterator[str]:
    """What the sheet is called and what stands above its table."""
    yield from (note.text for note in laid.head if note.kind in _ABOVE)
    yield laid.sheet
    yield file_stem(laid)


def said_by_sheet(laid: Laid, column: Column, vocabulary: Vocabulary) -> str:
    """The one entry (or year) that the sheet names for all its rows; blank where it names none or several."""
    said: set[str] = set()
    for text in words_above(laid):
        if column.classification is not None:
            said |= codes_said(vocabulary.classifications[column.classification], text)
        elif column.name == YEAR:
            said |= {str(year) for year in years_in(text)}
    return said.pop() if len(said) == 1 else ""


def missing_constants(
    laid: Laid, table: Table, given: set[str], vocabulary: Vocabulary, asked: Sequence[Question]
) -> Iterator[Question]:
    """Questions for required columns that the sheet lacks but seems to say of all its rows."""
    known = {name for question in asked for name, *_rest in question.candidates}
    for column in table.columns.values():
        is_classified = column.type in (Type.CODE, Type.LEVEL)
        if not column.is_required or column.name in given | known or not (is_classified or column.name == YEAR):
            continue
        value = said_by_sheet(laid, column, vocabulary)
        if value:
            reason = _("The sheet has no column “{label}”, but its name or title says “{value}”.").format(
                label=in_language(column.label), value=_shown(value, column, vocabulary)
            )
            yield Question(None, in_language(column.label), (candidate(column, _CONFIDENCE),), reason, True, value)


def _shown(value: str, column: Column, vocabulary: Vocabulary) -> str:
    return in_language(vocabulary.label_of(column.classification, value)) if column.classification else value
