"""The unified social credit code (GB 32100-2015): its check digit and what its positions say, over whole columns.

Position 1 is the registering department, position 2 the class of body, 3–8 the division of the authority that registered it
first (GB/T 2260), 9–17 the body itself, 18 the check digit (modulus 31). The code stays with the body when it moves.
python-stdnum checks single codes the same way, but refuses the letters that GB 32100 allows in position 1 (A, N, Y).
"""

from __future__ import annotations

import polars as pl

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters, in the order of their values: no I, O, S, V, Z."""
_SHAPE = f"^[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}$"
_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))
_VALUES = {character: value for value, character in enumerate(ALPHABET)}


def folded(code: pl.Expr) -> pl.Expr:
    """The code with half-width capitals and without spaces: the same code, as the standard writes it."""
    return code.str.normalize("NFKC").str.replace_all(r"\s", "").str.to_uppercase()


def is_credit_code(code: pl.Expr) -> pl.Expr:
    """Whether a folded text is an 18-position code with the right check digit; false for blanks."""
    shaped = pl.when(code.str.contains(_SHAPE)).then(code)
    weighted = [_value_at(shaped, position) * weight for position, weight in enumerate(_WEIGHTS)]
    return ((pl.sum_horizontal(weighted, ignore_nulls=False) + _value_at(shaped, 17)) % 31 == 0).fill_null(False)


def are_credit_codes(codes: pl.Series) -> pl.Series:
    """For each folded text of a column, whether it is a valid credit code."""
    return codes.to_frame("code").select(is_credit_code(pl.col("code")))["code"]


def corrections(code: str) -> tuple[str, ...]:
    """Valid codes that this one may have been meant to be, with letters taken for digits: for a person to decide."""
    likely = code.translate(str.maketrans("OIZS", "0125"))
    candidates = dict.fromkeys((likely, likely.replace("B", "8")))
    found = [candidate for candidate in candidates if candidate != code]
    return tuple(pl.Series(found, dtype=pl.String).filter(are_credit_codes(pl.Series(found, dtype=pl.String))))


def department_and_class(code: pl.Expr) -> pl.Expr:
    """Positions 1–2: who registered the body and what it is (91 enterprise, 92 individual business, 93 co-operative)."""
    return code.str.slice(0, 2)


def registering_division(code: pl.Expr) -> pl.Expr:
    """Positions 3–8: the six-digit division code of the authority that registered the body first."""
    return code.str.slice(2, 6)


def _value_at(code: pl.Expr, position: int) -> pl.Expr:
    return code.str.slice(position, 1).replace_strict(_VALUES, default=None, return_dtype=pl.Int32)
