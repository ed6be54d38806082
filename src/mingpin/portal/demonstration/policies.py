"""The second stage of the demonstration: the register is surveyed, and what follows from that lies on desks."""

from __future__ import annotations

from datetime import date

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import Membership
from mingpin.accounts.states import Role
from mingpin.collection.demonstration import demonstrate as demonstrate_collection
from mingpin.duties.demonstration import demonstrate as demonstrate_duties
from mingpin.judgements.demonstration import demonstrate as demonstrate_judgements
from mingpin.policies.actions import begin_run
from mingpin.policies.models import Run
from mingpin.portal.demonstration.papers import work
from mingpin.targets.demonstration import demonstrate as demonstrate_targets

_BEFORE = 3
"""How many months before the survey an earlier one is dated, to compare it with."""


def load_policies(as_of: date) -> None:
    """Two surveys, and what follows: duties with their progress, reported targets, judgements, a ruling to sign, a what-if,
    requests for what is missing; all made through the actions."""
    office = acting_for("leading_group_office")
    assert office is not None
    for day, note in ((_months_before(as_of), "示例：上一季度摸底"), (as_of, "示例：年度摸底")):
        begin_run(year=as_of.year, as_of=day, by=office, note=note)
        work()
    demonstrate_duties(acting_for, office, as_of)
    demonstrate_targets(office, acting_for, as_of)
    demonstrate_judgements(office, acting_for)
    work()
    demonstrate_collection(Run.objects.done()[0], acting_for, office, work)
    work()


def acting_for(code: str) -> Acting | None:
    """Who works for the organisation of this code in the demonstration; of the office its staff. None where nobody does."""
    held = Membership.objects.current().filter(organisation__code=code).exclude(role__in=(Role.LEADER, Role.AUDITOR))
    membership = held.exclude(role=Role.ADMINISTRATOR).select_related("person").order_by("pk").first()
    return Acting.of(membership.person, membership.pk) if membership else None


def _months_before(day: date) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - _BEFORE, 12)
    return date(year, month + 1, 28)
