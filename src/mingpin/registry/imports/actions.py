"""What people do with an import: send files, correct how they are understood, apply, undo, discard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import Organisation
from mingpin.accounts.permissions import require
from mingpin.accounts.states import Role
from mingpin.audit.actions import record
from mingpin.errors import Invalid
from mingpin.files.actions import store_upload
from mingpin.files.kinds import TABLES
from mingpin.intake import IntakeError
from mingpin.intake.columns import SheetMapping
from mingpin.intake.coverage import declaration
from mingpin.jobs.actions import Owner, enqueue
from mingpin.language import _
from mingpin.registry.entry.news import tell_of_entry
from mingpin.registry.holding import note_holdings
from mingpin.registry.imports.mapping import written
from mingpin.registry.imports.staging import forget
from mingpin.registry.models import Batch, EvidenceRow, Import, ImportFile
from mingpin.registry.states import IMPORT_STEPS, BatchKind, ImportState
from mingpin.registry.taking.restoring import restored_rows, rows_built_on, rows_given_again
from mingpin.registry.taking.writing import in_slices
from mingpin.transitions import swap
from mingpin.vocabulary.place import shared_vocabulary

MOST_FILES = 40


@dataclass(frozen=True)
class Corrections:
    """What a person says of an import's sheets, and what its files cover (lines as `intake.coverage.declaration` reads them)."""

    mappings: tuple[SheetMapping, ...] = ()
    covers: tuple[str, ...] = ()


def owner_of(by: Acting) -> Owner:
    """For whom a job is done that this person asks for."""
    return Owner.of(by)


def upload_files(
    *, files: Sequence[UploadedFile[Any]], by: Acting, supplier: Organisation | None = None, title: str = ""
) -> Import:
    """Keeps the files as a new import and has them read in the background.

    `supplier` is who supplied them: only the city office may name another organisation than its own. Raises Invalid where there
    is no file or one is refused by its size or kind.
    """
    require(by, "upload", Import)
    if not files:
        raise Invalid(_("No file was chosen."), remedy=_("Choose at least one file."), field="files")
    if len(files) > MOST_FILES:
        what = _("These are {count} files; at most {most} go into one import.").format(
            count=len(files), most=MOST_FILES
        )
        raise Invalid(what, remedy=_("Send them in several imports, or as one archive."), field="files")
    supplier = supplier if supplier is not None and by.has_role(Role.OFFICE, "platform") else by.organisation
    if supplier is None:
        raise Invalid(_("It is not said who supplied the files."), remedy=_("Choose the supplier."), field="supplier")
    stored = [(store_upload(file, kinds=TABLES, field="files"), file.name or "") for file in files]
    with transaction.atomic():
        of_import = Import.objects.create(
            supplier=supplier, person=by.person, title=(title or stored[0][1] or _("Files"))[:255]
        )
        ImportFile.objects.bulk_create(
            ImportFile(of_import=of_import, file=file, name=name[:255]) for file, name in stored
        )
        _have_read(of_import, by)
        record(
            by=by.who(),
            action="upload_files",
            on=of_import,
            after={
                "supplier": f"organisation:{supplier.pk}",
                "files": {name: file.sha256 for file, name in stored},
            },
        )
    return of_import


def correct_import(of_import: Import, corrections: Corrections, *, by: Acting) -> None:
    """Keeps what the person said and has the files read again. Raises Stale where the import is no longer open for it, Invalid
    where a declaration of coverage cannot be understood."""
    require(by, "change", of_import)
    for text in corrections.covers:
        try:
            declaration(text, shared_vocabulary(), of_import.supplier.name)
        except IntakeError as error:
            raise Invalid(_("The declaration is not understood."), why=str(error), field="covers") from error
    with transaction.atomic():
        before = {"mapping": of_import.mapping, "covers": of_import.covers}
        after: dict[str, Any] = {"mapping": written(corrections.mappings), "covers": list(corrections.covers)}
        swap(of_import, IMPORT_STEPS["reread_import"], **after, refusal="", reading=of_import.reading + 1)
        _have_read(of_import, by)
        record(by=by.who(), action="correct_import", on=of_import, before=before, after=after)


