"""A row of evidence: all that it says, where it comes from, its documents, what took its place."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import may, not_there, require
from mingpin.errors import Invalid
from mingpin.files.serving import download
from mingpin.language import _, in_language
from mingpin.registry import vocabulary
from mingpin.registry.cards import card_of
from mingpin.registry.entry.actions import attach_document, withdraw_evidence
from mingpin.registry.models import Attachment, EvidenceRow, Subject
from mingpin.vocabulary.completion import completion_words
from mingpin.vocabulary.evidence import upper
from mingpin.vocabulary.model import Type


def row_of(by: Acting, pk: int) -> EvidenceRow:
    """The row with its subject and batch. Raises NotThere for one that is not there or that the person may not know of."""
    rows = EvidenceRow.objects.visible_to(by).select_related("subject", "batch").prefetch_related("attachments__file")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise not_there()
    return found


@require_safe
def evidence(request: HttpRequest, row: int) -> HttpResponse:
    """All about a row."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    one = row_of(by, row)
    visible = EvidenceRow.objects.visible_to(by).select_related("batch").prefetch_related("attachments")
    is_current = one.superseded_at is None
    columns = _columns(one)
    context = {
        "row": one,
        "card": card_of(one),
        "subject": _visible_subject(by, one),
        "columns": columns,
        "blanks": _("、").join(column["label"] for column in columns if not column["text"]),
        "before": [card_of(old) for old in visible.filter(superseded_by=one).order_by("pk")],
        "after": card_of(found)
        if one.superseded_by_id and (found := visible.filter(pk=one.superseded_by_id).first())
        else None,
        "may_withdraw": is_current and may(by, "supersede", one),
        "may_correct": is_current and one.subject_id and one.table != vocabulary.REGISTER and may(by, "supersede", one),
        "may_attach": is_current and may(by, "attach", one),
        "was_withdrawn": not is_current and one.superseded_by_id is None,
    }
    return render(request, "registry/evidence.html", context)


@require_POST
def evidence_withdraw(request: HttpRequest, row: int) -> HttpResponse:
    by: Acting = request.acting  # type: ignore[attr-defined]
    one = row_of(by, row)
    withdraw_evidence(row=one, reason=request.POST.get("reason", ""), by=by)
    messages.success(request, _("Withdrawn. The row stays on file with the reason and no longer counts."))
    return _back(one)


@require_POST
def attachment_add(request: HttpRequest, row: int) -> HttpResponse:
    by: Acting = request.acting  # type: ignore[attr-defined]
    one = row_of(by, row)
    require(by, "attach", one)
    upload = request.FILES.get("attachments")
    if upload is None:
        raise Invalid(_("No file was chosen."), remedy=_("Choose a file and send it again."), field="attachments")
    attach_document(row=one, upload=upload, by=by)
    messages.success(request, _("The document is attached."))
    return _back(one)


@require_safe
def attachment(request: HttpRequest, attachment: int) -> HttpResponseBase:
    """The document, for whoever may read its row."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    found = Attachment.objects.visible_to(by).select_related("file").filter(pk=attachment).first()
    if found is None:
        raise not_there()
    return download(found.file, found.name)


def _visible_subject(by: Acting, row: EvidenceRow) -> Subject | None:
    return Subject.objects.visible_to(by).filter(pk=row.subject_id).first() if row.subject_id else None


def _columns(row: EvidenceRow) -> list[dict[str, Any]]:
    """Every column of the row's table: what it is called, what it says, and the value as it is held."""
    known = vocabulary.table(row.table)
    if known is None:
        return [{"label": name, "text": str(value), "raw": ""} for name, value in row.values.items()]
    shown = []
    for name, column in known.columns.items():
        if name in vocabulary.NOT_SHOWN:
            continue
        text = vocabulary.shown(column, row.values, exact=True)
        held = row.values.get(name)
        raw = str(held) if text and column.type in (Type.CODE, Type.LEVEL) else ""
        if column.type is Type.DATE and held and row.values.get(upper(name)) != held:
            raw = f"{held} – {row.values.get(upper(name))}"
        note = next((one for one in row.carried_over if one.startswith(f"{name}: ")), None)
        why = completion_words(note) if note and text else ""
        shown.append({"label": in_language(column.label), "text": text, "raw": raw, "why": why})
    return shown


def _back(row: EvidenceRow) -> HttpResponse:
    return HttpResponseRedirect(reverse("evidence", kwargs={"row": row.pk}), status=303)
