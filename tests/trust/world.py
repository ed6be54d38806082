"""A small world in which everything belongs to somebody: for the walk of all addresses and the search for leaks.

Every text of a person, an enterprise or a document carries a canary of its owner (`CANARY-WEIHUI-…`, `CANARY-HUIXIAN-…`): whoever
reads one that is not theirs has found a leak.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import ApiToken, Delegation, Membership, Person
from mingpin.accounts.states import MembershipState
from mingpin.accounts.tokens.queries import digest_of
from mingpin.accounts.tokens.states import Scope
from mingpin.audit.actions import record
from mingpin.collection import actions as request_actions
from mingpin.collection.models import Drafting, Request, RequestItem
from mingpin.collection.states import DraftingState
from mingpin.duties import actions as duty_actions
from mingpin.duties.models import DutyDocument
from mingpin.duties.owners import duties
from mingpin.files.actions import store_upload
from mingpin.files.models import StoredFile
from mingpin.jobs.models import Job
from mingpin.jobs.states import JobState
from mingpin.judgements.actions.judging import Answer, give_judgement
from mingpin.judgements.actions.rulings import Choice, draft_ruling
from mingpin.judgements.actions.what_ifs import try_what_if
from mingpin.judgements.models import Proposed
from mingpin.policies.actions import ask_for_workbook, begin_run
from mingpin.policies.models import Run
from mingpin.registry.imports.actions import owner_of, upload_files
from mingpin.registry.models import Attachment, Contact, EvidenceRow, Proposal, Subject
from mingpin.registry.states import BatchKind, ProposalKind
from mingpin.registry.taking import take_in
from mingpin.targets.actions import report_figure
from mingpin.targets.models import ReportDocument
from mingpin.vocabulary.evidence import rows_frame
from mingpin.vocabulary.place import shared_vocabulary
from tests.platform.cast import HUIXIAN, MEMBERS, WEIHUI, Cast, make_cast
from tests.platform.jobs_now import run_jobs

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
    markup: str = ""
    """What stands behind each canary in its field."""

    def add(self, kind: str, owners: str, /, **names: Any) -> None:
        self.things.setdefault(kind, []).append(Thing(names, frozenset(owners.split())))

    def acting(self, who: str) -> Acting:
        return getattr(self.cast, who)  # type: ignore[no-any-return]


SUPPLIERS = ("wang", "chen", "zheng", "zhou", "wu", "sun", "qian")
SEE_ALL = "wang li zhao"
"""Office, leader and auditor see every subject and all evidence."""
_numbers = itertools.count(1)


def canary(world: World, owners: str, what: str) -> str:
    """A text that stands nowhere else; `owners` may read it."""
    text = f"CANARY{next(_numbers):03d}X{what}"
    world.canaries[text] = frozenset(owners.split())
    return text + world.markup


def make_world(*, markup: str = "") -> World:
    """The cast, and of every kind of thing one for each who could have one. `markup` stands behind every text."""
    world = World(make_cast(), markup=markup)
    sides = {side: _side(world, side) for side in SIDES}
    _proposals(world, sides)
    _imports(world, sides)
    _jobs(world)
    _memberships(world)
    _tokens(world)
    _record(world)
    _surveys(world, sides)
    _judgements(world, sides)
    _duties(world)
    _targets(world)
    _collection(world, sides)
    world.add("table", " ".join(SIGNED_IN), name="honours")
    world.add("classification", " ".join(SIGNED_IN), name="domain")
    return world


def _side(world: World, side: str) -> Subject:
    """An enterprise with a brand, evidence of every secrecy, a contact and an attachment."""
    area, enterprise, county, department = SIDES[side]
    local = f"{enterprise} {county}"
    readers = f"{SEE_ALL} chen zheng {local}"
    secret_readers = f"{SEE_ALL} {local} {department}"

    def open_(what: str) -> str:
        return canary(world, readers, f"{side}{what}")

    def secret(what: str) -> str:
        return canary(world, secret_readers, f"{side}{what}")

    organisation = world.acting(enterprise).organisation
    assert organisation is not None
    body, brand = open_("id"), open_("brandid")
    tables: dict[str, list[dict[str, Any]]] = {
        "subjects": [
            {"subject_id": body, "kind": "enterprise", "name": open_("name"), "former_names": open_("former"), "area": area,
             "uscc": organisation.code, "domain": "industry", "address": open_("address"), "contact": open_("contactcell")},
            {"subject_id": brand, "kind": "brand", "name": open_("brand"), "owner_id": body, "area": area},
        ],
        "honours": [
            {"subject_id": body, "scheme": "china_time_honoured", "awarded_on": "2023-05", "document": open_("honour")},
            {"subject_id": brand, "scheme": "china_time_honoured", "awarded_on": "2023-05", "document": open_("brandhonour")},
        ],
        "financials": [{"subject_id": body, "year": 2023, "revenue": 100, "source": secret("figures")}],
        "coverage": [{"list": "penalties", "area": area, "period_from": "2021", "period_to": "2023", "as_of": "2024-01-01",
                      "source": open_("coverage")}],
    }  # fmt: skip
    frames = {name: rows_frame(shared_vocabulary().tables[name], rows) for name, rows in tables.items()}
    supplier = world.acting(department).organisation
    title = open_("batch")
    taken = take_in(frames, kind=BatchKind.FORM, title=title, supplier=supplier, by=Acting.platform("world"))
    assert taken.batch is not None
    subject = Subject.objects.get(subject_id=body)
    Contact.objects.create(
        subject=subject, name=open_("contact"), phone=open_("phone")[:30], email=f"{open_('mail')[:40]}@example.org"
    )
    for one in (subject, Subject.objects.get(subject_id=brand)):
        world.add("subject", local, subject=one.pk, subject_id=one.subject_id)
    rows = {row.table: row for row in EvidenceRow.objects.filter(subject=subject)}
    world.add("evidence", local, row=rows["honours"].pk)
    world.add("evidence_secret", f"{local} {department}", row=rows["financials"].pk)
    world.add("supplied_evidence", department, row=rows["honours"].pk)
    attachment = Attachment.objects.create(
        row=rows["financials"], file=_stored(secret("pdf")), name=f"{secret('file')}.pdf"
    )
    world.add("attachment", f"{local} {department}", attachment=attachment.pk)
    return subject


def _stored(text: str) -> StoredFile:
    return store_upload(ContentFile(DOCUMENT + text.encode()))


def _proposals(world: World, sides: Mapping[str, Subject]) -> None:
    for side, subject in sides.items():
        _area, enterprise, county, _department = SIDES[side]
        name = canary(world, f"{SEE_ALL} {county} {enterprise} chen zheng", f"{side}proposal")
        proposal = Proposal.objects.create(kind=ProposalKind.FORMER_NAME, subject=subject, name=name, grounds=[])
        world.add("proposal", county, proposal=proposal.pk)


def _imports(world: World, sides: Mapping[str, Subject]) -> None:
    """An import of every supplier, read and waiting for its decision."""
    for who in SUPPLIERS:
        readers = f"{who} {SEE_ALL}"
        subject = sides["huixian" if who in ("zheng", "wu", "qian") else "weihui"]
        table = [
            ["企业名称", "荣誉名称", "获奖时间", "证书编号"],
            [subject.name, "省长质量奖", "2023-05", canary(world, readers, f"{who}cell")],
            [canary(world, readers, f"{who}unknown"), "省长质量奖", "2023-05", "1"],
        ]
        text = StringIO()
        csv.writer(text).writerows(table)
        file = SimpleUploadedFile(f"{canary(world, readers, f'{who}csv')}.csv", text.getvalue().encode("gb18030"))
        title = canary(world, f"{readers} ma", f"{who}import")
        one = upload_files(files=[file], by=world.acting(who), title=title)
        run_jobs()
        names = {"number": 0, "table": "honours", "kind": "new", "file": one.files.get().pk}
        world.add("import", who, of_import=one.pk, **names)


def _jobs(world: World) -> None:
    for who in SUPPLIERS:
        acting = world.acting(who)
        title = canary(world, f"{who} {SEE_ALL} ma", f"{who}job")
        owner = owner_of(acting)
        job = Job.objects.create(
            kind="read_import",
            title=title,
            arguments={"import_id": 0, "reading": 0},
            person=owner.person,
            organisation=owner.organisation,
            membership=owner.membership,
            state=JobState.FAILED,
        )
        if who != "wang":  # the leader and the auditor are of the same office
            world.add("job", who, job=job.pk)


def _surveys(world: World, sides: Mapping[str, Subject]) -> None:
    """Two surveys of all that is there, the first with its workbook."""
    staff = f"{SEE_ALL} chen zheng zhou wu"
    runs = []
    for as_of in (date(2024, 6, 30), date(2024, 7, 31)):
        runs.append(begin_run(year=2024, as_of=as_of, by=world.cast.wang, note=canary(world, staff, "survey")))
        run_jobs()
    runs[0].refresh_from_db()
    ask_for_workbook(run=runs[0], by=world.cast.wang)
    run_jobs()
    world.add("provision", staff, clause="plan.3.c1")
    world.add("run", staff, run=runs[0].pk)
    world.add("two_runs", staff, run=runs[1].pk, other=runs[0].pk)
    for side, subject in sides.items():
        _area, enterprise, county, _department = SIDES[side]
        world.add("verdict", f"{enterprise} {county}", run=runs[0].pk, subject=subject.pk)


def _judgements(world: World, sides: Mapping[str, Subject]) -> None:
    """Of each side a judgement, and one that waits for its second person; a ruling that waits for its leader; a what-if."""
    run = Run.objects.latest("pk")
    colleague = Person.objects.create(username="zheng-colleague", name="郑同事")
    assert world.cast.zheng.organisation is not None
    membership = Membership.objects.create(
        person=colleague,
        organisation=world.cast.zheng.organisation,
        role="department",
        state=MembershipState.CONFIRMED,
        valid_from=date(2023, 1, 1),
    )
    by = Acting(colleague, membership)
    for side, subject in sides.items():
        _area, enterprise, county, _department = SIDES[side]
        said = canary(world, f"{SEE_ALL} chen zheng {enterprise} {county}", f"{side}judged")
        give_judgement(answer=Answer("honest_operation", subject, 2024, True, said, date(2024, 6, 1)), by=by)
        world.add("judgement", "zheng", judgement="honest_operation", subject=subject.pk)
        readers = f"{SEE_ALL} zheng"
        said = canary(world, readers, f"{side}proposed")
        file = SimpleUploadedFile(f"{canary(world, readers, f'{side}judgedfile')}.pdf", DOCUMENT + side.encode())
        answer = Answer("serious_service_problem", subject, 2024, True, said, date(2024, 6, 1))
        proposed = give_judgement(answer=answer, by=by, documents=[file])
        assert isinstance(proposed, Proposed)
        world.add("proposed", "zheng", proposed=proposed.pk)
        world.add("proposed_document", "zheng", document=proposed.documents.get().pk)
    reason = canary(world, f"{SEE_ALL} chen zheng", "ruling")
    choice = Choice("trademark_dispute_role", "as_respondent", date(2024, 7, 1), "领导小组", "示例 3 号", reason)
    ruling = draft_ruling(choice=choice, run=run, by=world.cast.wang)
    title = canary(world, f"{SEE_ALL} ma", "whatif")
    what_if = try_what_if(title=title, run=run, typed={"without": ["plan.3.c3"]}, by=world.cast.wang)
    run_jobs()
    world.add("reading", "chen zheng", question="trademark_dispute_role")
    world.add("ruling", "chen zheng", ruling=ruling.pk)
    world.add("what_if", "", what_if=what_if.pk)


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
            reason=canary(world, f"{who} he wang ma", f"{who}delegation"),
        )
        if who in SEEN_BY:
            world.add("delegation", f"{who} he", delegation=delegation.pk)
            world.add("membership", f"{who} {COUNTY_OF.get(who, '')}", membership=membership.pk)
            world.add("organisation", SEEN_BY[who], organisation=membership.organisation_id)
        world.add("person", who, person=membership.person_id)
    for side, (_area, enterprise, county, _department) in SIDES.items():
        visible = f"{enterprise} {county} wang li zhao ma"
        newcomer = Person.objects.create(
            username=f"newcomer-{side}",
            name=canary(world, visible, f"{side}newcomer"),
            phone=canary(world, visible, f"{side}newphone")[:30],
            email=f"{canary(world, visible, f'{side}-mail')}@example.org",
        )
        membership = Membership.objects.create(
            person=newcomer,
            organisation=world.acting(enterprise).organisation,
            role="carrier",
            state=MembershipState.REQUESTED,
            valid_from=today,
            mandate=_stored(canary(world, visible, f"{side}mandate")),
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
            name=canary(world, f"{who} ma", f"{who}token"),
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
                why=canary(world, SEE_ALL, f"{who}why"),
                private={"phone": canary(world, "wang zhao", f"{who}private")},
            )
        world.add("entry", SEE_ALL, sequence=entry.sequence)


OF_ALL, OF_DEPARTMENTS = "opinion.5.2.budget", "opinion.3.1.ladder"
"""A duty of counties and member units, and one of departments only."""


REPORTED_TARGET, COUNTED_TARGET = "opinion.3.1.t4", "opinion.3.1.t5"
"""A target that its owners (Chen and Zheng among them) report, and one that is counted from the evidence of both sides."""


def _targets(world: World) -> None:
    """Reports of a target by each side's department, with a document; all staff may read them, for goals are public."""
    staff = f"{SEE_ALL} chen zheng zhou wu"
    for clause in (REPORTED_TARGET, COUNTED_TARGET):
        world.add("target", staff, clause=clause)
    world.add("reported_target", staff, clause=REPORTED_TARGET)
    for month, (side, (_area, _enterprise, _county, department)) in enumerate(SIDES.items(), 1):
        file = SimpleUploadedFile(
            f"{canary(world, staff, f'{side}targetfile')}.pdf",
            DOCUMENT + canary(world, staff, f"{side}targetpdf").encode(),
        )
        report = report_figure(
            clause=REPORTED_TARGET,
            for_day=date(2024, month, 28),
            value=Decimal(month),
            grounds=canary(world, staff, f"{side}grounds"),
            uploads=[file],
            by=world.acting(department),
        )
        world.add("target_report", staff, report=report.pk)
        world.add("target_document", staff, document=ReportDocument.objects.get(report=report).pk)


