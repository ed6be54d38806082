"""Every action leaves one entry, bound to all before it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.db import transaction

from mingpin.audit.actions import chained, record
from mingpin.audit.models import Entry
from tests.platform.cast import Cast


def test_each_entry_is_bound_to_the_one_before(cast: Cast) -> None:
    for number in range(3):
        record(by=cast.wang.who(), action="try_something", on=("test.thing", number), after={"数": number})
    entries = list(Entry.objects.order_by("sequence"))
    assert [entry.sequence for entry in entries] == [0, 1, 2]
    for before, after in pairwise(entries):
        assert after.previous == before.hash
        assert after.hash == chained(before.hash, after.leaf)


@pytest.mark.django_db(transaction=True)
def test_outside_of_a_transaction_nothing_is_recorded() -> None:
    from mingpin.accounts.acting import Acting

    with pytest.raises(RuntimeError, match="transaction"):
        record(by=Acting.platform("test").who(), action="try_something", on=("test.thing", 1))
    with transaction.atomic():
        record(by=Acting.platform("test").who(), action="try_something", on=("test.thing", 1))
    assert Entry.objects.count() == 1
