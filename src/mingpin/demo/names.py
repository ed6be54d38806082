"""Fictitious names, all different and all beginning with “示例·”, and fictitious credit codes."""

from __future__ import annotations

from stdnum.cn import uscc

from mingpin.demo.chance import Chance
from mingpin.demo.name_parts import MARKED, SURNAMES, SYLLABLES

_STRIDE = 7919
"""Prime, and no multiple of the number of syllables: neighbouring serials get names that do not look alike."""


def trade_name(serial: int, seed: int) -> str:
    """The trade name of a serial, two syllables or as many more as it takes; different for every serial of a seed."""
    base, length = len(SYLLABLES), 2
    while serial >= base**length:
        serial -= base**length
        length += 1
    number = (serial * _STRIDE + seed) % base**length
    syllables = []
    for _position in range(length):
        number, syllable = divmod(number, base)
        syllables.append(SYLLABLES[syllable])
    return "".join(syllables)


def marked(name: str) -> str:
    """The name, marked as an example."""
    return MARKED + name


def person(chance: Chance) -> str:
    """A fictitious person: a surname and 某."""
    return marked(f"{chance.pick(SURNAMES)}某")


_FICTITIOUS = "YY"
_BODY_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def credit_code(department_and_class: str, division: str, serial: int) -> str:
    """A credit code with right check digits that belongs to nobody.

    GB 32100 keeps no range for examples. The codes of bodies that have been given out begin with a digit or with M; these begin
    with YY. The division is a real one, so that whatever reads it from the code has something to read.
    """
    body = f"{_FICTITIOUS}{serial:06d}"
    if len(body) > len(_BODY_WEIGHTS):
        raise ValueError("there are no more than 1,000,000 fictitious credit codes")
    weighted = zip(body, _BODY_WEIGHTS, strict=True)
    check = -sum(_BODY_ALPHABET.index(character) * weight for character, weight in weighted) % 11
    number = f"{department_and_class}{division}{body}{'X' if check == 10 else check}"
    return number + uscc.calc_check_digit(number)
