"""SEC-05: no step is taken that does not stand in the table, by a stale tab, the Back button or with another object's number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse

from mingpin.accounts.actions import confirm_membership, end_membership, refuse_membership
from mingpin.accounts.models import Membership, Organisation
from mingpin.accounts.states import MEMBERSHIP_STEPS, MembershipState
from mingpin.audit.models import Entry
from mingpin.errors import DomainError, Stale
from mingpin.jobs.actions import cancel_job, retry_job
from mingpin.jobs.models import Job
from mingpin.jobs.states import JOB_STEPS, JobState
from mingpin.registry.deciding import accept_proposal, refuse_proposal
from mingpin.registry.imports.actions import Corrections, begin_import, correct_import, discard_import, undo_import
from mingpin.registry.models import EvidenceRow, Import, Proposal, Subject
from mingpin.registry.states import IMPORT_STEPS, PROPOSAL_STEPS, ImportState, ProposalState
from mingpin.transitions import Transition, swap
from tests.trust.walking import browsers, undone
from tests.trust.world import World

pytestmark = pytest.mark.django_db
Act = Callable[[Any, World], Any]

TABLES: list[tuple[str, type[models.Model], Any, Mapping[str, Transition]]] = [
    ("import", Import, ImportState, IMPORT_STEPS),
    ("membership", Membership, MembershipState, MEMBERSHIP_STEPS),
    ("proposal", Proposal, ProposalState, PROPOSAL_STEPS),
    ("job", Job, JobState, JOB_STEPS),
]
PAIRS = [
    (kind, model, state, step)
    for kind, model, states, table in TABLES
    for state in states.values
    for step in table.values()
]
ACTIONS: dict[str, tuple[str, Act]] = {
    "confirm_membership": ("membership", lambda it, w: confirm_membership(membership=it, by=w.acting("wang"))),
    "refuse_membership": ("membership", lambda it, w: refuse_membership(membership=it, why="x", by=w.acting("wang"))),
    "end_membership": ("membership", lambda it, w: end_membership(membership=it, why="x", by=w.acting("wang"))),
    "accept_proposal": ("proposal", lambda it, w: accept_proposal(proposal=it, reason="x", by=w.acting("wang"))),
    "refuse_proposal": ("proposal", lambda it, w: refuse_proposal(proposal=it, reason="x", by=w.acting("wang"))),
    "reread_import": ("import", lambda it, w: correct_import(it, Corrections(), by=w.acting("wang"))),
    "begin_import": ("import", lambda it, w: begin_import(it, by=w.acting("wang"))),
    "discard_import": ("import", lambda it, w: discard_import(it, reason="x", by=w.acting("wang"))),
    "undo_import": ("import", lambda it, w: undo_import(it, reason="x", by=w.acting("wang"))),
    "cancel_waiting_job": ("job", lambda it, w: cancel_job(it, by=w.acting("wang"))),
    "retry_job": ("job", lambda it, w: retry_job(it, by=w.acting("wang"))),
}
"""The actions by which people take steps."""
ALSO = {"cancel_waiting_job": JOB_STEPS["ask_to_cancel_job"].source}
"""What an action takes besides the step after which it is named."""
KINDS = {kind: (model, states, table) for kind, model, states, table in TABLES}


def _one(world: World, kind: str) -> Any:
    model = KINDS[kind][0]
    names = {"import": "of_import", "membership": "membership", "proposal": "proposal", "job": "job"}
    things = world.things["requested_membership" if kind == "membership" else kind]
    return model._default_manager.get(pk=things[0].names[names[kind]])


def _put(thing: Any, state: str) -> Any:
    type(thing)._default_manager.filter(pk=thing.pk).update(state=state)
    thing.refresh_from_db()
    return thing


@pytest.mark.parametrize(("kind", "model", "state", "step"), PAIRS, ids=lambda part: getattr(part, "name", str(part)))
def test_sec_05_a_step_goes_from_the_states_of_its_table_only(
    in_world: World, kind: str, model: type[models.Model], state: str, step: Transition
) -> None:
    thing = _put(_one(in_world, kind), state)
    if state in step.source:
        swap(thing, step)
        thing.refresh_from_db()
        assert thing.state == step.target
    else:
        with pytest.raises(Stale):
            swap(thing, step)
        thing.refresh_from_db()
        assert thing.state == state


@pytest.mark.parametrize("name", ACTIONS)
def test_sec_05_an_action_refuses_every_state_that_is_not_in_the_table(in_world: World, name: str) -> None:
    kind, act = ACTIONS[name]
    _model, states, table = KINDS[kind]
    for state in states.values:
        with undone():
            thing = _put(_one(in_world, kind), state)
            entries = Entry.objects.count()
            if state in table[name].source | ALSO.get(name, frozenset()):
                continue
            with pytest.raises(DomainError):
                act(thing, in_world)
            thing.refresh_from_db()
            assert (thing.state, Entry.objects.count()) == (state, entries), f"{name} from {state}"


@pytest.mark.parametrize(
    ("first", "second", "kind", "state"),
    [
        ("membership_confirm", "membership_refuse", "requested_membership", MembershipState.CONFIRMED),
        ("membership_refuse", "membership_confirm", "requested_membership", MembershipState.REFUSED),
        ("import_discard", "import_apply", "import", ImportState.DISCARDED),
        ("import_apply", "import_discard", "import", ImportState.APPLYING),
        ("import_apply", "import_apply", "import", ImportState.APPLYING),
    ],
)
def test_sec_05_a_stale_tab_changes_nothing(in_world: World, first: str, second: str, kind: str, state: str) -> None:
    """Two tabs show the same thing; what is sent from the second after the first is refused, and said so."""
    client = browsers(in_world)["wang"]
    names = in_world.things[kind][0].names
    parts = {"of_import": names["of_import"]} if kind == "import" else names
    assert client.post(reverse(first, kwargs=parts), {"reason": "第一个窗口"}).status_code == 303
    entries = Entry.objects.count()
    answer = client.post(reverse(second, kwargs=parts), {"reason": "第二个窗口"})
    assert answer.status_code == 409
    model = Import if kind == "import" else Membership
    assert model._default_manager.get(pk=next(iter(parts.values()))).state == state
    assert Entry.objects.count() == entries


def test_sec_05_a_row_is_withdrawn_once(in_world: World) -> None:
    client = browsers(in_world)["wang"]
    row = in_world.things["evidence"][0].names["row"]
    url = reverse("evidence_withdraw", args=[row])
    assert client.post(url, {"reason": "登记错误"}).status_code == 303
    held = EvidenceRow.objects.get(pk=row)
    entries = Entry.objects.count()
    assert client.post(url, {"reason": "再来一次"}).status_code == 409
    again = EvidenceRow.objects.get(pk=row)
    assert (again.superseded_reason, again.superseded_at) == (held.superseded_reason, held.superseded_at)
    assert Entry.objects.count() == entries


def test_sec_05_the_back_button_does_not_act_for_the_other_enterprise(in_world: World) -> None:
    """Somebody works for two enterprises: a page opened for the one, sent after changing to the other, does nothing at all."""
    sun, other = in_world.cast.person("sun"), in_world.acting("qian").organisation
    assert other is not None
    second = Membership.objects.create(
        person=sun, organisation=other, role="carrier", state=MembershipState.CONFIRMED, valid_from="2023-01-01"
    )
    client = browsers(in_world)["sun"]
    own = next(thing for thing in in_world.things["subject"] if thing.is_own("sun")).names["subject"]
    of_import = next(thing for thing in in_world.things["import"] if thing.is_own("sun")).names["of_import"]
    form = reverse("evidence_new", args=[own])
    assert client.get(form).status_code == 200
    assert client.post(reverse("switch_acting"), {"membership": second.pk}).status_code == 303
    rows, entries = EvidenceRow.objects.count(), Entry.objects.count()
    for answer in (
        client.get(form),
        client.post(f"{form}?table=honours", {"table": "honours", "scheme": "china_time_honoured"}),
        client.post(reverse("subject_contacts", args=[own]), {"name": "甲"}),
        client.post(reverse("import_apply", args=[of_import])),
        client.post(reverse("import_discard", args=[of_import]), {"reason": "x"}),
        client.get(reverse("import", args=[of_import])),
    ):
        assert answer.status_code == 404
    assert (EvidenceRow.objects.count(), Entry.objects.count()) == (rows, entries)
    assert Import.objects.get(pk=of_import).state == ImportState.READ


def test_sec_05_a_membership_that_is_not_ones_own_cannot_be_acted_in(in_world: World) -> None:
    client = browsers(in_world)["sun"]
    for membership in Membership.objects.exclude(person=in_world.cast.person("sun")):
        assert client.post(reverse("switch_acting"), {"membership": membership.pk}).status_code == 404
    assert client.session.get("membership") is None


def test_sec_05_another_imports_file_is_not_reached_through_ones_own(in_world: World) -> None:
    mine = next(thing for thing in in_world.things["import"] if thing.is_own("zhou")).names
    others = [thing.names for thing in in_world.things["import"] if not thing.is_own("zhou")]
    client = browsers(in_world)["zhou"]
    assert client.get(reverse("import_file", args=[mine["of_import"], mine["file"]])).status_code == 200
    for names in others:
        for view in ("import_file", "import_marked"):
            assert client.get(reverse(view, args=[mine["of_import"], names["file"]])).status_code == 404


def test_sec_05_a_form_names_no_subject_that_is_not_ones_own(in_world: World) -> None:
    """Numbers and ids of another's subject, put into the fields of one's own form, mean nothing."""
    client: Client = browsers(in_world)["zhou"]
    own = next(thing for thing in in_world.things["subject"] if thing.is_own("zhou")).names["subject"]
    foreign = next(thing for thing in in_world.things["subject"] if not thing.is_own("zhou")).names
    before = EvidenceRow.objects.filter(subject=foreign["subject"]).count()
    sent = {"table": "honours", "scheme": "china_time_honoured", "awarded_on": "2024-01", "note": "x"}
    sent |= {"subject": foreign["subject"], "subject_id": foreign["subject_id"], "owner": foreign["subject"]}
    client.post(f"{reverse('evidence_new', args=[own])}?table=honours", sent)
    assert EvidenceRow.objects.filter(subject=foreign["subject"]).count() == before
    client.post(
        reverse("subject_change", args=[own]), {"name": "改名", "owner_id": foreign["subject_id"], "reason": "x"}
    )
    subject = Subject.objects.get(pk=own)
    assert subject.owner_id != foreign["subject"]
    assert Organisation.objects.filter(pk=subject.organisation_id).exists()
