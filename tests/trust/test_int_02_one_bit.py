"""INT-02: one bit of one field of one entry is another: it is found, and the entry is named."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from mingpin.audit import reading
from mingpin.audit.checkpoints import verify_database
from mingpin.audit.offline import BROKEN, CONSISTENT_ONLY, Against, verify
from tests.conftest import examples
from tests.platform.audit.histories import Insider, make_history, run

Record = dict[str, Any]
PLACES = (
    ("sequence",),
    ("leaf",),
    ("previous",),
    ("hash",),
    *(("columns", name) for name in ("at", "person", "organisation", "action", "object_type", "object_id")),
    ("private", "salt"),
    ("private", "content"),
)


@pytest.fixture
def records(db: Any) -> list[Record]:
    """One entry of every action that there is, as they are read from the database."""
    make_history()
    return list(reading.entries(connection))


def _flipped(value: Any, place: int, bit: int) -> Any:
    """The value with one bit changed."""
    if isinstance(value, int):
        return value ^ (1 << bit)
    place %= len(value)
    letter = chr(ord(value[place]) ^ (1 << bit % 7))
    return value[:place] + letter + value[place + 1 :]


def _changed(records: list[Record], index: int, where: tuple[str, ...], place: int, bit: int) -> list[Record] | None:
    """The records with one bit changed; None where there is nothing to change."""
    found = list(records)
    found[index] = copy.deepcopy(records[index])
    holder: Any = found[index]
    for name in where[:-1]:
        holder = holder[name]
    if holder is None or holder[where[-1]] == "":
        return None
    holder[where[-1]] = _flipped(holder[where[-1]], place, bit)
    return found


def _found(records: list[Record], last: str) -> tuple[int, int | None]:
    report = verify(records, Against(head=(len(records), last)))
    return report.code, report.findings[0].sequence if report.findings else None


@pytest.mark.parametrize("where", PLACES, ids=".".join)
def test_int_02_each_field_of_each_action_is_guarded(where: tuple[str, ...], records: list[Record]) -> None:
    last = records[-1]["hash"]
    assert _found(records, last) == (CONSISTENT_ONLY, None)
    tried, wrong = 0, []
    for index in range(len(records)):
        for place, bit in ((0, 0), (7, 3), (31, 5)):
            changed = _changed(records, index, where, place, bit)
            if changed is not None:
                tried += 1
                if _found(changed, last) != (BROKEN, index):
                    wrong.append((index, place, bit, _found(changed, last)))
    assert tried
    assert wrong == []


def test_int_02_any_bit_of_any_field(records: list[Record]) -> None:
    last = records[-1]["hash"]

    @examples(400)
    @given(st.integers(0, len(records) - 1), st.sampled_from(PLACES), st.integers(0, 2000), st.integers(0, 30))
    def check(index: int, where: tuple[str, ...], place: int, bit: int) -> None:
        changed = _changed(records, index, where, place, bit)
        assert changed is None or _found(changed, last) == (BROKEN, index)

    check()


COLUMNS = (
    *(("audit_entry", name) for name in ("sequence", "at", "person", "organisation", "action", "object_type")),
    *(("audit_entry", name) for name in ("object_id", "leaf", "previous", "hash")),
    *(("audit_private", name) for name in ("salt", "content")),
)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda name: name.removeprefix("audit_"))
def test_int_02_in_the_database_itself(table: str, column: str) -> None:
    make_history(12)
    insider = Insider()
    key = "sequence" if table == "audit_entry" else "entry_id"
    for number in (0, 3, 9):
        run(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", _other(table, column, key, number), number)
        report = verify_database()
        assert report.code == BROKEN
        assert report.findings[0].sequence == number
        insider.restore()
    assert verify_database().code == CONSISTENT_ONLY


def _other(table: str, column: str, key: str, number: int) -> Any:
    [(value,)] = run(f"SELECT {column} FROM {table} WHERE {key} = %s", number)
    if column == "sequence":
        run("DELETE FROM audit_private WHERE entry_id = %s", number)
        return value + 4096
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    return _flipped(value, 11, 1)


@pytest.mark.django_db(transaction=True)
def test_int_02_the_personal_part_cannot_go_or_come_unseen() -> None:
    make_history(12)
    insider = Insider()
    for change, finding in _exchanges():
        with suppress(DatabaseError), transaction.atomic():
            run(change)
        report = verify_database()
        assert (report.code, report.findings[0].code, report.findings[0].sequence) == (BROKEN, *finding), change
        insider.restore()


def _exchanges() -> Iterator[tuple[str, tuple[str, int]]]:
    yield "DELETE FROM audit_private WHERE entry_id = 3", ("private_missing", 3)
    yield "UPDATE audit_private SET entry_id = 4 WHERE entry_id = 3", ("private_foreign", 4)
    yield "UPDATE audit_head SET size = size + 1", ("head", 12)
    yield "UPDATE audit_head SET size = size - 1", ("head", 12)
    yield f"UPDATE audit_head SET hash = '{'1' * 64}'", ("head", 12)
    yield "DELETE FROM audit_head", ("head", 12)


def test_int_02_what_is_unchanged_is_found_whole(records: list[Record]) -> None:
    report = verify(records, Against(head=(len(records), records[-1]["hash"])))
    found: Mapping[str, Any] = report.as_json()
    assert (found["size"], found["findings"], found["erased"]) == (len(records), [], 0)
