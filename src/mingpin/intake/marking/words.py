"""Marks in words, and the tokens in them read back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import polars as pl

from mingpin.intake.marking.shapes import RowMark, State
from mingpin.language import _

LONGEST_TEXT, LONGEST_COMMENT = 32_767, 2_000
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_IN_NO_CELL = re.compile("[\ud800-\udfff\ufffe\uffff]")
_TOKEN = "^\\s*[✓✗][^#＃:：]*[#＃]([0-9A-Za-z_-]+)"


def mark_text(mark: RowMark, title: Callable[[int], str], row: int | None = None) -> str:
    """What stands beside a row; blank for a row that is no record. `title` names a column by its position; `row` is said where
    the row no longer stands at its number."""
    if mark.state is State.NOTED:
        return ""
    if mark.state is State.REJECTED:
        told = _("✗ Not accepted") if row is None else _("✗ Row {row} not accepted").format(row=row)
        told = _("{mark}: {reasons}").format(mark=_with(told, mark.token), reasons=" ".join(_faults(mark, title)))
        return plain(told)
    if mark.state is State.KNOWN:
        return _with(_("✓ Held already"), mark.token)
    return _with(_("✓ Accepted") if mark.is_taken else _("✓ Can be accepted"), mark.token)


def _with(told: str, token: str) -> str:
    return f"{told} #{token}" if token else told


def _faults(mark: RowMark, title: Callable[[int], str]) -> Iterable[str]:
    for position, reason in mark.faults:
        named = "" if position is None else title(position)
        yield _("[{title}] {reason}").format(title=named, reason=reason) if named else reason


def kept(text: str) -> str:
    """The text of a cell of the source as xlsxwriter can hold it: control characters are written escaped, so they stay."""
    text = _IN_NO_CELL.sub("\ufffd", text)
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def plain(text: str, longest: int = LONGEST_TEXT) -> str:
    """The text as a cell or comment can hold it: characters that xml cannot hold become U+FFFD, and it is cut where too long."""
    text = _NOT_IN_XML.sub("\ufffd", text)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def token_in(text: str | None) -> str | None:
    """The token in a mark; None where it has none."""
    found = re.search(_TOKEN, text) if text else None
    return found[1] if found else None


def marks_in(cells: pl.Series) -> pl.Series:
    """The tokens in the cells of a mark column, null where there is none."""
    return cells.cast(pl.String).str.extract(_TOKEN)


def state_word(state: State) -> str:
    """A state as a column title."""
    return {
        State.ACCEPTED: _("accepted"),
        State.KNOWN: _("held already"),
        State.REJECTED: _("not accepted"),
        State.NOTED: _("notes"),
    }[state]
