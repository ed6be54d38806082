"""The demonstration: fictitious throughout, made through the actions, loaded into an empty database only."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db.models import Count
from django.test import override_settings

from mingpin.accounts.acting import Acting
from mingpin.accounts.areas import areas_of_city
from mingpin.accounts.models import Membership, Organisation, Person
from mingpin.accounts.states import MembershipState, OrganisationKind, Role
from mingpin.audit.models import Entry
from mingpin.portal.demonstration.load import Loaded, load_registry
from mingpin.registry.models import Attachment, Batch, EvidenceRow, Import, Proposal, Subject
from tests.platform.cast import MEMBERS
from tests.trust.walking import undone

pytestmark = pytest.mark.django_db
SUBJECTS, AS_OF = 300, date(2024, 6, 30)


@pytest.fixture(scope="module")
def loaded(django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Loaded]:
    """Loaded once for all tests, which only look at it."""
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("uploads")), undone():
        yield load_registry(subjects=SUBJECTS, seed=7, as_of=AS_OF)


def test_there_is_somebody_of_every_role_and_the_cast_is_remembered(loaded: Loaded) -> None:
    held = Membership.objects.current()
    assert set(held.values_list("role", flat=True)) == set(Role.values)
    for name, (_label, _kind, _code, role) in MEMBERS.items():
        person = Person.objects.get(username=f"demo-{name}")
        assert person.is_demonstration
        assert Acting.of(person).role == role
    counties = held.filter(role=Role.COUNTY).values_list("organisation__code", flat=True)
    assert set(counties) == set(areas_of_city())


def test_every_name_says_that_it_is_an_example(loaded: Loaded) -> None:
    for model in (Organisation, Person):
        assert [one.name for one in model.objects.all() if not one.name.startswith("示例·")] == []
    assert not Subject.objects.exclude(name__startswith="示例·").exists()
    assert not Batch.objects.exclude(title__contains="虚构").exclude(title__contains="示例·").exists()
    assert {person.phone for person in Person.objects.all()} == {"000-0000000"}
    assert all(person.email.endswith("@example.com") for person in Person.objects.all())


def test_nobody_of_it_has_a_password(loaded: Loaded) -> None:
    """Outside of a demonstration nobody can sign in as them."""
    assert [
        person.username for person in Person.objects.filter(is_demonstration=True) if person.has_usable_password()
    ] == []


def test_each_suppliers_rows_are_batches_of_theirs(loaded: Loaded) -> None:
    assert (loaded.subjects, Subject.objects.count()) == (SUBJECTS + 3, SUBJECTS + 3)
    by_supplier = dict(EvidenceRow.objects.values_list("batch__supplier__code").annotate(Count("pk")).order_by())
    assert {"market_regulation", "tax", "emergency", "credit_office", None} <= set(by_supplier)
    tables = EvidenceRow.objects.filter(batch__supplier__code="tax").values_list("table", flat=True)
    assert set(tables) == {"financials"}
    assert not EvidenceRow.objects.filter(batch__kind="demonstration", values__source__isnull=True).exists()


def test_every_step_is_in_the_record(loaded: Loaded) -> None:
    assert loaded.entries == Entry.objects.count() > 100
    actions = set(Entry.objects.values_list("action", flat=True))
    assert {
        "create_organisation", "create_person", "request_membership", "confirm_membership", "refuse_membership",
        "join_carrier", "register_carrier", "give_delegation", "take_in_evidence",
    } <= actions  # fmt: skip
    by_people = Entry.objects.filter(action="confirm_membership").exclude(person__startswith="program:")
    assert by_people.exists()
    assert all("示例·" not in json.loads(entry.leaf)["why"] for entry in Entry.objects.filter(action="create_person"))


def test_some_things_wait_for_somebody(loaded: Loaded) -> None:
    asked = Membership.objects.filter(organisation__kind=OrganisationKind.CARRIER)
    states = set(asked.values_list("state", flat=True))
    assert {MembershipState.REQUESTED, MembershipState.CONFIRMED, MembershipState.REFUSED} <= states
    substitute = Acting.all_of(Person.objects.get(username="demo-xu"))
    assert [one.delegation is not None for one in substitute] == [False, True]


def test_an_enterprise_finds_its_own_subject_and_no_other(loaded: Loaded) -> None:
    sun = Acting.of(Person.objects.get(username="demo-sun"))
    assert sun.organisation is not None
    assert sun.organisation.area == "410781"
    own = Subject.objects.visible_to(sun)
    assert own.filter(owner=None).get().uscc == sun.organisation.code


def test_files_lie_in_every_state_and_proposals_wait(loaded: Loaded) -> None:
    assert Counter(Import.objects.values_list("state", flat=True)) == {"read": 2, "applied": 1, "undone": 1}
    asks = Import.objects.get(title__contains="看不懂")
    assert asks.accounts[0]["table"] is None
    waiting = Import.objects.get(title__contains="待收下")
    assert (waiting.preview["rows"]["accepted"], waiting.preview["rows"]["rejected"]) == (3, 1)
    assert Import.objects.get(state="applied").files.get().marked is not None
    assert set(Proposal.objects.values_list("state", flat=True)) == {"open"}
    assert Proposal.objects.count() >= 3
    assert Attachment.objects.count() == 1
    actions = set(Entry.objects.values_list("action", flat=True))
    assert {"upload_files", "apply_import", "undo_import", "add_evidence"} <= actions