def _duties(world: World) -> None:
    """Each county's milestone, progress, hand-off and resolution; leads put forward; a bulletin; what was assessed of whom."""
    clauses = {one.id: one for one in duties() if one.id in (OF_ALL, OF_DEPARTMENTS)}
    office, today = world.cast.wang, timezone.localdate()
    due = today + timedelta(days=30)
    world.add("duty", "zhou wu chen zheng", clause=OF_ALL)
    world.add("duty", "chen zheng", clause=OF_DEPARTMENTS)
    for id_, body, owners in (
        (OF_ALL, "industry_it", "zhou wu chen zheng"),
        (OF_DEPARTMENTS, "industry_it", "chen zheng"),
    ):
        reason = canary(world, f"{SEE_ALL} {owners}", f"{body}lead")
        lead = duty_actions.put_forward_lead(clause=clauses[id_], body=body, reason=reason, by=office)
        world.add("lead", owners, lead=lead.pk)
    for side, (_area, _enterprise, county, _department) in SIDES.items():
        readers = f"{SEE_ALL} chen zheng {county}"
        acting = world.acting(county)
        assert acting.organisation is not None

        def text(what: str, readers: str = readers, side: str = side) -> str:
            return canary(world, readers, f"{side}{what}")

        organisation, clause = acting.organisation, clauses[OF_ALL]
        milestone = duty_actions.plan_milestone(
            clause=clause, title=text("milestone"), due_on=due, organisation=organisation, by=acting
        )
        world.add("milestone", county, milestone=milestone.pk)
        file = SimpleUploadedFile(f"{text('dutyfile')}.pdf", DOCUMENT + text("dutypdf").encode())
        progress = duty_actions.report_progress(
            clause=clause, month=today, text=text("progress"), figures=text("figures"), documents=[file], by=acting
        )
        world.add("duty_document", county, document=DutyDocument.objects.get(progress=progress).pk)
        hand_off = duty_actions.ask_hand_off(
            clause=clauses[OF_DEPARTMENTS], receiver=organisation, what=text("handoff"), due_on=due, by=world.cast.chen
        )
        world.add("hand_off", county, hand_off=hand_off.pk)
        minutes = SimpleUploadedFile(f"{text('minutes', f'{SEE_ALL} chen zheng')}.pdf", DOCUMENT)
        attendees = text("present", f"{SEE_ALL} chen zheng")
        meeting = duty_actions.record_meeting(
            day=today, title=text("meeting"), attendees=attendees, documents=[minutes], by=office
        )
        resolution = duty_actions.add_resolution(
            meeting=meeting, text=text("resolution"), organisation=organisation, due_on=due, by=office, clause=clause
        )
        duty_actions.follow_up_resolution(resolution=resolution, text=text("followup"), by=acting)
        world.add("meeting", county, meeting=meeting.pk)
        world.add("resolution", county, resolution=resolution.pk)
    bulletin = duty_actions.issue_bulletin(month=today, by=office)
    world.add("bulletin", "chen zheng zhou wu", bulletin=bulletin.pk)
    for body, who in (("industry_it", "chen"), ("market_regulation", "zheng"), (WEIHUI, "zhou"), (HUIXIAN, "wu")):
        world.add("assessed", who, body=body)


