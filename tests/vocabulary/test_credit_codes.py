"""The check digit of a credit code, against python-stdnum, and what the positions say."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from mingpin.vocabulary.credit_codes import (
    ALPHABET,
    are_credit_codes,
    corrections,
    is_identity_number,
    is_old_registration_number,
    is_organisation_code,
)

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


_CODES = _BODIES.map(lambda body: body + uscc.calc_check_digit(body))


@examples(100)
@given(_CODES, st.sampled_from(["O0", "I1", "Z2", "S5", "B8"]), st.data())
def test_every_confusion_of_a_letter_with_a_digit_is_proposed(code: str, pair: str, data: st.DataObject) -> None:
    letter, digit = pair
    places = [place for place, character in enumerate(code) if character == digit]
    wrong = data.draw(st.sets(st.sampled_from(places), max_size=3)) if places else set()
    written = "".join(letter if place in wrong else character for place, character in enumerate(code))
    if written.count("B") <= 4 and written != code:
        assert code in corrections(written)


def test_strokes_within_a_code_are_proposed_away() -> None:
    body = "91410702MA0000001"
    code = body + uscc.calc_check_digit(body)
    assert corrections(f"{code[:8]}-{code[8:17]}-{code[17]}") == (code,)


def test_old_numbers_are_known_by_their_check_digits() -> None:
    assert is_old_registration_number("410704000008034")
    assert not is_old_registration_number("410704000008035")
    assert not is_old_registration_number("41070400000803")


@examples(100)
@given(st.from_regex("[0-9A-HJ-NP-RT-UW-Y]{8}", fullmatch=True))
def test_an_organisation_code_has_one_check_character(body: str) -> None:
    valid = [last for last in "0123456789X" if is_organisation_code(body + last)]
    assert len(valid) == 1
    assert is_organisation_code(f"{body}-{valid[0]}")


def test_the_organisation_code_of_a_real_body_stands_within_its_credit_code() -> None:
    assert is_organisation_code("91410700706600542H"[8:17])


def test_a_citizens_number_is_told_apart() -> None:
    assert is_identity_number("11010519491231002X")
    assert not is_identity_number("91410700706600542H")
