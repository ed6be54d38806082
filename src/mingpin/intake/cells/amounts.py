"""Exact numbers as people write them: signs, separators of thousands, powers (万, 亿), characters for digits."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mingpin.intake.cells.numerals import CHARACTERS, whole_number
from mingpin.intake.cells.signs import plain
from mingpin.intake.cells.units import POWERS, simplified

_NEGATIVE = re.compile("(?:-|负|负数|△|▲)(?=.)")
_GROUPED = re.compile(r"[0-9]{1,3}(?P<separator>[,、'’ ])[0-9]{3}(?:(?P=separator)[0-9]{3})*")
_DIGITS = re.compile(r"(?P<whole>[0-9]+)(?:[.。](?P<part>[0-9]+))?")
_TERM = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?P<power>[十百千万亿]+)?")
_INEXACT = re.compile(
    "约|大概|并列|前(?=[0-9])|左右|上下|以上|以下|以内|不少于|不低于|不高于|不超过|超过|超|逾|余|近|至少|至多|最多|最少|多(?=[十百千万亿元]|$)|几|数[十百千万亿]|[<>≥≤≈～~±+]"
    r"|(?<=[0-9万亿元])(?:[-—–至到]+)(?=[0-9])"
)
_EXPONENT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]+")
_LAST_POWER = re.compile("[万亿]*$")
MOST_DIGITS = 40


@dataclass(frozen=True)
class Number:
    """An exact decimal number: `digits` × 10 ** `exponent`. `power`: that of the word at the end of the text (万: 4)."""

    digits: int
    exponent: int = 0
    power: int | None = None

    def scaled(self, power: int) -> int | None:
        """The number times 10 ** power, where that is whole; else None."""
        exponent = self.exponent + power
        if exponent >= 0:
            return self.digits * int("1" + "0" * exponent) if exponent <= MOST_DIGITS else None
        whole, rest = divmod(abs(self.digits), int("1" + "0" * min(-exponent, 2 * MOST_DIGITS)))
        if rest:
            return None
        return -whole if self.digits < 0 else whole


def sign_and_rest(text: str) -> tuple[int, str]:
    """−1 for a text with a minus (-, 负, △, brackets around all of it), and what stands behind it."""
    inner = re.fullmatch(r"\(([^()]*[0-9][^()]*)\)", text)
    if inner:
        return -1, inner[1].strip()
    match = _NEGATIVE.match(text)
    return (-1, text[match.end() :].strip()) if match else (1, text)


def is_inexact(text: str) -> bool:
    """Whether words or signs make of the number a bound, a range or an estimate."""
    return bool(_INEXACT.search(simplified(text)))


def is_exponential(text: str) -> bool:
    """Whether the number is written as spreadsheets shorten long ones (9.14107E+17)."""
    return bool(_EXPONENT.fullmatch(plain(text)))


def number(text: str) -> Number | None:
    """The number without a sign that a plain text is: 1,234.5 · 3.5万 · 1亿2千万 · 伍佰万. None for a text that is none in every
    part, and for one that can be read in two ways (1,23; 3万5)."""
    if len(text) > MOST_DIGITS:
        return None
    text = _joined(text)
    if all(character in CHARACTERS for character in text):
        spelt = whole_number(text)
        return None if spelt is None else Number(spelt, 0, _last_power(text))
    terms = list(_TERM.finditer(text))
    if not terms or "".join(term[0] for term in terms) != text:
        return None
    return _sum(terms)


def _last_power(text: str) -> int | None:
    match = _LAST_POWER.search(text)
    return POWERS.get(match[0]) or None if match else None


def _sum(terms: list[re.Match[str]]) -> Number | None:
    """One term, or whole terms with powers that become smaller (1亿2千万; the last one may have none: 3万5000)."""
    total, last = Number(0), 17
    for term in terms:
        power = POWERS.get(term["power"] or "")
        whole, _point, part = term["number"].partition(".")
        if power is None or power >= last:
            return None
        if len(terms) > 1 and (part or (last != 17 and not _fits_behind(whole, last, power))):
            return None
        total = _plus(total, Number(int(whole + part), power - len(part)))
        last = power
    return Number(total.digits, total.exponent, POWERS[terms[-1]["power"]] if terms[-1]["power"] else None)


def _fits_behind(whole: str, last: int, power: int) -> bool:
    """Whether a term can stand behind one of a larger power: 3万5 would be 35,000 to some."""
    return int(whole) < 10 ** (last - power) and (power > 0 or len(whole) > 1)


def _plus(one: Number, other: Number) -> Number:
    least = min(one.exponent, other.exponent)
    return Number(one.digits * 10 ** (one.exponent - least) + other.digits * 10 ** (other.exponent - least), least)


def _joined(text: str) -> str:
    """The text without separators of thousands that stand in their places, a Chinese full stop between digits as a point."""
    text = re.sub("(?<=[0-9])。(?=[0-9])", ".", text)
    text = re.sub(r"(?<=[0-9]) (?=[^0-9])|(?<=[^0-9]) (?=[0-9])", "", text)
    match = _GROUPED.match(text)
    if match and re.fullmatch(r"(?:\.[0-9]+)?[^0-9.,、'’]*", text[match.end() :]):
        return match[0].replace(match["separator"], "") + text[match.end() :]
    return text
