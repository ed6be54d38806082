"""Looking at imports: the list, one with all that was understood of it, its rows, its files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import may, not_there, require
from mingpin.files.serving import download
from mingpin.intake.holdings.compare import COPY, DIGEST
from mingpin.intake.marking import MARKED_SUFFIX
from mingpin.intake.sheets import GROUP_TITLE
from mingpin.jobs.models import Job
from mingpin.language import _, in_language
from mingpin.language import later as __
from mingpin.pages.listing import Column, Listing
from mingpin.pages.marks import Mark
from mingpin.registry import vocabulary
from mingpin.registry.imports.forms import ImportFilters, column_label
from mingpin.registry.imports.kept import KINDS, Rows, rejected_rows, rows_of
from mingpin.registry.models import Import, ImportFile, Subject
from mingpin.registry.states import ImportState
from mingpin.vocabulary.evidence import COMPLETED, SOURCE_COLUMNS
from mingpin.vocabulary.place import shared_vocabulary

PAGE = 50
CORRECTABLE = (ImportState.READ, ImportState.UNREADABLE)
"""Where a person may say what sheets are and what they cover: what was refused for a declaration is put right there, too."""
MARKS = {
    ImportState.UPLOADED: "busy",
    ImportState.READ: "open",
    ImportState.APPLYING: "busy",
    ImportState.APPLIED: "ok",
    ImportState.UNDONE: "none",
    ImportState.DISCARDED: "none",
    ImportState.UNREADABLE: "no",
}
KIND_LABELS = {
    "new": __("new"),
    "changed": __("supersede held rows"),
    "known": __("held already"),
    "outdated": __("corrected since, stay so"),
    "no_longer": __("no longer in the file, stay held"),
}
FOUND_BY = {
    "id": __("by id"),
    "code": __("by credit code"),
    "name": __("by name"),
    "form": __("by name, but for the form of the company"),
    "former": __("by a former name"),
}
"""By what rows found their subject (`intake.directory.How`)."""
STEPS = (__("Send"), __("Understand"), __("Preview"), __("Applied"))


def import_of(by: Acting, pk: int) -> Import:
    """The import. Raises NotThere for one that is not there or that the person may not know of."""
    found = Import.objects.visible_to(by).select_related("supplier", "batch").filter(pk=pk).first()
    if found is None:
        raise not_there()
    return found


@require_safe
def imports(request: HttpRequest) -> HttpResponseBase:
    """All imports that the person may see."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    require(by, "list", Import)
    listing = Listing(
        request,
        rows=Import.objects.visible_to(by).select_related("supplier"),
        columns=[
            Column(
                "title", __("Title"), lambda one: one.title, url=lambda one: reverse("import", args=[one.pk]), width=40
            ),
            Column("supplier", __("Supplier"), lambda one: one.supplier.name, sort="supplier__name", width=24),
            Column("state", __("State"), lambda one: Mark(MARKS[one.state], one.get_state_display()), width=14),
            Column("rows", __("Rows accepted"), lambda one: _accepted(one), is_number=True, width=12),
            Column("uploaded_at", __("Sent"), lambda one: one.uploaded_at, sort="uploaded_at", width=18),
        ],
        search=lambda rows, text: rows.filter(title__icontains=text),
        filters=ImportFilters,
        default_sort="-uploaded_at",
        export=__("Imports"),
        empty=__("Lists that you send are read, shown to you as they were understood, and taken in when you say so."),
    )
    if listing.wants_export:
        return listing.exported()
    return render(request, "registry/imports/list.html", {"listing": listing, "may_upload": may(by, "upload", Import)})


def _accepted(one: Import) -> int | None:
    return one.preview["rows"]["accepted"] if one.preview else None


