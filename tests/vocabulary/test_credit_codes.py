"""The check digit of a credit code, against python-stdnum, and what the positions say."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from mingpin.vocabulary.credit_codes import ALPHABET, are_credit_codes, corrections

from ..conftest import examples

_BODIES = st.from_regex(r"[0-9]{8}", fullmatch=True).flatmap(
    lambda head: st.text(ALPHABET, min_size=9, max_size=9).map(lambda tail: head + tail)
)


@examples(100)
@given(st.lists(_BODIES, min_size=1, max_size=20), st.sampled_from(ALPHABET))
def test_a_code_is_valid_where_stdnum_says_so(bodies: list[str], last: str) -> None:
    codes = [body + digit for body in bodies for digit in (uscc.calc_check_digit(body), last)]
    assert are_credit_codes(pl.Series(codes)).to_list() == [uscc.is_valid(code) for code in codes]


@pytest.mark.parametrize("text", ["", "9141070070660054", "9141070O706600542H", "企业", None, "914107007066005420"])
def test_what_is_no_code_is_not_valid(text: str | None) -> None:
    assert are_credit_codes(pl.Series([text], dtype=pl.String)).to_list() == [False]


def test_rural_collectives_have_codes_that_begin_with_a_letter() -> None:
    body = "N2410725MF0000000"
    assert are_credit_codes(pl.Series([body + uscc.calc_check_digit(body)])).to_list() == [True]


def test_letters_taken_for_digits_are_proposed_not_applied() -> None:
    body = "91410702MA0000001"
    code = body + uscc.calc_check_digit(body)
    assert corrections(code.replace("0", "O")) == (code,)
    assert corrections(code.replace("91", "9I", 1)) == (code,)
    assert corrections(code) == ()
    assert corrections("甲") == ()
