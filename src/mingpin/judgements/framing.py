"""What the frame shows of judgements and rulings: the entry of the navigation, what waits on desks."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import may
from mingpin.accounts.states import Role
from mingpin.judgements.matters import questions_of
from mingpin.judgements.models import Proposed, Ruling, WhatIf
from mingpin.judgements.states import ProposedState, RulingState
from mingpin.judgements.waiting import matters_for, open_counts, waiting_verdicts
from mingpin.language import _
from mingpin.language import later as __
from mingpin.pages.desks import Waiting, add_waiting
from mingpin.pages.navigation import add_entry
from mingpin.policies.live import add_provision_link
from mingpin.policies.models import Run
from mingpin.policies.queries import latest_run
from mingpin.policies.runs.traces import of_run
from mingpin.registry.links import add_subject_link

READERS = (Role.OFFICE, Role.DEPARTMENT, Role.LEADER, Role.AUDITOR)


def show_in_frame() -> None:
    """Called once, when the apps start."""
    add_entry(__("Judgements and rulings"), "judgements", icon="gavel", place=18, roles=READERS)
    add_waiting(_waiting)
    add_provision_link(
        __("What if it said otherwise?"),
        "what_if_new",
        icon="flask-conical",
        is_shown=lambda by: may(by, "try", WhatIf),
    )
    add_subject_link(__("Judgements"), "judgements_of_subject", icon="gavel", is_shown=lambda by: by.has_role(*READERS))


def _waiting(by: Acting) -> Iterator[Waiting]:
    run = latest_run(by) if by.has_role(Role.DEPARTMENT, Role.OFFICE) else None
    if by.has_role(Role.DEPARTMENT):
        yield from _for_department(by, run)
    if by.has_role(Role.OFFICE) and run is not None:
        yield _readings(by, run)
    if by.has_role(Role.LEADER):
        drafts = Ruling.objects.visible_to(by).filter(state=RulingState.DRAFT).order_by("entered_at")
        first = drafts.first()
        url = reverse("ruling", kwargs={"ruling": first.pk}) if first else reverse("rulings")
        yield Waiting(_("Rulings wait for signature"), url, drafts.count())


def _for_department(by: Acting, run: Run | None) -> Iterator[Waiting]:
    mine = Proposed.objects.visible_to(by).filter(state=ProposedState.PROPOSED).select_related("subject")
    to_second = [one for one in mine if not by.people & set(one.people)]
    detail = _("They count only after a second person of your department seconds them.")
    yield Waiting(_("Judgements to second"), reverse("proposed_judgements"), len(to_second), detail=detail)
    if run is None:
        return
    matters = matters_for(by, of_run(run).program.pack)
    if matters:
        count = waiting_verdicts(run, by, matters).count()
        detail = _("The subjects nearest to a verdict stand first.")
        yield Waiting(_("Subjects wait for your judgement"), reverse("judgements"), count, detail=detail)


def _readings(by: Acting, run: Run) -> Waiting:
    counts = open_counts(run, by)
    waiting = [counts[one.code] for one in questions_of(of_run(run).program.pack).values() if one.code in counts]
    detail = _("At most {count} subjects wait for one of them.").format(count=max(waiting, default=0))
    return Waiting(_("Readings not settled"), reverse("rulings"), len(waiting), detail=detail)