@require_safe
def one_import(request: HttpRequest, of_import: int) -> HttpResponse:
    """Where the import stands, what was understood, what it would change or changed."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    one = import_of(by, of_import)
    job = Job.objects.filter(pk=one.job).first() if one.job else None
    return render(
        request,
        "registry/imports/import.html",
        {
            "of_import": one,
            "mark": Mark(MARKS[ImportState(one.state)], one.get_state_display()),
            "steps": _steps(one),
            "job": job,
            "is_busy": one.state in (ImportState.UPLOADED, ImportState.APPLYING),
            "is_open": one.state == ImportState.READ,
            "is_correctable": one.state in CORRECTABLE,
            "may_change": may(by, "change", one),
            "may_undo": may(by, "undo", one),
            "sheets": list(_sheets(one)),
            "changes": list(_changes(one)),
            "rows": (one.preview or {}).get("rows", {}),
            "files": one.files.select_related("file", "marked").order_by("pk"),
            "covers": [{"line": line, "told": _told(line)} for line in one.covers],
        },
    )


def _steps(one: Import) -> list[dict[str, Any]]:
    at = {
        ImportState.UPLOADED: 1, ImportState.UNREADABLE: 1, ImportState.READ: 2, ImportState.APPLYING: 3,
        ImportState.APPLIED: 4, ImportState.UNDONE: 4, ImportState.DISCARDED: 0,
    }[ImportState(one.state)]  # fmt: skip
    return [{"label": label, "is_done": number < at, "is_current": number == at} for number, label in enumerate(STEPS)]


def _sheets(one: Import) -> Iterator[dict[str, Any]]:
    """The sheets as they were understood."""
    for number, account in enumerate(one.accounts or []):
        table = shared_vocabulary().tables.get(account["table"] or "")
        columns = [
            {**column, "label": column_label(account["table"], column["column"])} for column in account["columns"]
        ]
        titles = [title for title in account["titles"] if title and title != GROUP_TITLE]
        candidates = [vocabulary.table_label(name) for name in account["candidates"]]
        yield {
            **account,
            "number": number,
            "place": " · ".join(part for part in (account["file"], account["sheet"]) if part),
            "table_label": in_language(table.label) if table else "",
            "columns": columns,
            "candidates": _(", ").join(candidates),
            "titles_told": _(", ").join(titles),
            "matched": [(FOUND_BY[how], count) for how, count in account.get("matched", {}).items()],
            "needs_answers": bool(account["questions"]) or (not account["table"] and bool(account["titles"])),
            "is_open_to_correction": bool(account["titles"]),
        }


def _changes(one: Import) -> Iterator[dict[str, Any]]:
    for table, counts in ((one.preview or {}).get("tables") or {}).items():
        yield {
            "table": table,
            "label": vocabulary.table_label(table),
            "cells": [
                {
                    "kind": kind,
                    "label": KIND_LABELS[kind],
                    "count": counts.get(kind, 0),
                    "url": reverse("import_rows", args=[one.pk, table, kind]),
                }
                for kind in KINDS
            ],
        }


def _told(line: str) -> str:
    """A declaration in words."""
    given = dict(part.split("=", 1) for part in line.split(",") if "=" in part)
    about = vocabulary.area_label(given["area"]) if "area" in given else given.get("subject", "")
    return _("{list}: complete for {about} from {first} to {last}, drawn on {day}").format(
        list=vocabulary.list_label(given.get("list", "")),
        about=about,
        first=given.get("from", ""),
        last=given.get("to", ""),
        day=given.get("as-of", ""),
    )


@require_safe
def rows(request: HttpRequest, of_import: int, table: str, kind: str) -> HttpResponse:
    """The rows of one kind, a page at a time; those that supersede held ones cell by cell beside them."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    one = import_of(by, of_import)
    if table not in shared_vocabulary().tables or kind not in KINDS:
        raise not_there()
    page = _page(request)
    found = rows_of(one, table, kind, (page - 1) * PAGE, PAGE)
    context = {
        "of_import": one,
        "title": f"{vocabulary.table_label(table)}: {KIND_LABELS[kind]}",
        "rows": list(_shown_rows(table, found, _names(found, by))),
        "total": found.total,
        "page": page,
        "last_page": max(1, -(-found.total // PAGE)),
        "shows_before": kind == "changed",
    }
    return render(request, "registry/imports/rows.html", context)


def _names(found: Rows, by: Acting) -> dict[str, str]:
    """The names of the subjects of these rows, as far as the person may know them."""
    ids = set(found.frame["subject_id"].drop_nulls()) if "subject_id" in found.frame.columns else set[str]()
    return dict(Subject.objects.visible_to(by).filter(subject_id__in=ids).values_list("subject_id", "name"))


def _shown_rows(table: str, found: Rows, names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for row in found.frame.iter_rows(named=True):
        before = found.before.get((row[DIGEST], row[COPY]))
        yield {
            "subject": row.get("name") or names.get(row.get("subject_id") or "") or row.get("subject_id") or "",
            "values": _plain(table, row),
            "before": _differences(table, before, row) if before else [],
            "place": " · ".join(
                str(part) for part in (row["source_file"], row["source_sheet"], row["source_row"]) if part
            ),
        }


def _plain(table: str, row: Mapping[str, Any]) -> list[vocabulary.Shown]:
    return vocabulary.shown_values(table, _said(row))


def _said(row: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a physical row as evidence keeps them: no blanks, days as text, no source."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in row.items()
        if value is not None and value != [] and name not in (*SOURCE_COLUMNS, COMPLETED) and not name.startswith("_")
    }


def _differences(table: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, str]]:
    old = {one.label: one.text for one in vocabulary.shown_values(table, _said(before))}
    new = {one.label: one.text for one in vocabulary.shown_values(table, _said(after))}
    return [
        {"label": label, "old": old.get(label, "—"), "new": new.get(label, "—")}
        for label in dict.fromkeys([*old, *new])
        if old.get(label) != new.get(label)
    ]


@require_safe
def rejected(request: HttpRequest, of_import: int) -> HttpResponse:
    """The rows that were not accepted, each with its reason."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    one = import_of(by, of_import)
    page = _page(request)
    found = rejected_rows(one, (page - 1) * PAGE, PAGE)
    context = {
        "of_import": one,
        "rows": found.frame.to_dicts(),
        "total": found.total,
        "page": page,
        "last_page": max(1, -(-found.total // PAGE)),
    }
    return render(request, "registry/imports/rejected.html", context)


def _page(request: HttpRequest) -> int:
    asked = request.GET.get("page", "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 1


@require_safe
def original(request: HttpRequest, of_import: int, file: int) -> FileResponse:
    """A file as it was sent."""
    found = _file(request, of_import, file)
    return download(found.file, found.name)


@require_safe
def marked(request: HttpRequest, of_import: int, file: int) -> FileResponse:
    """The marked workbook that goes back to who sent the file."""
    found = _file(request, of_import, file)
    if found.marked is None:
        raise not_there()
    return download(found.marked, f"{found.name.rsplit('.', 1)[0]}{MARKED_SUFFIX}.xlsx")


def _file(request: HttpRequest, of_import: int, file: int) -> ImportFile:
    by: Acting = request.acting  # type: ignore[attr-defined]
    one = import_of(by, of_import)
    found = one.files.select_related("file", "marked").filter(pk=file).first()
    if found is None:
        raise not_there()
    return found
