"""The unified social credit code (GB 32100-2015): its check digit and what its positions say, over whole columns.

Position 1 is the registering department, position 2 the class of body, 3–8 the division of the authority that registered it
first (GB/T 2260), 9–17 the body itself, 18 the check digit (modulus 31). The code stays with the body when it moves.
python-stdnum checks single codes the same way, but refuses the letters that GB 32100 allows in position 1 (A, N, Y).
"""

from __future__ import annotations

import re
from itertools import combinations

import polars as pl
from stdnum.cn import ric
from stdnum.iso7064 import mod_11_10

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters, in the order of their values: no I, O, S, V, Z."""
_SHAPE = f"^[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}$"
_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))
_ORGANISATION = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_MOST_DOUBTFUL = 4
_LENGTH = 18
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_VALUE_OF_BYTE = pl.Series([_VALUES.get(chr(byte), 0) for byte in range(128)], dtype=pl.Int32)
_WEIGHT_AT = pl.Series([*_WEIGHTS, 1], dtype=pl.Int32)


def folded(code: pl.Expr) -> pl.Expr:
    """The code with half-width capitals and without spaces: the same code, as the standard writes it."""
    return code.str.normalize("NFKC").str.replace_all("[\\s\u200b-\u200f\u2060\ufeff]", "").str.to_uppercase()


def is_credit_code(code: pl.Expr) -> pl.Expr:
    """Whether a folded text is an 18-position code with the right check digit; false for blanks."""
    return code.map_batches(are_credit_codes, return_dtype=pl.Boolean, is_elementwise=True)


def are_credit_codes(codes: pl.Series) -> pl.Series:
    """For each folded text of a column, whether it is a valid credit code."""
    is_shaped = codes.str.contains(_SHAPE).fill_null(False)
    shaped = codes.filter(is_shaped)
    if shaped.is_empty():
        return is_shaped
    characters = shaped.cast(pl.Binary).bin.reinterpret(dtype=pl.Array(pl.UInt8, _LENGTH)).explode()
    places = pl.int_range(len(characters), eager=True) % _LENGTH
    weighted = _VALUE_OF_BYTE.gather(characters.cast(pl.UInt32)) * _WEIGHT_AT.gather(places)
    is_right = weighted.reshape((-1, _LENGTH)).arr.sum() % len(ALPHABET) == 0
    return is_shaped.scatter(is_shaped.arg_true(), is_right)


def is_valid(code: str) -> bool:
    """The same for one folded text."""
    if not re.fullmatch(_SHAPE, code):
        return False
    weighted = (_VALUES[character] * weight for character, weight in zip(code, (*_WEIGHTS, 1), strict=True))
    return sum(weighted) % 31 == 0


def corrections(code: str) -> tuple[str, ...]:
    """Valid codes that this folded text may have been meant to be, with letters taken for digits (O/0, I/1, Z/2, S/5, B/8) or
    strokes within: for a person to decide."""
    likely = _without_strokes(code).translate(str.maketrans("OIZS", "0125"))
    places = [place for place, character in enumerate(likely) if character == "B"][:_MOST_DOUBTFUL]
    candidates = [
        "".join("8" if place in chosen else character for place, character in enumerate(likely))
        for count in range(len(places) + 1)
        for chosen in combinations(places, count)
    ]
    return tuple(candidate for candidate in dict.fromkeys(candidates) if candidate != code and is_valid(candidate))


def is_old_registration_number(code: str) -> bool:
    """Whether a folded text is a registration number as issued before 2015: 15 digits, the last one a check digit (ISO 7064, mod
    11,10)."""
    return len(code) == 15 and _is_digits(code) and bool(mod_11_10.is_valid(code))


def is_organisation_code(code: str) -> bool:
    """Whether a folded text is an organisation code (GB 11714): eight characters and a check character, with a stroke or not. It
    stands in positions 9–17 of today's credit code."""
    body = _without_strokes(code)
    if len(body) != 9 or any(character not in _ORGANISATION for character in body):
        return False
    pairs = zip(body[:8], _ORGANISATION_WEIGHTS, strict=True)
    weighted = sum(_ORGANISATION.index(character) * weight for character, weight in pairs)
    return body[8] == "0123456789X0"[(11 - weighted % 11) % 11]


def is_identity_number(code: str) -> bool:
    """Whether a folded text is a citizen's identity number (GB 11643): personal data, and no credit code."""
    return bool(ric.is_valid(code))


def _without_strokes(code: str) -> str:
    return "".join(character for character in code if character not in "-‐–—_.")


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def department_and_class(code: pl.Expr) -> pl.Expr:
    """Positions 1–2: who registered the body and what it is (91 enterprise, 92 individual business, 93 co-operative)."""
    return code.str.slice(0, 2)


def registering_division(code: pl.Expr) -> pl.Expr:
    """Positions 3–8: the six-digit division code of the authority that registered the body first."""
    return code.str.slice(2, 6)
