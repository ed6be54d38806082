"""INT-05: one content has one digest: however it is spelled, whatever it went through, on either database."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.utils import timezone as clock
from hypothesis import assume, given
from hypothesis import strategies as st

from mingpin.accounts.states import Role
from mingpin.audit.actions import record
from mingpin.audit.canonical import canonical
from mingpin.audit.models import Entry
from mingpin.audit.offline import verify
from mingpin.audit.reading import entries
from tests.conftest import examples
from tests.platform.audit.histories import CHEN

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**80), 2**80)
    | TEXT
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.dates()
    | st.datetimes(timezones=st.timezones())
    | st.uuids()
    | st.sampled_from(Role)
)
CONTENTS = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=12
)


def _canonical(content: Any) -> str:
    try:
        return canonical(content)
    except (TypeError, OverflowError):  # two keys that are one in NFC; a time that is beyond all time in UTC
        assume(False)
        raise


@examples(300)
@given(CONTENTS)
def test_int_05_a_round_trip_through_json_changes_nothing(content: Any) -> None:
    once = _canonical(content)
    assert canonical(json.loads(once)) == once
    assert once.encode().decode() == once


@examples(200)
@given(TEXT)
def test_int_05_composed_and_decomposed_text_is_one_text(text: str) -> None:
    spellings = {canonical(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")}
    assert spellings == {canonical(text)}


@examples(100)
@given(st.lists(TEXT, max_size=5))
def test_int_05_line_ends_are_one(lines: list[str]) -> None:
    plain = [line.replace("\r", "").replace("\n", "") for line in lines]
    assert len({canonical(end.join(plain)) for end in ("\n", "\r\n", "\r")}) == 1


@examples(200)
@given(st.decimals(allow_nan=False, allow_infinity=False), st.integers(0, 40))
def test_int_05_a_number_is_one_however_many_zeros_it_has(number: Decimal, zeros: int) -> None:
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    longer = Decimal((sign, (*digits, *([0] * zeros)), exponent - zeros))
    assert longer == number
    assert canonical(longer) == canonical(number)


def test_int_05_numbers_are_never_rounded_and_nothing_is_no_negative() -> None:
    long = Decimal("12345678901234567890.12345678901234567890123")
    assert canonical(long) == '"12345678901234567890.12345678901234567890123"'
    assert {canonical(Decimal(text)) for text in ("0", "-0", "0.00", "-0E+5")} == {'"0"'}


@examples(200)
@given(st.dictionaries(TEXT, st.integers(), max_size=6), st.randoms())
def test_int_05_the_order_of_keys_says_nothing(content: dict[str, int], chance: Any) -> None:
    items = list(content.items())
    chance.shuffle(items)
    assert _canonical(dict(items)) == _canonical(content)


@examples(200)
@given(st.datetimes(min_value=datetime(1, 1, 3), max_value=datetime(9999, 12, 29)), st.integers(-14 * 60, 14 * 60))
def test_int_05_one_moment_is_one_in_every_time_zone(moment: datetime, minutes: int) -> None:
    here = moment.replace(tzinfo=UTC)
    assert canonical(here.astimezone(timezone(timedelta(minutes=minutes)))) == canonical(here)


@pytest.mark.parametrize(
    "content",
    [
        1.5,
        float("nan"),
        Decimal("NaN"),
        Decimal("Infinity"),
        datetime(2024, 1, 1),
        b"x",
        {1, 2},
        {"é": 1, "e\u0301": 2},
    ],
)
def test_int_05_what_has_no_one_spelling_is_refused(content: Any) -> None:
    with pytest.raises(TypeError):
        canonical(content)


DIGEST = "2f0403d4c3f75bce3effcac6378584ac83e3611a871d8668a27c8ff98189353c"
MOMENT = datetime(2024, 6, 30, 23, 59, 59, 123456, tzinfo=timezone(timedelta(hours=8)))


@pytest.mark.django_db
def test_int_05_both_databases_keep_the_same_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    """The digest stands here as a literal: the tests run on SQLite and on PostgreSQL."""
    monkeypatch.setattr(clock, "now", lambda: MOMENT)
    after = {
        "金额": Decimal("1200.500"),
        "on": date(2024, 6, 30),
        "at": MOMENT,
        "id": UUID(int=7),
        "role": Role.COUNTY,
        "names": ["é", "e\u0301", "甲\r\n乙", "\x00\x1f\u2028😀", "\\u0000"],
        "deep": {"b": [True, None, -1], "a": {}},
    }
    with transaction.atomic():
        record(by=CHEN, action="change_person", on=("test.thing", "e\u0301"), after=after, why="e\u0301\r\n")
    entry = Entry.objects.get()
    assert hashlib.sha256(entry.leaf.encode()).hexdigest() == DIGEST
    assert canonical(json.loads(entry.leaf)) == entry.leaf
    assert verify(entries(connection)).findings == []
    assert canonical(entry.at)[1:-1] == json.loads(entry.leaf)["at"] == "2024-06-30T15:59:59.123456Z"
