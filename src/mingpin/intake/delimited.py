"""Comma- and tab-separated text to a raw table; the encoding and the separator are found, not asked."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.csv as arrow_csv  # type: ignore[import-untyped]

from mingpin.intake.errors import IntakeError
from mingpin.intake.raw import Malformed, RawTable, text_frame
from mingpin.language import _

LONGEST_CELL = 1_000_000
"""Characters of one cell; a longer one is no cell of a table."""
_ENOUGH_UTF8 = 4
"""A file that is UTF-8 for this many characters beyond ASCII and then breaks is damaged UTF-8, not another encoding."""
_BLOCK = 1 << 24


def read_delimited(data: bytes, file: str) -> RawTable:
    """The table in a csv or tsv file: UTF-8 with or without BOM, or GB18030; comma or tab, by the first line.

    Row numbers count records, the header included, as a spreadsheet shows them. A row that has more or fewer cells than the
    header, or whose quotation marks do not pair up, is malformed. Raises IntakeError where there is no text table at all.
    """
    text = _decoded(data, file)
    first_line = text.lstrip("\r\n").split("\n", 1)[0]
    separator = "\t" if first_line.count("\t") > first_line.count(",") else ","
    return _read_plain(text, file, separator) or _read_records(text, file, separator)


def _decoded(data: bytes, file: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _unreadable(file, _("It is UTF-16 text."))
    if b"\0" in data:
        raise _unreadable(file, _("It holds bytes that no text has."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        read = data[: error.start].decode("utf-8-sig", errors="ignore")
        if sum(not character.isascii() for character in read) >= _ENOUGH_UTF8:
            what, remedy = _("The text is damaged."), _("Export the file again.")
            why = _("It is UTF-8 up to line {line}, and no text there.").format(line=read.count("\n") + 1)
            raise IntakeError(what, where=file, why=why, remedy=remedy) from error
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _unreadable(file, _("It is neither UTF-8 nor GB18030 text.")) from error


def _unreadable(file: str, why: str) -> IntakeError:
    what = _("The file is not the text table that its name promises.")
    return IntakeError(what, where=file, why=why, remedy=_("Save it as “CSV UTF-8” or as xlsx."))


def _read_plain(text: str, file: str, separator: str) -> RawTable | None:
    """The table of text without quotation marks and ragged rows, at full speed; None where a closer look is needed."""
    if '"' in text or "\r" in text.replace("\r\n", ""):
        return None
    width = text.split("\n", 1)[0].count(separator) + 1
    texts = {f"f{position}": pa.string() for position in range(width)}
    try:
        table = arrow_csv.read_csv(
            io.BytesIO(text.encode()),
            read_options=arrow_csv.ReadOptions(autogenerate_column_names=True, block_size=_BLOCK),
            parse_options=arrow_csv.ParseOptions(delimiter=separator, quote_char=False, ignore_empty_lines=False),
            convert_options=arrow_csv.ConvertOptions(strings_can_be_null=False, column_types=texts),
        )
    except pa.ArrowInvalid:
        return None
    frame = pl.DataFrame(pl.from_arrow(table))
    titles = _titles(frame.row(0)) if frame.height else ()
    if not any(titles):
        return None
    rows = pl.int_range(2, frame.height + 1, dtype=pl.Int64, eager=True)
    return RawTable(file, "", titles, text_frame(frame[1:].get_columns(), rows))


def _read_records(text: str, file: str, separator: str) -> RawTable:
    """The table record by record: quoted cells, ragged rows, any line ends, blank lines above the header."""
    titles: tuple[str, ...] = ()
    rows: list[Sequence[str]] = []
    numbers: list[int] = []
    malformed: list[Malformed] = []
    for number, record in _records(text, file, separator):
        if isinstance(record, Malformed):
            malformed.append(record)
        elif not any(_titles(record)):
            continue
        elif not titles:
            titles = _titles(record)
        elif len(record) < len(titles) or any(_titles(record[len(titles) :])):
            malformed.append(Malformed(number, separator.join(record), _misfit(len(record), len(titles))))
        else:
            rows.append(record[: len(titles)])
            numbers.append(number)
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(titles)
    return RawTable(file, "", titles, text_frame(columns, numbers), malformed=tuple(malformed))


def _records(text: str, file: str, separator: str) -> Iterator[tuple[int, list[str] | Malformed]]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        first_line = reader.line_num + 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "end of data" in str(error):
                what = _("A quotation mark is opened in line {line} and never closed.").format(line=first_line)
                why, remedy = _("All that follows would be one cell."), _("Close or remove it.")
                raise IntakeError(what, where=file, why=why, remedy=remedy) from error
            reason = _('The quotation marks of this row do not pair up; write " inside a quoted cell as "".')
            if "field limit" in str(error):
                reason = _("A cell of this row is longer than {limit} characters.").format(limit=LONGEST_CELL)
            yield number, Malformed(number, _lines(text, first_line, reader.line_num), reason)


def _lines(text: str, first: int, last: int) -> str:
    lines = enumerate(io.StringIO(text, newline=""), start=1)
    return "".join(line for number, line in lines if first <= number <= last).strip("\r\n")


def _titles(record: Sequence[str | None]) -> tuple[str, ...]:
    return tuple((value or "").strip() for value in record)


def _misfit(cells: int, titles: int) -> str:
    if cells < titles:
        return _("The row has {cells} cells, the header {titles}: it was cut short. Complete it.").format(
            cells=cells, titles=titles
        )
    return _(
        "The row has {cells} cells, the header {titles}: put a cell that contains a comma in quotation marks."
    ).format(cells=cells, titles=titles)
