"""The background work of imports: reading, applying, marking the workbooks that go back."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import Person
from mingpin.audit.actions import record
from mingpin.audit.who import Who
from mingpin.errors import Invalid, Stale
from mingpin.files.actions import store_upload
from mingpin.intake import Dataset, IntakeError
from mingpin.intake.holdings import tokens_of
from mingpin.intake.marking import TakenRows, mark_workbook, marks_of
from mingpin.jobs.kinds import job_kind
from mingpin.jobs.models import Job
from mingpin.jobs.running import Progress
from mingpin.language import _
from mingpin.language import later as __
from mingpin.registry.imports.kept import keep
from mingpin.registry.imports.mapping import remember
from mingpin.registry.imports.reading import accounts_json, read
from mingpin.registry.imports.staging import kept_at, names_of, staged
from mingpin.registry.models import Import
from mingpin.registry.states import IMPORT_STEPS, BatchKind, ImportState
from mingpin.registry.taking import Files, add_batch, changes_of
from mingpin.transitions import swap

TOKENS = "tokens.parquet"


def acting_for(job: Job) -> Acting:
    """Who acts in a job: the person who asked for it, in the membership in which they did, as it holds now."""
    person = Person.objects.filter(pk=job.person).first() if job.person else None
    return Acting.of(person, job.membership) if person else Acting.platform(job.kind)


@job_kind("read_import", title=__("Reading files"))
def read_import(progress: Progress, *, import_id: int, reading: int) -> Mapping[str, Any]:
    """Reads the files of an import and says what they are and what they would change. Again gives the same."""
    of_import = Import.objects.select_related("supplier").get(pk=import_id)
    if of_import.state != ImportState.UPLOADED or of_import.reading != reading:
        return {"import": import_id}
    by = acting_for(progress.job)
    progress.at(0, 3, _("Reading the files"))
    try:
        dataset, files = read(of_import, by)
        progress.at(1, 3, _("Comparing with what is held"))
        found = changes_of(dataset.given, files=files, supplied_by=of_import.supplier.name)
    except IntakeError as error:
        _leave(of_import, "refuse_import", by.who(), refusal=str(error))
        return {"import": import_id, "refusal": str(error)}
    progress.at(2, 3, _("Writing the preview"))
    preview = keep(of_import, dataset, found)
    _leave(of_import, "understand_import", by.who(), accounts=accounts_json(dataset), preview=preview)
    progress.at(3, 3)
    return {"import": import_id, "rows": preview["rows"]}


def _leave(of_import: Import, step: str, by: Who, **values: Any) -> None:
    """Takes the step that ends a reading, or gives the import back, unless another reading was begun meanwhile."""
    with transaction.atomic():
        current = Import.objects.filter(pk=of_import.pk, reading=of_import.reading)
        if not current.exists():
            return
        swap(of_import, IMPORT_STEPS[step], **values)
        record(
            by=by,
            action=step,
            on=of_import,
            after={"state": of_import.state, "rows": values.get("preview", {}).get("rows")},
        )


def give_back(job: Job, by: Who) -> bool:
    """An import of which nothing was taken in waits for a decision again."""
    of_import = Import.objects.filter(pk=job.arguments["import_id"], state=ImportState.APPLYING).first()
    if of_import is None:
        return False
    _leave(of_import, "give_back_import", by)
    return True


@job_kind("apply_import", title=__("Taking rows in"), give_up=give_back)
def apply_import(progress: Progress, *, import_id: int) -> Mapping[str, Any]:
    """Takes the accepted rows of an import in, once, and marks the workbooks that go back. Begun again after a worker died, it
    finds what was done and does the rest."""
    of_import = Import.objects.select_related("supplier").get(pk=import_id)
    by = acting_for(progress.job)
    progress.at(0, 4, _("Reading the files"))
    try:
        dataset, files = read(of_import, by)
    except IntakeError as error:
        raise Invalid(str(error)) from error
    progress.at(1, 4, _("Taking rows in"))
    if of_import.state == ImportState.APPLYING:
        _apply(of_import, dataset, files, by)
    if of_import.state != ImportState.APPLIED:
        return {"import": import_id}
    progress.at(2, 4, _("Marking the workbooks"))
    _mark(of_import, dataset, files)
    progress.at(4, 4)
    return {"import": import_id, "batch": of_import.batch_id}


def _apply(of_import: Import, dataset: Dataset, files: Files, by: Acting) -> None:
    """One transaction: the batch, the step, what is remembered, the entry. Another worker that was faster has done it all."""
    try:
        with transaction.atomic():
            swap(of_import, IMPORT_STEPS["apply_import"], applied_at=timezone.now())
            taken = add_batch(
                dataset.given,
                kind=BatchKind.IMPORT,
                title=of_import.title,
                by=by,
                supplier=of_import.supplier,
                files=files,
            )
            preview = keep(of_import, dataset, taken.found)
            accounts = accounts_json(dataset)
            Import.objects.filter(pk=of_import.pk).update(batch=taken.batch, preview=preview, accounts=accounts)
            of_import.batch, of_import.preview, of_import.accounts = taken.batch, preview, accounts
            remember(of_import, by)
            tokens_of(taken.found).write_parquet(kept_at(of_import) / TOKENS)
            record(
                by=by.who(),
                action="apply_import",
                on=of_import,
                after={**taken.told(), "batch": taken.batch.pk if taken.batch else None, "rows": preview["rows"]},
            )
    except Stale:
        of_import.refresh_from_db()


def _mark(of_import: Import, dataset: Dataset, files: Files) -> None:
    """Writes a marked copy of each file that was read as a table, where there is none yet."""
    tokens = TakenRows(pl.read_parquet(kept_at(of_import) / TOKENS))
    with staged(of_import) as place, tempfile.TemporaryDirectory(prefix="mingpin-marked-") as folder:
        for file, name in names_of(of_import).items():
            accounts = [one for one in dataset.accounts if one.file == name or one.file.startswith(f"{name}/")]
            marks = marks_of(accounts, dataset.rejected, tokens, files.was)
            if file.marked_id or not marks:
                continue
            out = Path(folder) / f"{file.pk}.xlsx"
            mark_workbook(place if place.is_file() else place / name, marks, out, name=name)
            with out.open("rb") as marked:
                stored = store_upload(File(marked), kinds=("xlsx",))
            type(file).objects.filter(pk=file.pk, marked=None).update(marked=stored)
