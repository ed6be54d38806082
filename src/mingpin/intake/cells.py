"""Cells to physical values: whole columns at once, one by one only where a cell is not plain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from mingpin.intake.codes import CodeReader
from mingpin.intake.columns import CREDIT_CODE, Match
from mingpin.language import _
from mingpin.vocabulary.credit_codes import corrections, folded, is_credit_code
from mingpin.vocabulary.evidence import upper
from mingpin.vocabulary.model import Type, Vocabulary
from mingpin.vocabulary.values import FEN_PER_YUAN, FOREVER, MILLIONTHS, ValueFault, physical

LASTING = ("长期", "长期有效", "永久", "永久有效")
"""What people write into `valid_to` for a title or licence that does not expire."""
_DAMAGED = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\ufffd]"
_ITEM_SEPARATOR = "；"


@dataclass(frozen=True)
class ReadColumn:
    """The physical columns of one column, and a sentence for each cell (by position) that is no value of it."""

    columns: tuple[pl.Series, ...]
    reasons: dict[int, str]


def read_column(values: pl.Series, match: Match, vocabulary: Vocabulary) -> ReadColumn:
    """The cells of one recognised column; a blank is None. A cell with a fault is None as well, and has its reason."""
    name, type_ = match.column.name, match.column.type
    if name == CREDIT_CODE:
        return _read(values, (name,), [_fast_code()], _credit_code)
    if type_ in (Type.CODE, Type.LEVEL):
        reader = CodeReader(vocabulary.classifications[match.column.classification or ""])
        return _read(values, (name,), [pl.lit(None, dtype=pl.String)], reader.read)
    if type_ is Type.TEXT:
        return _read(values, (name,), [_undamaged()], _damaged_text)
    if type_ is Type.ITEMS:
        return _read(values, (name,), [_fast_items()], _items)
    if type_ is Type.DATE:
        return _read(values, (name, upper(name)), _fast_dates(name), lambda text: _date(name, text))
    return _read(values, (name,), [_FAST[type_]()], lambda text: _number(type_, text))


def _read(
    values: pl.Series,
    names: tuple[str, ...],
    fast: list[pl.Expr],
    careful: Callable[[str], Any],
) -> ReadColumn:
    """Reads the plain cells with `fast`, and each different text that it leaves with `careful`: a value, None or a ValueFault."""
    frame = values.alias("cell").to_frame().select("cell", *(e.alias(n) for e, n in zip(fast, names, strict=True)))
    open_ = frame.select(pl.col("cell").is_not_null() & pl.col(names[0]).is_null()).to_series()
    if not open_.any():
        return ReadColumn(tuple(frame.select(names).get_columns()), {})
    texts = frame.filter(open_)["cell"]
    held: dict[str, Any] = {}
    reasons: dict[str, str] = {}
    for text in texts.unique(maintain_order=True):
        try:
            held[text] = careful(text)
        except ValueFault as fault:
            reasons[text] = str(fault)
    columns = []
    for end, name in enumerate(names):
        found = {text: value[end] if len(names) > 1 else value for text, value in held.items() if value is not None}
        column = frame[name]
        if found:
            old, new = pl.Series(list(found), dtype=pl.String), pl.Series(list(found.values()), dtype=column.dtype)
            slow = pl.col("cell").replace_strict(old, new, default=None, return_dtype=column.dtype)
            column = frame.select(pl.when(open_).then(slow).otherwise(pl.col(name)).alias(name)).to_series()
        columns.append(column)
    rows = open_.arg_true()
    found_at = zip(rows.to_list(), texts.to_list(), strict=True) if reasons else ()
    return ReadColumn(tuple(columns), {row: reasons[text] for row, text in found_at if text in reasons})


def _undamaged() -> pl.Expr:
    return pl.when(~pl.col("cell").str.contains(_DAMAGED)).then(pl.col("cell"))


def _damaged_text(text: str) -> str:
    raise ValueFault(_("“{value}” holds damaged characters; type it again.").format(value=text))


def _items(text: str) -> None:
    """A cell of separators only lists nothing: it is a blank."""
    if physical(Type.ITEMS, text):
        _damaged_text(text)


def _fast_items() -> pl.Expr:
    pieces = _undamaged().str.replace_all("[;、\n]", _ITEM_SEPARATOR).str.split(_ITEM_SEPARATOR)
    stripped = pl.element().str.strip_chars()
    items = pieces.list.eval(stripped.filter(stripped != ""))
    return pl.when(items.list.len() > 0).then(items)


def _fast_code() -> pl.Expr:
    code = folded(pl.col("cell"))
    return pl.when(is_credit_code(code)).then(code)


def _credit_code(text: str) -> str:
    code = pl.Series("cell", [text]).to_frame().select(folded(pl.col("cell"))).item()
    likely = corrections(code)
    if likely:
        meant = _(", ").join(likely)
        raise ValueFault(_("“{value}” is no valid credit code; perhaps {meant}?").format(value=text, meant=meant))
    if len(code) == 15 and code.isdigit():
        reason = _("“{value}” is an old registration number; write the 18 characters of today's licence, or nothing.")
        raise ValueFault(reason.format(value=text))
    if len(code) != 18:
        raise ValueFault(
            _("“{value}” has {length} characters, a credit code has 18.").format(value=text, length=len(code))
        )
    raise ValueFault(_("The check digit of “{value}” is wrong; compare it with the licence.").format(value=text))


def _fast_dates(name: str) -> list[pl.Expr]:
    text = pl.col("cell")

    def day(pattern: str, tail: str) -> pl.Expr:
        return (pl.when(text.str.contains(pattern)).then(text) + tail).str.to_date("%Y-%m-%d", strict=False)

    a_day = day("^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$", "")
    month = day("^[1-9][0-9]{3}-[0-9]{2}$", "-01")
    year = "^[1-9][0-9]{3}$"
    return [
        pl.coalesce(a_day, month, day(year, "-01-01")),
        pl.coalesce(a_day, month.dt.month_end(), day(year, "-12-31")),
    ]


def _date(name: str, text: str) -> Any:
    if name == "valid_to" and text in LASTING:
        return FOREVER, FOREVER
    return physical(Type.DATE, text)


def _fast_decimal(decimals: int) -> Callable[[], pl.Expr]:
    def fast() -> pl.Expr:
        text = pl.col("cell")
        plain = pl.when(text.str.contains(rf"^-?[0-9]{{1,12}}(\.[0-9]{{1,{decimals}}})?$")).then(text)
        tail = plain.str.extract(r"\.([0-9]+)$").fill_null("").str.pad_end(decimals, "0")
        return (plain.str.extract("^(-?[0-9]+)") + tail).cast(pl.Int64, strict=False)

    return fast


def _fast_int() -> pl.Expr:
    text = pl.col("cell")
    return pl.when(text.str.contains("^-?[0-9]{1,18}$")).then(text).cast(pl.Int64, strict=False)


def _fast_share() -> pl.Expr:
    share = _fast_decimal(len(str(MILLIONTHS)) - 1)()
    return pl.when(share.is_between(0, MILLIONTHS)).then(share)


def _fast_bool() -> pl.Expr:
    return pl.lit(None, dtype=pl.Boolean)


def _number(type_: Type, text: str) -> Any:
    value = physical(type_, text)
    if type_ is Type.SHARE and not 0 <= value <= MILLIONTHS:
        raise ValueFault(_("“{value}” is no share between 0 and 1; write 0.3 for 30 %.").format(value=text))
    return value


_FAST: dict[Type, Callable[[], pl.Expr]] = {
    Type.BOOL: _fast_bool,
    Type.INT: _fast_int,
    Type.MONEY: _fast_decimal(len(str(FEN_PER_YUAN)) - 1),
    Type.SHARE: _fast_share,
}
