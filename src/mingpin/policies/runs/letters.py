"""Verdicts at clauses as one letter each, so that a list can be filtered by them in the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Substr

from mingpin.engine import Verdict

LETTER = {Verdict.MET: "M", Verdict.NOT_MET: "N", Verdict.UNDETERMINED: "U", Verdict.NOT_APPLICABLE: "-"}


def letters(clauses: Sequence[str]) -> pl.Expr:
    """The letters of a frame of verdict words, in the order of these clauses."""
    words = {verdict.value: letter for verdict, letter in LETTER.items()}
    return pl.concat_str([pl.col(clause).replace_strict(words) for clause in clauses]).alias("clauses")


def with_verdict_at(rows: QuerySet[Any], place: int, verdict: Verdict) -> QuerySet[Any]:
    """The rows whose clause at this place (from 0) has this verdict."""
    found: QuerySet[Any] = rows.annotate(_at=Substr(F("clauses"), place + 1, 1)).filter(Q(_at=LETTER[verdict]))
    return found
