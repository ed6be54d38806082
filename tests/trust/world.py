"""A small world in which everything belongs to somebody: for the walk of all addresses and the search for leaks.

Every text of a person, an enterprise or a document carries a canary of its owner (`CANARY-WEIHUI-…`, `CANARY-HUIXIAN-…`): whoever
reads one that is not theirs has found a leak.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import ApiToken, Delegation, Membership, Person
from mingpin.accounts.states import MembershipState
from mingpin.accounts.tokens.queries import digest_of
from mingpin.accounts.tokens.states import Scope
from mingpin.audit.actions import record
from mingpin.files.models import StoredFile
from mingpin.jobs.models import Job
from mingpin.jobs.states import JobState
from mingpin.registry.models import (
    Attachment,
    Batch,
    Contact,
    EvidenceRow,
    Identifier,
    Import,
    ImportFile,
    Proposal,
    Subject,
    SubjectName,
    SubjectWords,
)
from mingpin.registry.states import BatchKind, ImportState, NameKind, ProposalKind
from tests.platform.cast import HUIXIAN, MEMBERS, WEIHUI, Cast, make_cast

SIDES = {"weihui": (WEIHUI, "sun", "zhou", "chen"), "huixian": (HUIXIAN, "qian", "wu", "zheng")}
"""Each side's county, and its enterprise's, its county's and its department's person."""
SIGNED_IN = tuple(MEMBERS)
WHO_IS = {name: role or "unattached" for name, (_name, _kind, _code, role) in MEMBERS.items()} | {"nobody": "nobody"}
ABSENT: Mapping[type, Any] = {int: 987654321, str: "ABSENT-OBJECT", UUID: UUID(int=987654321)}
DOCUMENT = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

COUNTY_OF = {"sun": "zhou", "qian": "wu"}
SEEN_BY = {
    "chen": "chen zheng zhou wu",
    "zheng": "chen zheng zhou wu",
    "zhou": "chen zheng zhou",
    "wu": "chen zheng wu",
    "sun": "sun zhou",
    "qian": "qian wu",
    "feng": "feng",
}
"""Who of those that do not see all see the page of a person's organisation."""


@dataclass(frozen=True)
class Thing:
    """A thing by the parts of an address that name it, and whose it is."""

    names: Mapping[str, Any]
    owners: frozenset[str]

    def is_own(self, who: str) -> bool:
        return who in self.owners


@dataclass
class World:
    cast: Cast
    things: dict[str, list[Thing]] = field(default_factory=dict)
    uploads: Path = Path()
    tokens: dict[str, str] = field(default_factory=dict)
    """The text of each person's token."""
    canaries: dict[str, frozenset[str]] = field(default_factory=dict)
    """Each canary, and who may read it."""

    def add(self, kind: str, owners: str, /, **names: Any) -> None:
        self.things.setdefault(kind, []).append(Thing(names, frozenset(owners.split())))

    def acting(self, who: str) -> Acting:
        return getattr(self.cast, who)  # type: ignore[no-any-return]


SEE_ALL = "wang li zhao"
"""Office, leader and auditor see every subject and all evidence."""
_numbers = itertools.count(1)


def canary(world: World, owners: str, what: str) -> str:
    """A text that stands nowhere else; `owners` may read it."""
    text = f"CANARY{next(_numbers):03d}X{what}"
    world.canaries[text] = frozenset(owners.split())
    return text


def make_world() -> World:
    """The cast, and of every kind of thing one for each who could have one."""
    world = World(make_cast())
    sides = {side: _side(world, side) for side in SIDES}
    _proposals(world, sides)
    _imports(world)
    _jobs(world)
    _memberships(world)
    _tokens(world)
    _record(world)
    world.add("table", " ".join(SIGNED_IN), name="honours")
    world.add("classification", " ".join(SIGNED_IN), name="domain")
    return world


