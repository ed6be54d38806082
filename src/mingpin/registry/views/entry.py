"""Evidence by form: choosing the table, filling it in, correcting a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import not_there, require
from mingpin.errors import Invalid
from mingpin.language import _
from mingpin.registry import vocabulary
from mingpin.registry.cards import card_of
from mingpin.registry.entry.actions import add_evidence, correct_evidence, drop_draft, save_draft
from mingpin.registry.entry.forms import EvidenceForm, tables_for, typed_row
from mingpin.registry.models import Draft, EvidenceRow, Subject
from mingpin.registry.views.evidence import row_of
from mingpin.registry.views.subjects import subject_of
from mingpin.vocabulary.model import Table
from mingpin.vocabulary.place import shared_vocabulary

MOST_HELD = 8


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_new(request: HttpRequest, subject: int) -> HttpResponse:
    """A row about a subject: first which table, then the form, which keeps what is typed."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    one = subject_of(by, subject)
    require(by, "add", EvidenceRow)
    tables = {table.id: table for table in tables_for(by)}
    name = request.GET.get("table", "")
    if not name:
        return render(request, "registry/evidence_tables.html", {"subject": one, "tables": _tiles(by, one, tables)})
    if name not in tables:
        raise not_there()

    def add(form: EvidenceForm, uploads: list[Any]) -> EvidenceRow:
        return add_evidence(subject=one, table=name, values=form.cleaned_data, by=by, note=form.note, uploads=uploads)

    return _fill_in(request, one, tables[name], None, add)


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_correct(request: HttpRequest, row: int) -> HttpResponse:
    """A row that takes the place of a wrong one: the form begins with what that says."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    old = row_of(by, row)
    require(by, "supersede", old)
    if old.subject is None or old.superseded_at is not None or old.table == vocabulary.REGISTER:
        raise not_there()
    table = shared_vocabulary().tables[old.table]

    def correct(form: EvidenceForm, uploads: list[Any]) -> EvidenceRow:
        return correct_evidence(
            row=old, values=form.cleaned_data, reason=form.why, by=by, note=form.note, uploads=uploads
        )

    return _fill_in(request, old.subject, table, old, correct)


def _fill_in(
    request: HttpRequest,
    subject: Subject,
    table: Table,
    old: EvidenceRow | None,
    send: Callable[[EvidenceForm, list[Any]], EvidenceRow],
) -> HttpResponse:
    by: Acting = request.acting  # type: ignore[attr-defined]
    draft = Draft.objects.filter(person=by.person, subject=subject, table=table.id, corrects=old).first()
    if request.method == "POST":
        form = EvidenceForm(table, request.POST, corrects=old is not None, by=by)
        if "drop" in request.POST:
            drop_draft(subject=subject, table=table.id, by=by, corrects=old)
            return _to_subject(subject)
        if "save" in request.POST:
            saved = save_draft(subject=subject, table=table.id, typed=form.typed(), by=by, corrects=old)
            return _draft_saved(request, subject, saved)
        if form.is_valid():
            try:
                row = send(form, request.FILES.getlist("attachments"))
            except Invalid as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                messages.success(
                    request, _("Recorded: “{row}”.").format(row=vocabulary.headline(row.table, row.values))
                )
                if "another" in request.POST:
                    return HttpResponseRedirect(_form_url(subject, table), status=303)
                return _to_subject(subject)
    else:
        start = draft.typed if draft else typed_row(table, old.values) if old else {}
        form = EvidenceForm(table, initial=start, corrects=old is not None, by=by)
    context = {
        "subject": subject,
        "table": table.id,
        "form": form,
        "draft": draft,
        "old": card_of(old) if old else None,
    }
    context["held"] = _held(by, subject, table) if old is None else []
    return render(request, "registry/evidence_form.html", context, status=422 if form.errors else 200)


def _held(by: Acting, subject: Subject, table: Table) -> list[Any]:
    """What is on file already, newest first, so that nobody types it in again."""
    rows = EvidenceRow.objects.visible_to(by).current().filter(subject=subject, table=table.id)
    found = rows.select_related("batch").prefetch_related("attachments").order_by("-dated_on", "-pk")[:MOST_HELD]
    return [card_of(row) for row in found]


def _tiles(by: Acting, subject: Subject, tables: dict[str, Table]) -> list[tuple[str, str, int]]:
    """The tables with how many rows of each are on file."""
    rows = EvidenceRow.objects.visible_to(by).current().filter(subject=subject, table__in=list(tables))
    counts: dict[str, int] = {}
    for name in rows.values_list("table", flat=True):
        counts[name] = counts.get(name, 0) + 1
    return [(name, vocabulary.table_label(name), counts.get(name, 0)) for name in tables]


def _draft_saved(request: HttpRequest, subject: Subject, draft: Draft) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "registry/draft_saved.html", {"draft": draft, "now": timezone.now()})
    messages.success(request, _("Kept as a draft. It waits on the page of the subject."))
    return _to_subject(subject)


def _to_subject(subject: Subject) -> HttpResponse:
    return HttpResponseRedirect(reverse("subject", kwargs={"subject": subject.pk}), status=303)


def _form_url(subject: Subject, table: Table) -> str:
    return f"{reverse('evidence_new', kwargs={'subject': subject.pk})}?table={table.id}"
