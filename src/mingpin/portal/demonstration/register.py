"""The evidence of the demonstration: each supplier's rows as batches of theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

import polars as pl

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import Organisation
from mingpin.demo import generate
from mingpin.demo.generate import SOURCE, Progress
from mingpin.demo.name_parts import MARKED
from mingpin.portal.demonstration.people import HUIXIAN, WEIHUI, Enterprise
from mingpin.registry.states import BatchKind
from mingpin.registry.taking import take_in
from mingpin.vocabulary.load import SUBJECT_TABLE
from mingpin.vocabulary.place import shared_vocabulary

_SELF_REPORTED = "主体自报"
Frames = dict[str, pl.DataFrame]


def make_evidence(*, subjects: int, seed: int, as_of: date, progress: Progress | None = None) -> Frames:
    """The rows by evidence table."""
    evidence = generate(shared_vocabulary(), subjects=subjects, seed=seed, as_of=as_of, progress=progress)
    return {name: frame for name, frame in evidence.tables.items() if frame.height}


def enterprises_for_people(frames: Mapping[str, pl.DataFrame], count: int) -> list[Enterprise]:
    """Enterprises that people of the demonstration work for: the first of Weihui, the second of Huixian, then others."""
    rows = frames[SUBJECT_TABLE].filter((pl.col("kind") == "enterprise") & pl.col("uscc").is_not_null())
    every = [
        Enterprise(row["subject_id"], row["name"], row["uscc"], row["area"])
        for row in rows.select("subject_id", "name", "uscc", "area").iter_rows(named=True)
    ]
    chosen: list[Enterprise] = []
    for area in (WEIHUI, HUIXIAN):
        chosen += [one for one in every if one.area == area][:1]
    return [*chosen, *(one for one in every if one not in chosen)][:count]


def take_in_by_supplier(frames: Frames, organisations: Mapping[str, Organisation], by: Acting) -> int:
    """Takes the rows in, the register first, and says how many batches they are."""
    batches = 0
    for supplier, tables in _by_supplier(frames, organisations):
        title = f"{MARKED}{_SELF_REPORTED}" if supplier is None else f"{supplier.name}报送"
        take_in(tables, kind=BatchKind.DEMONSTRATION, title=f"{title}（虚构）", supplier=supplier, note=SOURCE, by=by)
        batches += 1
    return batches


def _by_supplier(
    frames: Frames, organisations: Mapping[str, Organisation]
) -> Iterator[tuple[Organisation | None, Frames]]:
    named = {organisation.name: organisation for organisation in organisations.values()}
    found: dict[str, Frames] = defaultdict(dict)
    for table in sorted(frames, key=lambda name: name != SUBJECT_TABLE):
        frame = frames[table].with_columns(
            pl.when(pl.col("supplier").is_in(list(named))).then("supplier").alias("_supplier")
        )
        for (name,), rows in frame.group_by(["_supplier"], maintain_order=True):
            found[str(name or "")][table] = rows.drop("_supplier")
    for name, tables in found.items():
        yield named.get(name), tables