def _collection(world: World, sides: Mapping[str, Subject]) -> None:
    """A request that was sent to each department, county and enterprise, and a draft."""
    run = Run.objects.order_by("pk").first()
    assert run is not None
    drafting = Drafting.objects.create(run=run, state=DraftingState.DONE)
    for side, (area, enterprise, county, department) in SIDES.items():
        for who in (enterprise, county, department):
            holder = world.acting(who).organisation
            assert holder is not None

            def text(what: str, who: str = who, side: str = side) -> str:
                return canary(world, f"{SEE_ALL} {who}", f"{side}{what}")

            request = Request.objects.create(drafting=drafting, run=run, holder=holder, title=text("request"))
            own = None if who == department else sides[side]
            RequestItem.objects.create(
                request=request, subject=own, area="" if own else area, reason="no_coverage:trademark_use", table="coverage",
                columns=["period_from", "period_to", "as_of"], list_code="trademark_use", field="coverage.trademark_use",
                decline_reason=text("declined"),
            )  # fmt: skip
            request_actions.send_request(
                request=request, due_on=timezone.localdate() + timedelta(days=14), by=world.cast.wang
            )
            request_actions.remind_holder(request=request, by=world.cast.wang, note=text("reminder"))
            world.add("request", who, of_request=request.pk)
        draft = Request.objects.create(
            drafting=drafting,
            run=run,
            holder=world.acting(county).organisation,
            title=canary(world, SEE_ALL, f"{side}draft"),
        )
        world.add("draft_request", "", of_request=draft.pk)
