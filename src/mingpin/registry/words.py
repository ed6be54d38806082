"""What a subject is searched by: its names, their pinyin initials, its codes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from pypinyin import Style, pinyin

from mingpin.vocabulary.names import comparable_text

_POLYPHONES = {
    "长垣": "cy", "长葛": "cg", "重庆": "cq", "厦门": "xm", "六安": "la", "朝阳": "cy", "长沙": "cs", "长春": "cc", "长治": "cz",
    "银行": "yh", "商行": "sh", "音乐": "yy", "重工": "zg", "重型": "zx", "重机": "zj", "朝歌": "zg", "大厦": "ds", "会计": "kj",
    "单县": "sx", "乐器": "yq", "洋行": "yh", "车行": "ch", "行业": "hy", "民乐": "my",
}  # fmt: skip
"""Words in which a character is read otherwise than by itself, with the initials by which people look for them."""


def words_of(names: Iterable[str], codes: Iterable[str]) -> str:
    """The text of `SubjectWords`: names, the initials of each, codes; one line each.

    Names in small letters, codes in capitals, so that letters alone find names and not the letters in codes.
    """
    lines: dict[str, None] = {}
    for name in names:
        lines[name.lower()] = None
        lines[comparable_text(name).lower()] = None
        lines[initials(name)] = None
    for code in codes:
        lines[code.upper()] = None
    return "\n".join(line for line in lines if line)


def initials(name: str) -> str:
    """The pinyin initials of a name in small letters: 长垣市起重机 → cysqzj. Letters and digits stay, all else goes."""
    for word, letters in _POLYPHONES.items():
        if word in name:
            name = name.replace(word, letters)
    return "".join(_initial(character) for character in name)


@cache
def _initial(character: str) -> str:
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    read = pinyin(character, style=Style.FIRST_LETTER, errors="ignore")
    return read[0][0] if read and read[0] else ""
