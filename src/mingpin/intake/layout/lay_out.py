"""Lays out a sheet: what stands above its table, its titles, its records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from mingpin.intake.errors import IntakeError
from mingpin.intake.layout import words
from mingpin.intake.layout.body import Body, faults_within
from mingpin.intake.layout.header import Header, find_header
from mingpin.intake.layout.known import Known, known_to
from mingpin.intake.layout.lines import Line, Merges, first_lines, valid_codes
from mingpin.intake.layout.rows import RowReader
from mingpin.intake.layout.shape import shape_of
from mingpin.intake.sheets import GROUP_TITLE, ROW, Batch, Grid, Laid, Merged, Note, NoteKind, cell
from mingpin.language import _
from mingpin.vocabulary.model import Vocabulary

HEADER_WITHIN = 60
"""Rows with content among which the header must be."""
_SAMPLE = 260
_SHOWN = 60


def lay_out(grid: Grid, vocabulary: Vocabulary) -> Laid | None:
    """The sheet as a table; None where it has no content at all.

    Raises IntakeError where no row can be the header, where records stand above it, or where two lines give different units of
    amounts; for a line under the table, this is found only when `batches` comes to it.
    """
    if grid.titles:
        return Laid(grid.file, grid.sheet, grid.titles, lambda: _all_data(grid), notes=grid.notes)
    lines = first_lines(grid, _SAMPLE)
    if not lines:
        if any(block.malformed for block in grid.blocks()):
            raise _no_header(grid, _("None of its rows can be read."))
        return None
    known, codes = known_to(vocabulary), valid_codes(lines)
    merges = Merges(grid.merged, max(line.filled[-1][0] + 1 for line in lines))
    header = find_header(lines[:HEADER_WITHIN], merges, known, codes)
    if header is None:
        why = _("Row {row} already holds data, or a text that is no title: {text}.")
        raise _no_header(grid, why.format(row=lines[0].row, text=_shortened(lines[0].text)))
    shape = shape_of(header, lines[header.last + 1 :], known)
    _refuse_records(grid, lines[: header.first], codes, shape.typical, known)
    head = tuple(_head(lines, header))
    unit = _unit(grid, lines[: header.first])
    spanning = tuple(range_ for range_ in merges.ranges if _spans_records(range_, lines[header.last].row, merges))
    width = len(header.titles)
    titled = max((position for position, title in enumerate(header.titles) if title), default=-1) + 1
    reader = RowReader(header, head, shape, merges, known)
    body = Body(grid, reader, lines[header.last].row, width, titled, unit, spanning)
    notes = grid.notes
    if spanning:
        sentence = _("{count} cells are merged over several rows; each of these rows was given their text.")
        notes = (*notes, sentence.format(count=len(spanning)))
    return Laid(grid.file, grid.sheet, (*header.titles, GROUP_TITLE), body.batches, unit, head, notes)


def _all_data(grid: Grid) -> Iterator[Batch]:
    width = len(grid.titles)
    names = [*(cell(position) for position in range(width)), ROW]
    was_given = False
    for block in grid.blocks():
        yield Batch(block.cells.select(names), faults_within(block.faults, width), block.malformed)
        was_given = True
    if not was_given:
        yield Batch(pl.DataFrame(schema={name: pl.Int64 if name == ROW else pl.String for name in names}))


def _head(lines: Sequence[Line], header: Header) -> Iterator[Note]:
    for index, line in enumerate(lines[: header.last + 1]):
        yield Note(line.row, NoteKind.HEADER if index >= header.first else _kind_above(line), line.text)


def _kind_above(line: Line) -> NoteKind:
    if words.unit_said(line.text) and not words.is_remark(line.text):
        return NoteKind.UNIT
    return NoteKind.REMARK if words.is_remark(line.text) else NoteKind.TITLE


def _unit(grid: Grid, above: Sequence[Line]) -> str:
    """The unit of amounts that the lines above the header say."""
    said = ((line, words.money_unit(words.unit_said(line.text) or "")) for line in above)
    found = [(line, unit) for line, unit in said if unit]
    for line, unit in found[1:]:
        if unit != found[0][1]:
            what = _("Two lines above the table give different units of amounts.")
            why = _("Row {first} says {one}, row {second} says {other}.")
            why = why.format(first=found[0][0].row, one=found[0][1], second=line.row, other=unit)
            raise IntakeError(what, where=_where(grid), why=why, remedy=_("Keep the one that holds."))
    return found[0][1] if found else ""


def _spans_records(range_: Merged, header_row: int, merges: Merges) -> bool:
    return range_.last_row > range_.first_row > header_row and not merges.is_whole(range_)


def _refuse_records(grid: Grid, above: Sequence[Line], codes: frozenset[str], typical: int, known: Known) -> None:
    """Refuses a sheet of which records stand above the row with the titles: they would be taken for notes."""
    for line in above:
        texts = [text for _position, text in line.filled]
        if any(words.is_meta(text) or known.is_title(text) or known.is_provenance(text) for text in texts):
            continue
        is_full = len(texts) >= max(typical, 3) and any(words.is_data(text) for text in texts)
        if is_full or any(text in codes for text in texts):
            what = _("Row {row} stands above the header, but is a record.").format(row=line.row)
            why, remedy = (
                _shortened(line.text),
                _("Put the header above all records, or give each table its own sheet."),
            )
            raise IntakeError(what, where=_where(grid), why=why, remedy=remedy)


def _no_header(grid: Grid, why: str) -> IntakeError:
    what = _("No row of the sheet can be its header.")
    remedy = _("Put a row with the title of each column above the first record, such as 统一社会信用代码 and 名称.")
    return IntakeError(what, where=_where(grid), why=why, remedy=remedy)


def _where(grid: Grid) -> str:
    return f"{grid.file} · {grid.sheet}" if grid.sheet else grid.file


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
