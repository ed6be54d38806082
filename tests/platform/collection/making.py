"""Requests for tests: a survey of made-up evidence, drafts from it, sent ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook  # type: ignore[import-untyped]

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import Organisation
from mingpin.collection.actions import draft_requests, send_request
from mingpin.collection.models import Drafting, Request, RequestItem
from mingpin.collection.states import DraftingState, RequestState
from mingpin.collection.workbook import write_workbook
from mingpin.demo import generate
from mingpin.policies.models import Run
from mingpin.registry.imports.actions import begin_import, upload_files
from mingpin.registry.models import Import
from mingpin.registry.states import BatchKind, ImportState
from mingpin.registry.taking import take_in
from mingpin.vocabulary.place import shared_vocabulary
from tests.platform.cast import HUIXIAN, WEIHUI, Cast
from tests.platform.jobs_now import run_jobs
from tests.platform.policies.making import DAY, PLATFORM, a_run

SOON = timezone.localdate() + timedelta(days=14)
Filled = Mapping[str, Any]


def drafted(cast: Cast, subjects: int = 120) -> Run:
    """A survey of so many subjects, and its drafts. The counties of Weihui and Huixian have a third of them each."""
    made = generate(shared_vocabulary(), subjects=subjects, seed=7, as_of=DAY)
    given = {name: rows for name, rows in made.tables.items() if rows.height}
    spread = given["subjects"].with_row_index("place").with_columns(
        pl.when(pl.col("place") % 3 == 0).then(pl.lit(WEIHUI)).when(pl.col("place") % 3 == 1).then(pl.lit(HUIXIAN))
        .otherwise(pl.col("area").cast(pl.String)).alias("area")
    )  # fmt: skip
    given["subjects"] = spread.drop("place")
    take_in(given, kind=BatchKind.DEMONSTRATION, title="演示", by=PLATFORM)
    run = a_run(cast.wang)
    draft(run, cast.wang)
    return run


def draft(run: Run, by: Acting) -> Drafting:
    """The drafts of a survey, done."""
    drafting = draft_requests(run=run, by=by)
    run_jobs()
    drafting.refresh_from_db()
    assert drafting.state == DraftingState.DONE
    return drafting


def draft_for(organisation: Organisation | None) -> Request:
    return Request.objects.get(holder=organisation, state=RequestState.DRAFT)


def sent_to(by: Acting, cast: Cast, due_on: date = SOON) -> Request:
    """The draft for the organisation of somebody, sent."""
    request = draft_for(by.organisation)
    send_request(request=request, due_on=due_on, by=cast.wang)
    return request


def items_of(request: Request, **wanted: Any) -> list[RequestItem]:
    return list(request.items.filter(**wanted).select_related("subject").order_by("place"))


def filled(request: Request, place: Path, answers: Mapping[str, Filled]) -> bytes:
    """The request's workbook with the cells of the asked columns filled in, by sheet and title; the rest as it was sent."""
    path = place / "request.xlsx"
    write_workbook(path, request)
    book = load_workbook(path)
    for name, values in answers.items():
        sheet = book[name]
        titles = {cell.value: cell.column for cell in sheet[1]}
        for row in range(2, sheet.max_row + 1):
            for title, value in values.items():
                cell = sheet.cell(row, titles[title])
                if cell.value is None:
                    cell.value = value
    book.save(path)
    return path.read_bytes()


def returned(content: bytes, by: Acting) -> Import:
    """The workbook sent back by its holder, read and taken in."""
    file = SimpleUploadedFile("request.xlsx", content)
    of_import = upload_files(files=[file], by=by)
    run_jobs()
    of_import.refresh_from_db()
    assert of_import.state == ImportState.READ, of_import.refusal
    begin_import(of_import, by=by)
    run_jobs()
    of_import.refresh_from_db()
    assert of_import.state == ImportState.APPLIED
    return of_import
