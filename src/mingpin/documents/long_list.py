"""Long lists into a sheet at once: the XML of a cell is put together by column, for all rows together.

xlsxwriter takes some 6 µs per cell, and a list of 100,000 subjects has 2,500,000 cells. So the rows of long lists go into the
worksheet's own row stream as text, ten times as fast. That stream is not public in xlsxwriter: the version is locked, and
`tests/documents` reads such sheets back with two other readers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]

from mingpin.documents.workbook import LONGEST_TEXT, RUNS_AS_FORMULA, Sheet, writable

CHUNK = 2_000
_NEEDS_CARE = r"[\x00-\x08\x0b-\x1f\x{fffe}\x{ffff}]|_x[0-9a-fA-F]{4}_|^\s|\s$"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")
_LOOKS_ESCAPED = re.compile(r"(_x[0-9a-fA-F]{4}_)")


@dataclass(frozen=True)
class Texts:
    """A column of texts; those that could run as a formula take the format `marked`."""

    column: str
    plain: Format
    marked: Format


@dataclass(frozen=True)
class Numbers:
    column: str
    format: Format


@dataclass(frozen=True)
class Coded:
    """A column of codes, each shown as a word in a format of its own."""

    column: str
    words: Mapping[str, tuple[str, Format]]


def write_long(
    sheet: Sheet,
    frame: pl.DataFrame,
    columns: Sequence[Texts | Numbers | Coded],
    height: float,
    progress: Callable[[int], None],
) -> None:
    """Appends the rows of a frame to a sheet; blanks become empty cells. `progress` is told how many rows were just written."""
    sheet.flush()
    for start in range(0, frame.height, CHUNK):
        chunk = frame.slice(start, CHUNK)
        first = sheet.next_row + 1
        numbers = pl.int_range(first, first + chunk.height, dtype=pl.Int64, eager=True).cast(pl.String).alias("~row")
        chunk = chunk.with_columns(
            numbers, *(_escaped(chunk[part.column]) for part in columns if isinstance(part, Texts))
        )
        cells = [_cell(place, part) for place, part in enumerate(columns)]
        opening = pl.format(f'<row r="{{}}" ht="{height:g}" customHeight="1">', "~row")
        rows = chunk.select(pl.concat_str([opening, *cells, pl.lit("</row>")])).to_series()
        sheet.append_xml("".join(rows.to_list()), chunk.height, len(columns))
        progress(chunk.height)


def _cell(place: int, part: Texts | Numbers | Coded) -> pl.Expr:
    opening = pl.concat_str(pl.lit(f'<c r="{xl_col_to_name(place)}'), pl.col("~row"))
    value = pl.col(part.column)
    match part:
        case Coded(_column, words):
            named = {code: _text_xml(_xml(word), format_) for code, (word, format_) in words.items()}
            blank = _blank(next(iter(words.values()))[1])
            return opening + value.replace_strict(named, default=blank, return_dtype=pl.String)
        case Numbers(_column, format_):
            shown = pl.lit(f'" s="{_index(format_)}"><v>') + value.cast(pl.String) + pl.lit("</v></c>")
            return opening + pl.when(value.is_null()).then(pl.lit(_blank(format_))).otherwise(shown)
        case Texts(_column, plain, marked):
            runs = pl.any_horizontal(value.str.starts_with(mark) for mark in RUNS_AS_FORMULA) | value.str.contains(
                r'^ xml:space="preserve">[=+\-@\t]|^ xml:space="preserve">_x000D_'
            )
            style = pl.when(runs).then(pl.lit(str(_index(marked)))).otherwise(pl.lit(str(_index(plain))))
            tail = pl.when(value.str.starts_with(' xml:space="preserve">')).then(value).otherwise(pl.lit(">") + value)
            shown = pl.lit('" s="') + style + pl.lit('" t="inlineStr"><is><t') + tail + pl.lit("</t></is></c>")
            return opening + pl.when(value.fill_null("") == "").then(pl.lit(_blank(plain))).otherwise(shown)


def _escaped(texts: pl.Series) -> pl.Series:
    """The texts as XML; one that needs care begins with the attribute that keeps its spaces."""
    needs_care = texts.str.contains(_NEEDS_CARE) | (texts.str.len_chars() > LONGEST_TEXT)
    if needs_care.any():
        careful = [_careful(text) if care else _xml(text or "") for text, care in zip(texts, needs_care, strict=True)]
        return pl.Series(texts.name, careful, dtype=pl.String)
    return texts.str.replace_many(["&", "<", ">"], ["&amp;", "&lt;", "&gt;"])


def _careful(text: str) -> str:
    text = _LOOKS_ESCAPED.sub(r"_x005F\1", writable(text))
    text = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return f' xml:space="preserve">{_xml(text)}'


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _text_xml(xml: str, format_: Format) -> str:
    return f'" s="{_index(format_)}" t="inlineStr"><is><t>{xml}</t></is></c>'


def _blank(format_: Format) -> str:
    return f'" s="{_index(format_)}"/>'


def _index(format_: Format) -> int:
    return int(format_._get_xf_index())
