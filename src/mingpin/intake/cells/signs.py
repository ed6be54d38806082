"""What a cell says without being a value: nothing stated, declared none, damaged; and the folding of characters for reading."""

from __future__ import annotations

import re
import unicodedata

import polars as pl

from mingpin.language import _
from mingpin.vocabulary.values import ValueFault

SPACES = "".join(chr(code) for code in range(0x3001) if chr(code).isspace() and not 0x1C <= code <= 0x1F)
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
"""Characters of no width, which copying from pages and other programs leaves in cells."""

NOT_STATED = frozenset(
    (
        *(
            "/",
            "//",
            "\\",
            "-",
            "--",
            "---",
            "—",
            "——",
            "–",
            "－",
            "…",
            "……",
            "...",
            "*",
            "?",
            "??",
            ".",
            "。",
            "、",
            "~",
        ),
        *("n/a", "#n/a", "不详", "未知", "待核实", "待查", "待定", "待补", "待补充", "不清楚", "未填", "未提供"),
    )
)
"""Folded cells that state nothing: the question was not answered."""
NOT_STATED_UNLESS_TEXT = frozenset(("na", "null", "nan", "空", "空白", "不适用"))
"""The same in columns that do not hold text, where such a word could be meant as it stands."""
DECLARED_NONE = frozenset(("无", "没有", "暂无", "均无", "皆无", "none"))
"""Folded cells that answer the question: there is none."""

_WITHIN_LATIN = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\xa0-\xbf"
_DAMAGED = (
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x84\\x86-\\x9f\ufffd]|锟斤拷|锟斤|烫烫烫|屯屯屯"
    f"|[\xc3\xc2][{_WITHIN_LATIN}][\xc2-\xef]|(?:[\xe3-\xef][{_WITHIN_LATIN}]{{2}}){{2}}|\xc3[\xa1-\xbf]\xc2|\xef\xbb\xbf"
)
_SUSPECT = "[锛銆鈥鐨鏂鍏涓浼鎴鏄绗闄浜鍥]"
"""Characters that appear where UTF-8 was read as GB18030 (，。“的新公中会成是第限人团), and hardly anywhere else."""
_DAMAGED_PATTERN = re.compile(_DAMAGED)
_SUSPECT_PATTERN = re.compile(_SUSPECT)
_CHINESE = re.compile("[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]")
_ERRORS = re.compile(r"#(?:REF|VALUE|DIV/0|NAME|NUM|NULL|N/A|SPILL|CALC)[!?]?|#{2,}", re.IGNORECASE)
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_WORDS = sorted({form for word in NOT_STATED | DECLARED_NONE for form in (word, word.translate(_WIDE))})
_SAID = (
    f"(?i)^[{SPACES}{INVISIBLE}]*(?:{'|'.join(re.escape(word) for word in _WORDS)})?[。.;；,，{SPACES}{INVISIBLE}]*$"
)
_END = "。.;,"
_DASHES = str.maketrans(dict.fromkeys("−‐‑﹣", "-"))


def looks_sound(cell: pl.Expr) -> pl.Expr:
    """False for a text that is damaged or has to be looked at more closely."""
    return ~cell.str.contains(f"{_DAMAGED}|{_SUSPECT}|^#")


def looks_said(cell: pl.Expr) -> pl.Expr:
    """Whether a text says that there is none, or nothing at all; some others as well."""
    return cell.str.contains(_SAID)


def check_sound(text: str) -> None:
    """Raises ValueFault for a damaged text, and for an error value of a spreadsheet."""
    text = text.strip(SPACES)
    if _ERRORS.fullmatch(text) and text.upper() != "#N/A":
        raise ValueFault(_("“{value}” is an error of the spreadsheet, no value; fill in the value.").format(value=text))
    if _DAMAGED_PATTERN.search(text) or (_SUSPECT_PATTERN.search(text) and _is_misread(text)):
        raise ValueFault(_("“{value}” holds damaged characters; type it again.").format(value=text))


def plain(text: str) -> str:
    """The text for reading: half-width characters, one kind of minus, no invisible characters, no spaces at its ends."""
    normal = unicodedata.normalize("NFKC", text.translate(_DASHES)).translate(_DASHES)
    return "".join(character for character in normal if character not in INVISIBLE).strip()


def plain_cell(cell: pl.Expr) -> pl.Expr:
    """The same over a whole column."""
    dashes = {chr(code): "-" for code in _DASHES}
    normal = cell.str.replace_many(dashes).str.normalize("NFKC").str.replace_many(dashes)
    return normal.str.replace_all(f"[{INVISIBLE}]", "").str.strip_chars(SPACES)


def is_blank(text: str) -> bool:
    return not plain(text)


def is_not_stated(text: str, *, in_text: bool = False) -> bool:
    key = plain(text).casefold()
    return key in NOT_STATED or (not in_text and key in NOT_STATED_UNLESS_TEXT)


def is_none(text: str) -> bool:
    return plain(text).casefold().rstrip(_END) in DECLARED_NONE


def read_as_blank(text: str) -> str:
    """The note for a cell that states nothing."""
    return _("“{value}” states nothing; it was read as blank.").format(value=text)


def _is_misread(text: str) -> bool:
    """Whether these characters are those of a UTF-8 text that was read as GB18030."""
    meant = text.encode("gb18030", "replace").decode("utf-8", "replace")
    lost = meant.count("\ufffd")
    return len(_CHINESE.findall(meant)) >= 2 and lost <= 1 + len(meant) // 8
