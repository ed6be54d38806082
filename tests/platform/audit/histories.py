"""Histories to be tampered with, and the insider who tampers: with every right on the database, and without the signing key."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, transaction

from mingpin.audit.actions import record
from mingpin.audit.canonical import canonical
from mingpin.audit.who import Who
from mingpin.audit.wording import described_actions

ENTRY = ("sequence", "at", "person", "organisation", "action", "object_type", "object_id", "leaf", "previous", "hash")
PRIVATE = ("entry_id", "salt", "content")
Row = list[Any]
WANG = Who("person:1", "organisation:2", "office")
CHEN = Who("person:7", "organisation:3", "county", on_behalf_of="person:9")


def make_history(count: int = 0) -> int:
    """One entry of every action that there is (or so many), every third with something personal."""
    actions = [name for name in described_actions() if name != "erase_private"]
    total = count or len(actions)
    for number in range(total):
        with transaction.atomic():
            record(
                by=CHEN if number % 4 == 1 else WANG,
                action=actions[number % len(actions)],
                on=("registry.subject", number),
                before={"state": "open", "数": number},
                after={"state": "确认", "names": ["甲", "乙"], "is_active": True, "none": None},
                why="经核实" if number % 2 else "",
                private={"name": "张三", "phone": f"1380000{number:04}"} if number % 3 == 0 else None,
            )
    return total


def run(sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """Raw SQL, as the insider uses it."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall()) if cursor.description else []


class Insider:
    """Holds a copy of the record as it was, and changes the one in the database."""

    def __init__(self) -> None:
        self.entries = [list(row) for row in run(f"SELECT {', '.join(ENTRY)} FROM audit_entry ORDER BY sequence")]
        self.private = [list(row) for row in run(f"SELECT {', '.join(PRIVATE)} FROM audit_private ORDER BY entry_id")]
        self.checkpoints = run("SELECT size, root, hash, peaks, at, note FROM audit_checkpoint")

    def write(self, entries: Sequence[Row], private: Sequence[Row] | None = None, *, own: bool = True) -> None:
        """The record is these entries now, the head fits them; `own`: the platform's own checkpoints stay."""
        kept = {entry[0] for entry in entries}
        with transaction.atomic():
            run("DELETE FROM audit_private")
            run("DELETE FROM audit_entry")
            if not own:
                run("DELETE FROM audit_checkpoint")
            with connection.cursor() as cursor:
                cursor.executemany(f"INSERT INTO audit_entry ({', '.join(ENTRY)}) VALUES ({_marks(ENTRY)})", entries)
                rows = [row for row in (self.private if private is None else private) if row[0] in kept]
                cursor.executemany(f"INSERT INTO audit_private ({', '.join(PRIVATE)}) VALUES ({_marks(PRIVATE)})", rows)
            head = entries[-1][9] if entries else "0" * 64
            run("UPDATE audit_head SET size = %s, hash = %s", len(entries), head)

    def restore(self) -> None:
        self.write(self.entries)
        if not run("SELECT size FROM audit_checkpoint"):
            for row in self.checkpoints:
                run(
                    "INSERT INTO audit_checkpoint (size, root, hash, peaks, at, note) VALUES (%s, %s, %s, %s, %s, %s)",
                    *row,
                )

    def copy(self) -> list[Row]:
        return [list(row) for row in self.entries]


def rehashed(entries: list[Row]) -> list[Row]:
    """The entries numbered and chained anew, as if they had always been so."""
    before = "0" * 64
    for number, row in enumerate(entries):
        leaf = {**json.loads(row[7]), "sequence": number}
        row[0], row[7], row[8] = number, canonical(leaf), before
        row[9] = before = hashlib.sha256(bytes.fromhex(before) + row[7].encode()).hexdigest()
    return entries


def edit(insider: Insider, chance: random.Random) -> None:
    """The reason of one entry is another."""
    entries = insider.copy()
    row = chance.choice(entries)
    row[7] = canonical({**json.loads(row[7]), "why": f"改{chance.random():.6f}"})
    insider.write(entries)


def delete(insider: Insider, chance: random.Random) -> None:
    """One entry is gone."""
    entries = insider.copy()
    del entries[chance.randrange(len(entries) - 1)]
    insider.write(entries)
    run("UPDATE audit_head SET size = %s", len(insider.entries))


def swap(insider: Insider, chance: random.Random) -> None:
    """Two entries have changed places."""
    entries = insider.copy()
    one, other = chance.sample(range(len(entries)), 2)
    entries[one][1:], entries[other][1:] = entries[other][1:], entries[one][1:]
    insider.write(entries)


def insert(insider: Insider, chance: random.Random) -> None:
    """An entry that never was stands in between; the later ones are numbered anew."""
    entries = insider.copy()
    at = chance.randrange(len(entries))
    forged = list(entries[at])
    forged[7] = canonical({**json.loads(forged[7]), "why": "补"})
    forged[9] = hashlib.sha256(bytes.fromhex(forged[8]) + forged[7].encode()).hexdigest()
    entries.insert(at, forged)
    for number, row in enumerate(entries):
        row[0] = number
    insider.write(entries)


def truncate(insider: Insider, chance: random.Random) -> None:
    """The end is cut off, the head says so."""
    insider.write(insider.copy()[: -chance.randint(1, len(insider.entries) - 1)], own=False)


def rewrite(insider: Insider, chance: random.Random) -> None:
    """One entry is another, and everything after it is chained anew."""
    entries = insider.copy()
    row = chance.choice(entries)
    row[7] = canonical({**json.loads(row[7]), "why": f"改{chance.random():.6f}"})
    insider.write(rehashed(entries), own=False)


def duplicate(insider: Insider, chance: random.Random) -> None:
    """One entry stands twice, numbered and chained as if it had happened twice."""
    entries = insider.copy()
    at = chance.randrange(len(entries) - 1)  # of the last, a second one would be an entry like any that is added
    entries.insert(at + 1, list(entries[at]))
    private = [[row[0] + (row[0] > at), *row[1:]] for row in insider.private]
    private += [[at + 1, *row[1:]] for row in insider.private if row[0] == at]
    insider.write(rehashed(entries), private, own=False)


def roll_back(insider: Insider, chance: random.Random) -> None:
    """The whole database is the one of an earlier day, on which other things happened since."""
    entries = insider.copy()[: chance.randint(1, len(insider.entries) - 1)]
    insider.write(entries, own=False)
    with transaction.atomic():
        for number in range(chance.randint(0, 3)):
            record(by=WANG, action="change_person", on=("accounts.person", number), why="另一天")


ATTACKS: dict[str, Callable[[Insider, random.Random], None]] = {
    "edit": edit,
    "delete": delete,
    "swap": swap,
    "insert": insert,
    "truncate": truncate,
    "rewrite and rehash": rewrite,
    "duplicate": duplicate,
    "roll back": roll_back,
}
BEYOND_THE_CHAIN = {"truncate", "rewrite and rehash", "duplicate", "roll back"}
"""What a chain alone cannot find."""


def _marks(columns: Sequence[str]) -> str:
    return ", ".join(["%s"] * len(columns))
