"""Titles of columns as people write them: units, years, marks and numbers told apart from what the column is called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mingpin.intake.sheets import TITLE_JOIN
from mingpin.language import _

_MARKS = "*★☆▲△●※#＊✱"
_CIRCLED = re.compile("^[\u2460-\u2473]")
_NUMBER = "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_NUMBERING = re.compile(rf"^(?:\({_NUMBER}\)[、.]?|{_NUMBER}[、.](?![0-9])|{_NUMBER}\))")
_BRACKET = re.compile(r"[(\[【〔{]([^()\[\]【】〔〕{}]*)[)\]】〕}]")
_SCALE = "(?:百|千|十万|百万|千万|万|十亿|亿)?"
_CURRENCY = "(?:人民币|美元|美金|欧元|港元|港币|日元|英镑|元)"
_MONEY = rf"(?:人民币)?{_SCALE}{_CURRENCY}(?:人民币)?"
_COUNTED = "人|名|家|个|件|项|次|吨|万吨|公顷|亩|平方米|天|年|岁"
_UNIT = re.compile(
    rf"^(?:计量)?(?:单位)?[:：]?(?P<unit>{_MONEY}|[万亿]|%|‰|百分比|{_COUNTED}|yuan|cny|rmb|10,?000yuan)$"
)
_UNIT_TAIL = re.compile(
    rf"(?:(?:[/,、;\-—_])(?:单位)?[:：]?|单位[:：]?)(?P<unit>{_MONEY}|%|‰)$|(?P<bare>{_SCALE}元|{_SCALE}美元)$"
)
_SAME_UNIT = {
    "万": "万元",
    "亿": "亿元",
    "yuan": "元",
    "cny": "元",
    "rmb": "元",
    "10,000yuan": "万元",
    "10000yuan": "万元",
}
_MONEY_UNIT = re.compile(f"^{_MONEY}$")
_RATIO_UNITS = ("%", "‰", "百分比")
_YEAR = re.compile("(?<![0-9])((?:19|20)[0-9]{2})(?:年度|财年|年)?(?![0-9])")
_CHINESE_YEAR = re.compile("(二[〇零○0][〇零○0一二三四五六七八九]{2})(?=年)")
_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_HINT = re.compile(
    "必填项?|选填项?|必选|必须填写|可选|可多选|单选|多选|全称|规范全称|与公章一致|公章|盖章|加盖公章|签章|文本|数字|数值|18位|"
    "是/否|是或否|有/无|年月日?|年[-/.]月[-/.]日|y{4}.*|精确到.*|格式.*|填写.*|请.*|按.*填写|如实填写|下拉.*|示例.*|例如?:.*|如:.*|注:.*"
)


@dataclass(frozen=True)
class Reading:
    """A way to read a title: `key` is what it is looked up by, `context` the upper lines of the header that are not in it.

    `years` are those that the title names; `confidence` falls with what had to be taken off. `is_unit_bare`: the unit follows
    without anything between, as it can after the name of an amount only.
    """

    key: str
    unit: str = ""
    years: tuple[int, ...] = ()
    confidence: float = 1.0
    context: str = ""
    is_unit_bare: bool = False


@dataclass(frozen=True)
class _Part:
    text: str
    unit: str
    years: tuple[int, ...]
    extras: tuple[str, ...]


@lru_cache(maxsize=20_000)
def folded_title(title: str) -> str:
    """The title for comparison: half width, lower case, without spaces, underscores, asterisks and colons."""
    text = unicodedata.normalize("NFKC", title).casefold()
    return "".join(character for character in text if not character.isspace() and character not in "_*:")


@lru_cache(maxsize=20_000)
def readings(title: str) -> tuple[Reading, ...]:
    """The ways to read a title, the surest first: as it stands; without unit, year and marks; its lowest line alone."""
    parts = _parts(title)
    unit = next((part.unit for part in reversed(parts) if part.unit), "")
    years = tuple(dict.fromkeys(year for part in parts for year in part.years))
    found = [Reading(folded_title(title.replace(TITLE_JOIN, "")), unit, years)]
    texts = [part.text for part in parts if part.text]
    if not any(part.extras for part in parts) and texts:
        found.append(Reading("".join(texts), unit, years, 0.97))
        if len(texts) > 1:
            found.append(Reading(texts[-1], unit, years, 0.9, "".join(texts[:-1])))
    if not unit and texts:
        found += _with_bare_unit(found[-1], texts[-1])
    return tuple(reading for reading in dict.fromkeys(found) if reading.key)


def loose_key(title: str) -> str:
    """The lowest line of a title without anything in brackets: for finding what it is like, never for binding."""
    parts = [part for part in _parts(title) if part.text]
    return parts[-1].text if parts else folded_title(title)


def without_brackets(text: str) -> str:
    """The folded text without what stands in brackets."""
    return folded_title(_BRACKET.sub("", unicodedata.normalize("NFKC", text)))


def years_in(text: str) -> tuple[int, ...]:
    """The years that a text names, each once."""
    plain = _western(unicodedata.normalize("NFKC", text))
    return tuple(dict.fromkeys(int(year) for year in _YEAR.findall(plain)))


def is_money_unit(unit: str) -> bool:
    return bool(_MONEY_UNIT.match(unit))


def is_ratio_unit(unit: str) -> bool:
    return unit in _RATIO_UNITS


def shown_title(titles: Sequence[str], position: int) -> str:
    """The title of a column, or its letter as a spreadsheet shows it where it has none."""
    return titles[position] or _("column {letter}").format(letter=letter(position))


def keyed_titles(titles: Sequence[str]) -> tuple[str, ...]:
    """A different key for each column, by which a mapping names it: the title on one line, with a number if it repeats an earlier
    one; the letter where there is none."""
    seen: dict[str, int] = {}
    keys = []
    for position, title in enumerate(titles):
        key = " ".join(title.split()) or f"〔{letter(position)}〕"
        count = seen[folded_title(key)] = seen.get(folded_title(key), 0) + 1
        keys.append(key if count == 1 else f"{key}〔{count}〕")
    return tuple(keys)


def letter(position: int) -> str:
    """The letter of a column (from 0) in a spreadsheet."""
    letters, number = "", position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _parts(title: str) -> list[_Part]:
    parts = [_part(text) for text in title.split(TITLE_JOIN)]
    return parts if len({part.text for part in parts if part.text}) > 1 else _merged(parts)


def _merged(parts: list[_Part]) -> list[_Part]:
    """Lines of a header that say the same thing are one."""
    text = next((part.text for part in parts if part.text), "")
    unit = next((part.unit for part in reversed(parts) if part.unit), "")
    years = tuple(dict.fromkeys(year for part in parts for year in part.years))
    return [_Part(text, unit, years, tuple(extra for part in parts for extra in part.extras))]


def _part(text: str) -> _Part:
    text = _CIRCLED.sub("", "".join(text.split()))
    text = _western(unicodedata.normalize("NFKC", text).casefold()).strip(_MARKS)
    text = _NUMBERING.sub("", text, count=1).strip(_MARKS) if not _UNIT.match(text) else text
    unit, extras, years = "", [], list[int]()
    for content in _BRACKET.findall(text):
        known = _unit(content)
        if known:
            unit = unit or known
        elif years_in(content) and _YEAR.fullmatch(content):
            years += years_in(content)
        elif content and not _HINT.fullmatch(content):
            extras.append(content)
    text = _BRACKET.sub("", text)
    tail = _UNIT_TAIL.search(text)
    if tail and tail["unit"]:
        unit, text = unit or _unit(tail["unit"]), text[: tail.start()]
    elif _unit(text) and is_money_unit(_unit(text)):
        unit, text = unit or _unit(text), ""
    years += years_in(text)
    text = _YEAR.sub("", text)
    return _Part(folded_title(text).strip(_MARKS), unit, tuple(dict.fromkeys(years)), tuple(extras))


def _with_bare_unit(reading: Reading, text: str) -> Iterator[Reading]:
    """“营业收入万元”: a unit that follows without anything between."""
    tail = _UNIT_TAIL.search(text)
    if tail and tail["bare"] and tail.start():
        cut = len(text) - tail.start()
        yield Reading(reading.key[:-cut], tail["bare"], reading.years, 0.9, reading.context, is_unit_bare=True)


def _unit(text: str) -> str:
    match = _UNIT.match(text)
    return _SAME_UNIT.get(match["unit"], match["unit"]) if match else ""


def _western(text: str) -> str:
    return _CHINESE_YEAR.sub(lambda match: match[1].translate(_CHINESE_DIGITS), text)
