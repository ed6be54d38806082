"""Adding, correcting and withdrawing rows of evidence by form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import require
from mingpin.audit.actions import record
from mingpin.errors import Invalid, Stale
from mingpin.files.actions import store_upload
from mingpin.files.kinds import DOCUMENTS
from mingpin.files.serving import safe_name
from mingpin.intake.holdings.compare import DIGEST, prepared
from mingpin.language import _
from mingpin.registry import vocabulary
from mingpin.registry.entry.news import tell_of_entry, tell_of_withdrawal
from mingpin.registry.holding import write_holdings
from mingpin.registry.models import Attachment, Batch, Draft, EvidenceRow, Subject
from mingpin.registry.states import BatchKind
from mingpin.registry.taking.take import evidence_rows
from mingpin.vocabulary.evidence import rows_frame
from mingpin.vocabulary.model import Table
from mingpin.vocabulary.place import shared_vocabulary

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    Sent = UploadedFile[Any]
MOST_ATTACHMENTS = 20


def add_evidence(
    *,
    subject: Subject,
    table: str,
    values: Mapping[str, Any],
    by: Acting,
    note: str = "",
    uploads: Iterable[Sent] = (),
) -> EvidenceRow:
    """Adds a row about the subject, of canonical values by column, as a batch of its own; it replaces the person's draft.

    Raises Invalid where the same row is held already, and where the subject was decided to be another.
    """
    require(by, "add", EvidenceRow)
    require(by, "view", subject)
    with transaction.atomic():
        row = _put(subject, table, values, by, note)
        attached = _attach_all(row, uploads, by)
        _forget_draft(by, subject, table, None)
        record(by=by.who(), action="add_evidence", on=row, after=_told(row) | {"attachments": attached})
        return row


def correct_evidence(
    *,
    row: EvidenceRow,
    values: Mapping[str, Any],
    reason: str,
    by: Acting,
    note: str = "",
    uploads: Iterable[Sent] = (),
) -> EvidenceRow:
    """Adds a row that takes the place of one that was wrong, which stays with the reason. Its attachments stay with it."""
    require(by, "supersede", row)
    _need_reason(reason, "why")
    if row.subject is None:
        raise Invalid(_("A row about no subject is corrected by a new file of its supplier."))
    with transaction.atomic():
        new = _put(row.subject, row.table, values, by, note, instead=row, why=reason)
        attached = _attach_all(new, uploads, by)
        _forget_draft(by, row.subject, row.table, row)
        record(
            by=by.who(),
            action="correct_evidence",
            on=new,
            before={"row": row.pk},
            after=_told(new) | {"attachments": attached},
            why=reason,
        )
        return new


def withdraw_evidence(*, row: EvidenceRow, reason: str, by: Acting) -> None:
    """Ends a row that should never have been there; nothing takes its place."""
    require(by, "supersede", row)
    _need_reason(reason, "reason")
    with transaction.atomic():
        _end(row, None, reason)
        if row.subject_id:
            write_holdings([row.subject_id])
        tell_of_withdrawal(row)
        record(by=by.who(), action="withdraw_evidence", on=row, before=_told(row), why=reason)


def attach_document(*, row: EvidenceRow, upload: Sent, by: Acting) -> Attachment:
    """Adds a document to a row. Raises Invalid for what is no document, and for one that is there already."""
    require(by, "attach", row)
    with transaction.atomic():
        attachment = _attach(row, upload, by)
        record(by=by.who(), action="attach_document", on=row, after={"sha256": attachment.file.sha256})
        return attachment


def save_draft(
    *, subject: Subject, table: str, typed: Mapping[str, str], by: Acting, corrects: EvidenceRow | None = None
) -> Draft:
    """Keeps what the person has typed so far, for that person only. No part of the record: nothing was said yet."""
    require(by, "add", EvidenceRow)
    require(by, "view", subject)
    with transaction.atomic():
        draft, _made = Draft.objects.update_or_create(
            person=by.person, subject=subject, table=table, corrects=corrects, defaults={"typed": dict(typed)}
        )
        return draft


def drop_draft(*, subject: Subject, table: str, by: Acting, corrects: EvidenceRow | None = None) -> None:
    """Forgets a draft."""
    with transaction.atomic():
        _forget_draft(by, subject, table, corrects)


def _put(
    subject: Subject,
    table: str,
    values: Mapping[str, Any],
    by: Acting,
    note: str,
    *,
    instead: EvidenceRow | None = None,
    why: str = "",
) -> EvidenceRow:
    known = shared_vocabulary().tables[table]
    if subject.merged_into_id:
        raise Invalid(
            _("This subject was decided to be the same as another."), remedy=_("Add the evidence to that one.")
        )
    supplied_by = by.organisation.name if by.organisation else ""
    said = {**values, "subject_id": subject.subject_id}
    _check_codes(known, said)
    frame = prepared(rows_frame(known, [said]), known, {}, supplied_by)
    _refuse_known(table, frame[DIGEST][0], by, instead)
    title = f"{vocabulary.table_label(table)} · {subject.name}"
    batch = Batch.objects.create(
        kind=BatchKind.FORM,
        supplier=by.organisation,
        supplied_by=supplied_by,
        person=by.person,
        title=title[:255],
        note=note[:400],
    )
    [row] = evidence_rows(frame, table, {subject.subject_id: subject.pk}, batch, timezone.now())
    row.save()
    if instead is not None:
        _end(instead, row, why)
    write_holdings([subject.pk])
    tell_of_entry(batch)
    return row


def _check_codes(table: Table, values: Mapping[str, Any]) -> None:
    """Raises Invalid for a code that its classification does not have."""
    for name, column in table.columns.items():
        value = values.get(name)
        if value and column.classification and str(value) not in dict(vocabulary.choices(column.classification)):
            raise Invalid(_("“{value}” is none of the codes that there are here.").format(value=value), field=name)


def _refuse_known(table: str, digest: str, by: Acting, instead: EvidenceRow | None) -> None:
    held = EvidenceRow.objects.current().filter(table=table, digest=digest).select_related("batch").first()
    if held is None:
        return
    if instead is not None and held.pk == instead.pk:
        raise Invalid(_("Nothing was changed."), remedy=_("Change what is wrong, or leave the row as it is."))
    if not EvidenceRow.objects.visible_to(by).filter(pk=held.pk).exists():
        raise Invalid(_("The same row is on file already."))
    what = _("The same row is on file already: “{row}”, recorded on {day} by {supplier}.").format(
        row=vocabulary.headline(table, held.values),
        day=timezone.localtime(held.recorded_at).date().isoformat(),
        supplier=held.supplied_by or _("the platform"),
    )
    raise Invalid(what, remedy=_("Nothing needs to be entered again; add documents to that row if there are any."))


def _end(row: EvidenceRow, new: EvidenceRow | None, reason: str) -> None:
    """Supersedes the row, once: who comes second is told so."""
    changes = {
        "superseded_at": timezone.now(),
        "superseded_by": new,
        "superseded_in": new.batch if new else None,
        "superseded_reason": reason[:400],
    }
    if not EvidenceRow.objects.filter(pk=row.pk, superseded_at=None).update(**changes):
        raise Stale(_("This row was superseded in the meantime."), remedy=_("Look at the row that took its place."))
    for name, value in changes.items():
        setattr(row, name, value)


def _attach_all(row: EvidenceRow, uploads: Iterable[Sent], by: Acting) -> list[str]:
    return [_attach(row, upload, by).file.sha256 for upload in uploads]


def _attach(row: EvidenceRow, upload: Sent, by: Acting) -> Attachment:
    held = list(row.attachments.select_related("file"))
    if len(held) >= MOST_ATTACHMENTS:
        raise Invalid(_("A row has at most {count} documents.").format(count=MOST_ATTACHMENTS), field="attachments")
    stored = store_upload(upload, kinds=DOCUMENTS, field="attachments")
    if any(one.file_id == stored.pk for one in held):
        raise Invalid(_("This document is attached already."), field="attachments")
    return Attachment.objects.create(row=row, file=stored, name=safe_name(upload.name or ""), person=by.person)


def _forget_draft(by: Acting, subject: Subject, table: str, corrects: EvidenceRow | None) -> None:
    if by.person is not None:
        Draft.objects.filter(person=by.person, subject=subject, table=table, corrects=corrects).delete()


def _need_reason(reason: str, field: str) -> None:
    if not reason.strip():
        raise Invalid(_("Say why."), why=_("The reason stays with the row for whoever reads it later."), field=field)


def _told(row: EvidenceRow) -> dict[str, Any]:
    """A row as the record names it: what it says stands in the row itself, which is never overwritten."""
    return {"table": row.table, "subject": row.subject_id, "digest": row.digest, "batch": row.batch_id}
