"""Finding subjects: by any part of a name, pinyin initials or a code; by what evidence there is about them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.states import Role
from mingpin.registry.models import EvidenceQuerySet, EvidenceRow, SubjectQuerySet, SubjectWords
from mingpin.registry.queries import CONFIDENTIAL
from mingpin.vocabulary.names import comparable_text

_FEW = 2_000
"""So many subjects found by a text are named one by one; more are left to the database."""
_MOST_WORDS = 5
_LETTERS = re.compile(r"[a-z]+")


def search_subjects(subjects: QuerySet[Any], text: str) -> QuerySet[Any]:
    """The subjects of which every word of the text is a part of a name, of its pinyin initials or of a code.

    Letters alone are looked for in names and initials only: the letters of credit codes would find everybody.
    """
    words = text.lower().split()[:_MOST_WORDS]
    if not words:
        return subjects
    few = list(SubjectWords.objects.filter(_all_of(words)).values_list("pk", flat=True)[: _FEW + 1])
    return subjects.filter(pk__in=few) if len(few) <= _FEW else subjects.filter(_all_of(words, "words__"))


def with_table(subjects: SubjectQuerySet, table: str, by: Acting) -> SubjectQuerySet:
    """The subjects about which there are current rows of this table that the person may read."""
    if table in CONFIDENTIAL and by.has_role(Role.DEPARTMENT) and by.organisation:
        return subjects.filter(_has_part("words__holds", f"|{table}@{by.organisation.pk}|"))
    return subjects.filter(_has_part("words__holds", f"|{table}|"))


def with_honour(subjects: SubjectQuerySet, scheme: str) -> SubjectQuerySet:
    """The subjects with a current row about an honour of this scheme."""
    return subjects.filter(_has_part("words__holds", f"|honours:{scheme}|"))


def with_honour_expiring(subjects: SubjectQuerySet, days: int) -> SubjectQuerySet:
    """The subjects with an honour that ends within so many days from today."""
    return subjects.filter(pk__in=honours_expiring(days).values("subject"))


def honours_expiring(days: int) -> EvidenceQuerySet:
    """The current rows about honours that end within so many days from today."""
    today = timezone.localdate()
    return EvidenceRow.objects.current().filter(table="honours", valid_to__range=(today, today + timedelta(days=days)))


def _all_of(words: list[str], prefix: str = "") -> Q:
    condition = Q()
    for word in words:
        either = Q()
        for spelled in _spellings(word):
            either |= _has_part(f"{prefix}text", spelled)
        condition &= either
    return condition


def _spellings(word: str) -> list[str]:
    """A word as it may stand among the names (small letters) and among the codes (capitals)."""
    folded = comparable_text(word)
    codes = [] if not folded.isascii() or _LETTERS.fullmatch(folded) else [folded.upper()]
    return list(dict.fromkeys([word, folded, *codes]))


def _has_part(column: str, part: str) -> Q:
    """That a text contains a part, capitals told apart: on PostgreSQL so that a trigram index can serve, on SQLite (where
    LIKE is slower and knows no capitals) by position."""
    if connection.vendor == "postgresql":
        return Q(**{f"{column}__contains": part})
    return Q(GreaterThan(StrIndex(column, Value(part)), 0))
