"""The register as far as a program's organisation may see it: what pushed rows are matched with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl
from django.db.models import Q

from mingpin.accounts.acting import Acting
from mingpin.registry.models import Subject
from mingpin.registry.taking import held
from mingpin.vocabulary.load import SUBJECT_TABLE

FEW = 5_000
"""So many visible subjects are all looked at; of more, those that the rows may mean."""
_SLICE = 500
_COMPANIES = (("有限责任公司", "有限公司"), ("有限公司", "有限责任公司"))
_BRACKETS = (("(", "（"), (")", "）"))


def register_for(tables: Mapping[str, Sequence[Mapping[str, Any]]], by: Acting) -> pl.DataFrame:
    """The register rows of the subjects that the rows may be about and the organisation may see."""
    visible = Subject.objects.visible_to(by).filter(merged_into=None)
    ids = list(visible.values_list("subject_id", flat=True)[: FEW + 1])
    if len(ids) > FEW:
        ids = list(_meant(tables, by))
    return held(SUBJECT_TABLE, subjects=ids)


def _meant(tables: Mapping[str, Sequence[Mapping[str, Any]]], by: Acting) -> set[str]:
    texts = {text for rows in tables.values() for row in rows for value in row.values() for text in _spellings(value)}
    found: set[str] = set()
    ordered = sorted(texts)
    for at in range(0, len(ordered), _SLICE):
        some = ordered[at : at + _SLICE]
        meant = Q(subject_id__in=some) | Q(uscc__in=some) | Q(names__name__in=some) | Q(identifiers__value__in=some)
        found |= set(Subject.objects.visible_to(by).filter(meant).values_list("subject_id", flat=True))
    return found


def _spellings(value: Any) -> Iterator[str]:
    """The ways in which a name or code may stand in the register."""
    if not isinstance(value, str) or not 2 <= len(value) <= 200:
        return
    text = value.strip()
    wide = text
    for narrow, full in _BRACKETS:
        wide = wide.replace(narrow, full)
    yield from {text, text.upper(), wide}
    for written, other in _COMPANIES:
        if written in wide:
            yield wide.replace(written, other, 1)
            break
