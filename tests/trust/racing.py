"""Racers that take the same step of the same membership at the same moment, on whichever database is set up.

Run as a program, it makes a database of its own from DATABASE_URL, races there and prints what each racer met as JSON: so that
SQLite is tried as a file with its journal, not as the memory that tests use.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

RACERS = 8
STEPS = ("confirm_membership", "refuse_membership", "end_membership")


def race(step: str, objects: int) -> dict[str, object]:
    """What came of it: effects and losers by name for each object, the entries of the record, how the chain holds."""
    from mingpin.accounts.models import Membership, Organisation, Person
    from mingpin.accounts.states import MEMBERSHIP_STEPS, MembershipState, OrganisationKind, Role
    from mingpin.audit.models import Entry

    start = MembershipState.CONFIRMED if step == "end_membership" else MembershipState.REQUESTED
    carrier = Organisation.objects.create(
        kind=OrganisationKind.CARRIER, code=f"race-{step}", name="示例", area="410781"
    )
    before = Entry.objects.count()
    met = []
    for number in range(objects):
        person = Person.objects.create(username=f"{step}-{number}", name="示例")
        membership = Membership.objects.create(
            person=person, organisation=carrier, role=Role.CARRIER, state=start, valid_from="2024-01-01"
        )
        met.append(dict(Counter(_run(step, membership.pk))))
        membership.refresh_from_db()
        assert membership.state == MEMBERSHIP_STEPS[step].target
    entries = Entry.objects.filter(sequence__gte=before, action=step)
    each = Counter(entries.values_list("object_id", flat=True))
    return {"met": met, "entries": sorted(each.values()), "sequences": list(_gaps())}


def _run(step: str, number: int) -> list[str]:
    """What each racer met: `done`, or the name of the error."""
    gate, met = threading.Barrier(RACERS), []

    def racer() -> None:
        from django.db import connection

        try:
            action = _action(step, number)
            gate.wait(30)
            action()
            met.append("done")
        except Exception as error:
            met.append(f"{type(error).__name__} {getattr(error, 'status', '')}".strip())
        finally:
            connection.close()

    threads = [threading.Thread(target=racer) for _one in range(RACERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(100)
    return met


def _action(step: str, number: int) -> Callable[[], None]:
    from mingpin.accounts import actions
    from mingpin.accounts.acting import Acting
    from mingpin.accounts.models import Membership

    membership = Membership.objects.select_related("organisation").get(pk=number)
    reason = {} if step == "confirm_membership" else {"why": "同时"}
    act: Callable[..., None] = getattr(actions, step)
    return lambda: act(membership=membership, by=Acting.platform("race"), **reason)


def _gaps() -> list[int]:
    """The entries of the record whose `previous` is not the hash of the one before."""
    from mingpin.audit.models import Entry

    entries = list(Entry.objects.order_by("sequence"))
    return [
        after.sequence
        for one, after in pairwise(entries)
        if after.previous != one.hash or after.sequence != one.sequence + 1
    ]


if __name__ == "__main__":
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps({step: race(step, 6) for step in STEPS}))