def _side(world: World, side: str) -> Subject:
    """An enterprise with a brand, evidence of every secrecy, a contact and an attachment."""
    area, enterprise, county, department = SIDES[side]
    local = f"{enterprise} {county}"
    readers = f"{SEE_ALL} chen zheng {local}"
    organisation = world.acting(enterprise).organisation
    assert organisation is not None
    supplier = world.acting(department).organisation
    batch = Batch.objects.create(
        kind=BatchKind.IMPORT, supplier=supplier, title=canary(world, f"{readers}", f"{side}-batch"), person=None
    )
    name = canary(world, readers, f"{side}-name")
    subject = Subject.objects.create(
        subject_id=canary(world, readers, f"{side}-id"),
        kind="enterprise",
        name=name,
        uscc=organisation.code,
        area=area,
        domain="industry",
        organisation=organisation,
    )
    brand = Subject.objects.create(
        subject_id=canary(world, readers, f"{side}-brand-id"),
        kind="brand",
        name=canary(world, readers, f"{side}-brand"),
        area=area,
        owner=subject,
    )
    former = canary(world, readers, f"{side}-former")
    SubjectName.objects.create(subject=subject, name=name, kind=NameKind.CURRENT, batch=batch)
    SubjectName.objects.create(subject=subject, name=former, kind=NameKind.FORMER, batch=batch)
    SubjectWords.objects.create(subject=subject, text=f"{name} {former} {organisation.code}".lower())
    SubjectWords.objects.create(subject=brand, text=brand.name.lower())
    Identifier.objects.create(subject=subject, scheme="registration", value=canary(world, readers, f"{side}-code"))
    Contact.objects.create(
        subject=subject,
        name=canary(world, f"{readers} ", f"{side}-contact"),
        phone=canary(world, readers, f"{side}-phone"),
    )
    for one in (subject, brand):
        world.add("subject", local, subject=one.pk, subject_id=one.subject_id)
    open_row = _row(
        world, batch, subject, "honours", {"scheme": "other", "document": canary(world, readers, f"{side}-row")}
    )
    secret_readers = f"{SEE_ALL} {local} {department}"
    secret = {"year": 2023, "source": canary(world, secret_readers, f"{side}-secret"), "revenue": 100}
    secret_row = _row(world, batch, subject, "financials", secret)
    _row(world, batch, brand, "honours", {"scheme": "other", "document": canary(world, readers, f"{side}-brand-row")})
    world.add("evidence", local, row=open_row.pk)
    world.add("evidence_secret", f"{local} {department}", row=secret_row.pk)
    stored = _stored(canary(world, secret_readers, f"{side}-pdf"))
    attachment = Attachment.objects.create(
        row=secret_row, file=stored, name=canary(world, secret_readers, f"{side}-file")
    )
    world.add("attachment", f"{local} {department}", attachment=attachment.pk)
    world.add("batch", department, batch=batch.pk)
    return subject


def _row(world: World, batch: Batch, subject: Subject, table: str, values: dict[str, Any]) -> EvidenceRow:
    values = {"subject_id": subject.subject_id, **values}
    return EvidenceRow.objects.create(
        table=table,
        subject=subject,
        values=values,
        digest=sha256(repr(sorted(values.items())).encode()).hexdigest(),
        dated_on=date(2023, 5, 1),
        batch=batch,
        source_file=f"{batch.title}.xlsx",
        source_row=2,
        supplied_by=batch.supplier.name if batch.supplier else "",
        recorded_at=timezone.now(),
    )


def _stored(text: str) -> StoredFile:
    content = DOCUMENT + text.encode()
    stored = StoredFile(sha256=sha256(content).hexdigest(), size=len(content), media_type="application/pdf")
    stored.save()
    if not default_storage.exists(stored.path):
        default_storage.save(stored.path, ContentFile(content))
    return stored


def _proposals(world: World, sides: Mapping[str, Subject]) -> None:
    for side, subject in sides.items():
        _area, enterprise, county, _department = SIDES[side]
        name = canary(world, f"{SEE_ALL} {county} {enterprise} chen zheng", f"{side}-proposal")
        proposal = Proposal.objects.create(kind=ProposalKind.FORMER_NAME, subject=subject, name=name, grounds=[])
        world.add("proposal", county, proposal=proposal.pk)