def _have_read(of_import: Import, by: Acting) -> None:
    job = enqueue(
        "read_import",
        title=_("Reading “{title}”").format(title=of_import.title),
        arguments={"import_id": of_import.pk, "reading": of_import.reading},
        owner=owner_of(by),
        key=f"read_import:{of_import.pk}:{of_import.reading}",
        result_url=reverse("import", args=[of_import.pk]),
    )
    Import.objects.filter(pk=of_import.pk).update(job=job.pk)
    of_import.job = job.pk


def begin_import(of_import: Import, *, by: Acting) -> None:
    """Has the accepted rows taken in, in background. Raises Stale where that was begun already, Invalid where there are none."""
    require(by, "change", of_import)
    rows = (of_import.preview or {}).get("rows", {})
    if of_import.state == ImportState.READ and not rows.get("accepted"):
        what = _("There is no row to take in: none was accepted.")
        raise Invalid(what, remedy=_("Correct how the sheets are understood, or send a corrected file."))
    with transaction.atomic():
        swap(of_import, IMPORT_STEPS["begin_import"])
        job = enqueue(
            "apply_import",
            title=_("Taking in “{title}”").format(title=of_import.title),
            arguments={"import_id": of_import.pk},
            owner=owner_of(by),
            key=f"apply_import:{of_import.pk}:{of_import.reading}",
            result_url=reverse("import", args=[of_import.pk]),
        )
        Import.objects.filter(pk=of_import.pk).update(job=job.pk)
        of_import.job = job.pk
        record(by=by.who(), action="begin_import", on=of_import, after={"rows": rows})


def discard_import(of_import: Import, *, reason: str, by: Acting) -> None:
    """Puts the import away; nothing of it was taken in. Raises Stale where it is being applied or was."""
    require(by, "change", of_import)
    with transaction.atomic():
        swap(of_import, IMPORT_STEPS["discard_import"], reason=reason[:400])
        transaction.on_commit(lambda: forget(of_import))
        record(by=by.who(), action="discard_import", on=of_import, why=reason)


def undo_import(of_import: Import, *, reason: str, by: Acting) -> Batch:
    """Takes an applied import back by a new batch: its rows are superseded, with the reason, and the rows that it had superseded
    are given again. Nothing is deleted.

    Raises Invalid where there is no reason, or where rows of the import were superseded since (undo that first), Stale where it
    is not applied.
    """
    require(by, "undo", of_import)
    if not reason.strip():
        raise Invalid(_("An undo needs a reason."), remedy=_("Say why the import is taken back."), field="reason")
    with transaction.atomic():
        swap(of_import, IMPORT_STEPS["undo_import"], reason=reason[:400])
        batch = of_import.batch
        if batch is None:
            raise Invalid(_("The import added nothing; there is nothing to take back."))
        later = rows_built_on(batch)
        if later:
            what = _("{count} rows of this import were superseded since, or are what others rest on.").format(
                count=later
            )
            raise Invalid(what, remedy=_("Undo the later import first, or supersede single rows."))
        now = timezone.now()
        undoing = Batch.objects.create(
            kind=BatchKind.IMPORT,
            supplier=batch.supplier,
            supplied_by=batch.supplied_by,
            person=by.person,
            title=_("Undo of “{title}”").format(title=of_import.title)[:255],
        )
        end = {"superseded_at": now, "superseded_in": undoing, "superseded_reason": reason[:400]}
        ended = 0
        for again in in_slices(rows_given_again(batch)):
            ended += EvidenceRow.objects.filter(pk__in=again).update(**end)
        ended += EvidenceRow.objects.filter(batch=batch, superseded_at=None).update(**end)
        restored = restored_rows(batch, undoing, now)
        Batch.objects.filter(pk=batch.pk).update(undone_at=now)
        note_holdings(undoing, {})
        tell_of_entry(undoing)
        record(
            by=by.who(),
            action="undo_import",
            on=of_import,
            after={"superseded": ended, "restored": restored, "batch": undoing.pk},
            why=reason,
        )
    return undoing
