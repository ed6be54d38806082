"""What an organisation is asked for now, as imports want to know it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from mingpin.accounts.models import Organisation
from mingpin.collection.models import RequestItem
from mingpin.collection.states import RequestState


def asked_columns(holder: Organisation) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """By table and subject the columns that requests which wait for answers of this holder ask for, answered ones included: who
    answers may put right what it said."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    items = RequestItem.objects.filter(request__holder=holder, request__state=RequestState.OPEN)
    for table, subject, columns in items.values_list("table", "subject__subject_id", "columns").iterator(
        chunk_size=5000
    ):
        found[table][subject or ""].update(columns)
    return {table: {id_: frozenset(each) for id_, each in subjects.items()} for table, subjects in found.items()}
