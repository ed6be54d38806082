"""Units of amounts, as they stand in a title or behind a number: 万元, 亿, 千美元, 万件, %."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mingpin.intake.cells.signs import plain

POWERS = {
    "": 0,
    "十": 1,
    "百": 2,
    "千": 3,
    "万": 4,
    "十万": 5,
    "百万": 6,
    "千万": 7,
    "亿": 8,
    "十亿": 9,
    "百亿": 10,
    "千亿": 11,
    "万亿": 12,
}
"""Powers of ten by the words for them."""
_YUAN = "元|圆|块|人民币元|元人民币|人民币|rmb|cny|yuan"
_FOREIGN = re.compile(
    "美元|美金|美圆|港元|港币|港纸|欧元|日元|日圆|日币|英镑|韩元|韩币|澳元|澳大利亚元|加元|加拿大元|新元|新加坡元|新加坡币|瑞士法郎|法郎|卢布"
    "|台币|新台币|澳门元|澳门币|泰铢|卢比|林吉特|外币|us[$]|hk[$]|[$€£₩₽]|dollars?|euros?"
    "|(?<![a-z])(?:usd|hkd|eur|jpy|gbp|krw|aud|cad|sgd|chf|rub|twd|mop|thb)(?![a-z])"
)
_MONEY_UNIT = re.compile(f"(?P<power>[十百千万亿]*)(?P<name>{_YUAN})?|(?P<small>角|分)")
_COUNT_UNIT = re.compile("(?P<power>[十百千万亿]*)[^0-9十百千万亿]{0,6}")


@dataclass(frozen=True)
class Unit:
    """A unit as a power of ten of the column's own (of a yuan; of one piece)."""

    power: int


def simplified(text: str) -> str:
    """The text as amounts are read: plain, lower case, 萬, 億 and 圓 in their simple form, spaces only between digits."""
    simple = plain(text).casefold().replace("萬", "万").replace("億", "亿").replace("圓", "圆")
    return re.sub(r"(?<![0-9]) +| +(?![0-9])", "", re.sub(r"\s+", " ", simple))


def foreign_currency(text: str) -> str:
    """The foreign currency that the text names, or blank."""
    match = _FOREIGN.search(simplified(text))
    return match[0].upper() if match else ""


def money_unit(text: str) -> Unit | None:
    """The unit of money that the text is, brackets left aside; None for one that is none of yuan."""
    match = _MONEY_UNIT.fullmatch(_bare(text))
    if not match:
        return None
    if match["small"]:
        return Unit(-1 if match["small"] == "角" else -2)
    power = POWERS.get(match["power"])
    return None if power is None else Unit(power)


def count_unit(text: str) -> Unit | None:
    """The unit of a whole number (人, 万件), brackets left aside."""
    match = _COUNT_UNIT.fullmatch(_bare(text))
    power = POWERS.get(match["power"]) if match else None
    return None if power is None else Unit(power)


def _bare(text: str) -> str:
    return re.sub(r"[()\[\]【】〔〕:]|单位", "", simplified(text))
