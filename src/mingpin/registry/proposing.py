"""Which subjects may be one, and which name may be a subject's former one: proposed for a person to decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mingpin.registry import vocabulary
from mingpin.registry.models import Batch, Identifier, Proposal, SubjectName
from mingpin.registry.states import NameKind, ProposalKind

SAME_CODE, SAME_NAME, FORMER_NAME = "same_code", "same_name", "former_name"
"""Grounds of proposals; each is said in words by `registry.deciding`."""
_SLICE = 500


@dataclass(frozen=True)
class Pair:
    """Two subjects by primary key, and why they may be one: the first would stay."""

    first: int
    second: int
    ground: str
    said: str


def note_proposals(batch: Batch, found: Mapping[str, Any]) -> None:
    """Looks at the names and codes that came with a batch of register rows."""
    if vocabulary.REGISTER in found:
        find_proposals(batch)


def find_proposals(batch: Batch) -> int:
    """Proposes what the names and codes of a batch make likely; how many are new. What was proposed before is left alone."""
    pairs = [*_same_codes(batch), *_same_names(batch)]
    made = 0
    for at in range(0, len(pairs), _SLICE):
        made += _propose(pairs[at : at + _SLICE], batch)
    return made


def _same_codes(batch: Batch) -> Iterator[Pair]:
    """Subjects that carry a credit code which came with the batch.

    Who was decided to be another is left out here and not by the database: asked to, SQLite begins with all subjects and looks
    each code up for each of them.
    """
    codes = Identifier.objects.filter(batch=batch, scheme="uscc").values("value")
    held = Identifier.objects.filter(scheme="uscc", value__in=codes).order_by("value", "subject_id")
    by_code: dict[str, list[tuple[int, str]]] = {}
    rows = held.values_list("value", "subject_id", "subject__kind", "subject__merged_into")
    for value, subject, kind, merged_into in rows.iterator(chunk_size=5000):
        if merged_into is None:
            by_code.setdefault(value, []).append((subject, kind))
    for value, subjects in by_code.items():
        first, kind = subjects[0]
        for other, other_kind in subjects[1:]:
            if _is_like(kind, other_kind):
                yield Pair(first, other, SAME_CODE, value)


def _same_names(batch: Batch) -> Iterator[Pair]:
    """Subjects of one area and of like kind that share a name, at least one of whose names came with the batch."""
    folded = SubjectName.objects.filter(batch=batch).values("folded")
    held = SubjectName.objects.filter(folded__in=folded).order_by("folded", "subject_id")
    columns = ("folded", "kind", "name", "subject_id", "subject__area", "subject__uscc", "subject__kind")
    group: list[tuple[Any, ...]] = []
    for *row, merged_into in held.values_list(*columns, "subject__merged_into").iterator(chunk_size=5000):
        if merged_into is not None:
            continue
        if group and group[0][0] != row[0]:
            yield from _of_one_name(group)
            group = []
        group.append(tuple(row))
    yield from _of_one_name(group)


def _of_one_name(rows: list[tuple[Any, ...]]) -> Iterator[Pair]:
    seen = set()
    for at, (_folded, kind, name, subject, area, code, what) in enumerate(rows):
        for _same, other_kind, _name, other, other_area, other_code, other_what in rows[at + 1 :]:
            is_same = subject == other or (subject, other) in seen
            if is_same or area != other_area or not area or not _is_like(what, other_what):
                continue
            if code and other_code and code != other_code and NameKind.FORMER not in (kind, other_kind):
                continue
            seen.add((subject, other))
            if kind == NameKind.FORMER and other_kind == NameKind.CURRENT:
                yield Pair(subject, other, FORMER_NAME, name)
            elif kind == NameKind.CURRENT and other_kind == NameKind.FORMER:
                yield Pair(other, subject, FORMER_NAME, name)
            else:
                yield Pair(*((subject, other) if code or not other_code else (other, subject)), SAME_NAME, name)


def _is_like(one: str, other: str) -> bool:
    """Whether two kinds may be of one subject: the same, one not told, or both bodies."""
    return not one or not other or one == other or all(map(vocabulary.is_organisation, (one, other)))


def _propose(pairs: Iterable[Pair], batch: Batch) -> int:
    """Pairs that were never proposed, in either order, become proposals."""
    wanted: dict[frozenset[int], list[Pair]] = {}
    for pair in pairs:
        wanted.setdefault(frozenset((pair.first, pair.second)), []).append(pair)
    keys = {key for both in wanted for key in both}
    before = Proposal.objects.filter(subject__in=keys, other__in=keys).values_list("subject_id", "other_id")
    for subject, other in before:
        wanted.pop(frozenset((subject, other)), None)
    made = [
        Proposal(
            kind=ProposalKind.FORMER_NAME if found[0].ground == FORMER_NAME else ProposalKind.DUPLICATE,
            subject_id=found[0].first,
            other_id=found[0].second,
            name=found[0].said if found[0].ground == FORMER_NAME else "",
            grounds=[{"ground": one.ground, "said": one.said} for one in found],
            batch=batch,
        )
        for found in wanted.values()
    ]
    Proposal.objects.bulk_create(made)
    return len(made)
