"""Whole numbers in Chinese characters: 二十三, 伍佰万, 二〇二一."""

from __future__ import annotations

import re

_WRITINGS = ("〇零○", "一壹弌", "二贰貳两弍", "三叁參弎", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
_DIGITS = {character: digit for digit, writings in enumerate(_WRITINGS) for character in writings}
_TENS = {"十": 1, "拾": 1, "百": 2, "佰": 2, "千": 3, "仟": 3}
_TEN_THOUSANDS = {"万": 4, "萬": 4, "亿": 8, "億": 8}
CHARACTERS = "".join((*_DIGITS, *_TENS, *_TEN_THOUSANDS))
_ZERO = "〇零○"
_SECTIONS = re.compile("(?P<part>[^万萬亿億]+)(?P<power>[万萬亿億]*)")


def spelt_digits(text: str) -> str | None:
    """The digits of a number that is written digit by digit (二〇二一); None for any other text."""
    if not text or any(character not in _DIGITS and not _is_ascii_digit(character) for character in text):
        return None
    return "".join(character if _is_ascii_digit(character) else str(_DIGITS[character]) for character in text)


def whole_number(text: str) -> int | None:
    """The number that is written out with its powers (伍佰万, 二十三, 一亿零五十万); None for a text that is none in every part:
    digits in a row, powers out of order, 三万五 (which may be 35,000 or 30,005)."""
    total, last, position = 0, 17, 0
    for match in _SECTIONS.finditer(text):
        if match.start() != position:
            return None
        position = match.end()
        power = sum(_TEN_THOUSANDS[character] for character in match["power"])
        section = _section(match["part"], is_first=match.start() == 0, after_power=last != 17)
        if section is None or power >= last or power not in (0, 4, 8, 12):
            return None
        total += section * 10**power
        last = power
    return total if position == len(text) and position else None


def _section(part: str, *, is_first: bool, after_power: bool) -> int | None:
    """A number below ten thousand."""
    if part in ("零", "〇", "○"):
        return 0 if is_first else None
    total, digit, last, has_zero = 0, None, 4, False
    for place, character in enumerate(part):
        if character in _ZERO:
            if digit is not None or (place == 0 and is_first) or has_zero:
                return None
            has_zero = True
        elif character in _DIGITS:
            if digit is not None:
                return None
            digit = _DIGITS[character]
        elif character in _TENS:
            power = _TENS[character]
            if power >= last or (digit is None and (power != 1 or total)):
                return None
            total += (1 if digit is None else digit) * 10**power
            digit, last, has_zero = None, power, False
        else:
            return None
    if digit is None:
        return None if has_zero else total
    if not has_zero and (last in (2, 3) or (after_power and last == 4)):
        return None
    return total + digit


def _is_ascii_digit(character: str) -> bool:
    return "0" <= character <= "9"
