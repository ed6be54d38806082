"""Register rows by form: new subjects, what the register says of them, whom to call."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import not_there, require
from mingpin.audit.actions import record
from mingpin.errors import Invalid
from mingpin.intake.holdings.compare import DIGEST, prepared
from mingpin.language import _
from mingpin.registry import vocabulary
from mingpin.registry.entry.news import tell_of_entry
from mingpin.registry.holding import write_holdings
from mingpin.registry.models import Batch, Contact, EvidenceRow, Subject
from mingpin.registry.proposing import find_proposals
from mingpin.registry.states import BatchKind
from mingpin.registry.taking.subjects import put_subjects
from mingpin.registry.taking.take import evidence_rows
from mingpin.vocabulary.evidence import rows_frame
from mingpin.vocabulary.place import shared_vocabulary

_LETTERS = "ABCDEFGHJKLMNPQRTUWXY2345678"
"""Letters and digits that are not taken for one another."""


def create_subject(*, values: Mapping[str, Any], by: Acting, note: str = "") -> Subject:
    """A new subject of canonical register values. Raises Invalid where one that the person may see has its credit code.

    One that they may not see is no reason to refuse: that would tell of it. The two are proposed to the office as duplicates.
    """
    require(by, "create", Subject)
    said = dict(values)
    if not said.get("name"):
        raise Invalid(_("A subject needs a name."), field="name")
    if by.area:
        said["area"] = by.area
    code = str(said.get("uscc") or "")
    known = Subject.objects.visible_to(by).filter(uscc=code).first() if code else None
    if known is not None:
        what = _("The register has this credit code already: “{name}”.").format(name=known.name)
        raise Invalid(what, remedy=_("Add what is missing to that subject."), field="uscc")
    with transaction.atomic():
        said["subject_id"] = _new_id()
        subject = _put_row(said, by, note)
        record(
            by=by.who(),
            action="create_subject",
            on=subject,
            after={"subject_id": subject.subject_id, "kind": subject.kind},
        )
        return subject


def change_subject(*, subject: Subject, values: Mapping[str, Any], reason: str, by: Acting, note: str = "") -> Subject:
    """A new register row that takes the place of those held of the subject; its name before becomes a former one."""
    require(by, "change", subject)
    if not reason.strip():
        raise Invalid(_("Say why."), why=_("The reason stays with the row for whoever reads it later."), field="why")
    if not values.get("name"):
        raise Invalid(_("A subject needs a name."), field="name")
    if by.area and values.get("area", by.area) != by.area:
        raise Invalid(
            _("Only the city office moves a subject to another area."),
            remedy=_("Tell the office where it went."),
            field="area",
        )
    with transaction.atomic():
        before = {"name": subject.name, "area": subject.area, "uscc": subject.uscc}
        changed = _put_row({**values, "subject_id": subject.subject_id}, by, note, reason)
        after = {"name": changed.name, "area": changed.area, "uscc": changed.uscc}
        record(by=by.who(), action="change_subject", on=subject, before=before, after=after, why=reason)
        return changed


def add_contact(
    *, subject: Subject, by: Acting, name: str, position: str = "", phone: str = "", email: str = ""
) -> Contact:
    """Names somebody to call for a subject."""
    require(by, "change_contacts", subject)
    if not name.strip():
        raise Invalid(_("A contact needs a name."), field="name")
    with transaction.atomic():
        contact = Contact.objects.create(subject=subject, name=name, position=position, phone=phone, email=email)
        private = {"name": name, "position": position, "phone": phone, "email": email}
        record(by=by.who(), action="add_contact", on=subject, after={"contact": contact.pk}, private=private)
        return contact


def end_contact(*, subject: Subject, contact: int, by: Acting) -> None:
    """Takes a contact off a subject's page."""
    require(by, "change_contacts", subject)
    with transaction.atomic():
        if not Contact.objects.filter(subject=subject, pk=contact, ended_at=None).update(ended_at=timezone.now()):
            raise not_there()
        record(by=by.who(), action="end_contact", on=subject, before={"contact": contact})


def _new_id() -> str:
    """An id that says nothing: a credit code in its place would tell whether a foreign county has the subject."""
    return f"M{timezone.localdate():%y%m}-" + "".join(secrets.choice(_LETTERS) for _letter in range(6))


def _put_row(values: Mapping[str, Any], by: Acting, note: str, reason: str = "") -> Subject:
    table = shared_vocabulary().tables[vocabulary.REGISTER]
    supplied_by = by.organisation.name if by.organisation else ""
    frame = prepared(rows_frame(table, [values]), table, {}, supplied_by)
    held = EvidenceRow.objects.current().filter(table=table.id, subject__subject_id=values["subject_id"])
    if held.filter(digest=frame[DIGEST][0]).exists():
        raise Invalid(_("Nothing was changed."), remedy=_("Change what is wrong, or leave the row as it is."))
    batch = Batch.objects.create(
        kind=BatchKind.FORM,
        supplier=by.organisation,
        supplied_by=supplied_by,
        person=by.person,
        title=f"{vocabulary.table_label(table.id)} · {values['name']}"[:255],
        note=note[:400],
    )
    old = list(held.values_list("pk", flat=True))
    keys = put_subjects(frame, batch)
    now = timezone.now()
    [row] = evidence_rows(frame, table.id, keys, batch, now)
    row.save()
    EvidenceRow.objects.filter(pk__in=old).update(
        superseded_at=now, superseded_by=row, superseded_in=batch, superseded_reason=reason[:400]
    )
    write_holdings(keys.values())
    find_proposals(batch)
    tell_of_entry(batch)
    return Subject.objects.get(subject_id=values["subject_id"])