def _imports(world: World) -> None:
    """An import of every supplier."""
    for who in ("wang", "chen", "zheng", "zhou", "wu", "sun", "qian"):
        acting = world.acting(who)
        title = canary(world, f"{who} {SEE_ALL}", f"{who}-import")
        one = Import.objects.create(
            supplier=acting.organisation, person=acting.person, title=title, state=ImportState.UPLOADED, accounts=None
        )
        file = ImportFile.objects.create(
            of_import=one, file=_stored(f"{title}-content"), name=canary(world, f"{who} {SEE_ALL}", f"{who}-importfile")
        )
        owners = f"{who} li zhao" if who == "wang" else who
        world.add("import", owners, import_id=one.pk)
        world.add("import_file", owners, import_id=one.pk, file=file.pk)


def _jobs(world: World) -> None:
    for who in ("wang", "chen", "zheng", "zhou", "wu", "sun", "qian"):
        acting = world.acting(who)
        assert acting.person is not None
        assert acting.organisation is not None
        assert acting.membership is not None
        job = Job.objects.create(
            kind="nothing",
            title=canary(world, f"{who} wang ma zhao li", f"{who}-job"),
            person=acting.person.pk,
            organisation=acting.organisation.pk,
            membership=acting.membership.pk,
            state=JobState.QUEUED,
        )
        world.add("job", who, job=job.pk)


def _memberships(world: World) -> None:
    today = timezone.localdate()
    for who in SIGNED_IN:
        membership = world.acting(who).membership
        if membership is None:
            continue
        substitute = world.cast.person("he")
        delegation = Delegation.objects.create(
            membership=membership,
            to=substitute,
            valid_from=today + timedelta(days=30),
            valid_to=today + timedelta(days=31),
            reason=canary(world, f"{who} he wang ma", f"{who}-delegation"),
        )
        if who in SEEN_BY:
            world.add("delegation", who, delegation=delegation.pk)
            world.add("membership", f"{who} {COUNTY_OF.get(who, '')}", membership=membership.pk)
            world.add("organisation", SEEN_BY[who], organisation=membership.organisation_id)
        world.add("person", who, person=membership.person_id)
    for side, (_area, enterprise, county, _department) in SIDES.items():
        visible = f"{enterprise} {county} wang li zhao ma"
        newcomer = Person.objects.create(
            username=f"newcomer-{side}",
            name=canary(world, visible, f"{side}-newcomer"),
            phone=canary(world, visible, f"{side}-newphone"),
            email=f"{canary(world, visible, f'{side}-mail')}@example.org",
        )
        membership = Membership.objects.create(
            person=newcomer,
            organisation=world.acting(enterprise).organisation,
            role="carrier",
            state=MembershipState.REQUESTED,
            valid_from=today,
            mandate=_stored(canary(world, visible, f"{side}-mandate")),
        )
        world.add("requested_membership", f"{county} {enterprise}", membership=membership.pk)


def _tokens(world: World) -> None:
    for who, role in WHO_IS.items():
        acting = world.acting(who)
        if acting.organisation is None or acting.person is None:
            continue
        secret = f"mp_test-{who}"
        token = ApiToken.objects.create(
            organisation=acting.organisation,
            role=role,
            name=canary(world, f"{who} ma", f"{who}-token"),
            scopes=list(Scope.values),
            digest=digest_of(secret),
            hint=secret[:8],
            issued_by=acting.person,
            expires_on=timezone.localdate() + timedelta(days=30),
        )
        world.tokens[who] = secret
        world.add("token", who, token=token.pk)


def _record(world: World) -> None:
    """Two entries of the record, with a reason that its readers read and personal data that leaders do not."""
    for who in ("sun", "qian"):
        with transaction.atomic():
            entry = record(
                by=world.acting(who).who(),
                action="change_person",
                on=world.cast.person(who),
                why=canary(world, SEE_ALL, f"{who}-why"),
                private={"phone": canary(world, "wang zhao", f"{who}-private")},
            )
        world.add("entry", SEE_ALL, sequence=entry.sequence)
