"""Group rows as the value they stand for: “一、红旗区（3家）” above its records is their 红旗区."""

from __future__ import annotations

import re
import unicodedata

import polars as pl

from mingpin.intake.columns.content import folded_text, known_texts
from mingpin.intake.columns.model import Match
from mingpin.intake.sheets import TITLE_JOIN, cell
from mingpin.vocabulary.model import Classification, Column, Table, Type, Vocabulary

_NUMBER = "(?:[0-9]{1,3}|[一二三四五六七八九十百]{1,5})"
_NUMBERING = re.compile(
    rf"^(?:[(（【\[]\s*{_NUMBER}\s*[)）】\]][、.．,，]?|第{_NUMBER}[类组批部分]+[:：、]?|{_NUMBER}\s*[、.．,，])\s*"
)
_COUNTED = "[家户个项件名人条种]"
_COUNT = re.compile(rf"\s*[(（【\[]?\s*(?:共计?|合计|小计|计)?\s*[0-9]+\s*{_COUNTED}[^)）】\]]{{0,4}}[)）】\]]?\s*$")
_ENDS = " 　:：、,，;；"
WHOLE = -1
"""The part of a group match that reads the group row as one text."""


def group_text(text: str, part: int = WHOLE) -> str | None:
    """What a group row names, without its number and count; of several rows above one another the one of this `part`."""
    lines = [text] if part == WHOLE else text.split(TITLE_JOIN)
    if part >= len(lines):
        return None
    plain = _COUNT.sub("", _NUMBERING.sub("", lines[part].strip(), count=1))
    return plain.strip(_ENDS) or None


def values_of(match: Match, cells: pl.DataFrame) -> pl.Series:
    """The cells of a match as its column is to read them: of a group column what each group row names, else as they stand."""
    values = cells[cell(match.position)]
    if match.part is None:
        return values
    texts = values.drop_nulls().unique()
    names = pl.Series([group_text(text, match.part) for text in texts], dtype=pl.String)
    return values.replace_strict(texts, names, default=None, return_dtype=pl.String).alias(values.name)


def columns_of_groups(
    texts: pl.Series, table: Table, taken: set[str], vocabulary: Vocabulary
) -> dict[int, tuple[Column, ...]]:
    """Which columns the group rows can stand for, by part: classification columns that nothing else gives, of which all the
    different texts are entries. Where several fit, the required ones among them."""
    different = texts.drop_nulls().unique().to_list()
    if not different:
        return {}
    depth = max(len(text.split(TITLE_JOIN)) for text in different)
    parts = [WHOLE] if depth == 1 else [WHOLE, *range(depth)]
    found: dict[int, tuple[Column, ...]] = {}
    for part in parts:
        named = {name for text in different if (name := group_text(text, part))}
        fitting = tuple(column for column in _open_columns(table, taken) if _are_entries(named, column, vocabulary))
        required = tuple(column for column in fitting if column.is_required)
        if fitting:
            found[part] = required or fitting
        if part == WHOLE and fitting:
            break
    return found


def _open_columns(table: Table, taken: set[str]) -> list[Column]:
    classified = (column for column in table.columns.values() if column.type in (Type.CODE, Type.LEVEL))
    return [column for column in classified if column.name not in taken]


def _are_entries(names: set[str], column: Column, vocabulary: Vocabulary) -> bool:
    known = known_texts(vocabulary.classifications[column.classification or ""])
    return bool(names) and all(len(known.get(folded_text(name), ())) == 1 for name in names)


def codes_said(classification: Classification, text: str) -> set[str]:
    """The entries that a text names anywhere, by the longest of their names; those of an ambiguous name are all given."""
    said = folded_text(unicodedata.normalize("NFKC", text))
    codes: set[str] = set()
    known = known_texts(classification)
    for name in sorted((name for name in known if len(name) > 2 and not name.isascii()), key=len, reverse=True):
        if name in said:
            codes |= known[name]
            said = said.replace(name, "\0")
    return codes
