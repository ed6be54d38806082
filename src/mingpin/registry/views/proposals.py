"""Duplicates and former names: the queue, and deciding one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import may, not_there, require
from mingpin.errors import Invalid
from mingpin.language import _
from mingpin.language import later as __
from mingpin.pages.listing import Column, Listing
from mingpin.pages.marks import Mark
from mingpin.registry import vocabulary
from mingpin.registry.deciding import accept_proposal, consequences_of, grounds_of, refuse_proposal
from mingpin.registry.forms import ProposalFilters
from mingpin.registry.models import EvidenceRow, Proposal, Subject
from mingpin.registry.states import ProposalState

_MARKS = {ProposalState.OPEN: "open", ProposalState.ACCEPTED: "ok", ProposalState.REFUSED: "none"}
_LEFT_OUT = (*vocabulary.NOT_SHOWN, *vocabulary.PROVENANCE, "name", "uscc", "area", "kind")
COLUMNS = [
    Column(
        "subject",
        __("Subject"),
        lambda one: one.subject.name,
        url=lambda one: reverse("proposal", kwargs={"proposal": one.pk}),
        width=40,
    ),
    Column("other", __("The other, or the name"), lambda one: one.other.name if one.other else one.name, width=40),
    Column("kind", __("Kind"), lambda one: one.get_kind_display(), width=20),
    Column("area", __("Area"), lambda one: vocabulary.area_label(one.subject.area), width=16),
    Column("made_at", __("Proposed"), lambda one: timezone.localtime(one.made_at).date(), sort="made_at", width=12),
    Column("state", __("State"), lambda one: Mark(_MARKS[ProposalState(one.state)], one.get_state_display())),
]


@require_safe
def proposals(request: HttpRequest) -> HttpResponseBase:
    """What waits for a decision, and what was decided."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    require(by, "list", Proposal)
    listing = Listing(
        request,
        rows=Proposal.objects.visible_to(by).select_related("subject", "other"),
        columns=COLUMNS,
        search=_search,
        filters=ProposalFilters,
        default_sort="pk",
        export=__("Duplicates and former names"),
        caption=__("Duplicates and former names"),
        empty=__("Subjects that share a code or a name are proposed here after each import."),
    )
    if listing.wants_export:
        return listing.exported()
    return render(request, "registry/proposals.html", {"listing": listing})


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, proposal: int) -> HttpResponse:
    """The two beside each other, why they may be one, what accepting would do."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    found = Proposal.objects.visible_to(by).select_related("subject", "other", "person").filter(pk=proposal).first()
    if found is None:
        raise not_there()
    error = None
    if request.method == "POST":
        decide = accept_proposal if request.POST.get("decision") == "accept" else refuse_proposal
        try:
            decide(proposal=found, reason=request.POST.get("reason", ""), by=by)
        except Invalid as refusal:
            error = refusal
        else:
            messages.success(request, _("Decided: {state}.").format(state=found.get_state_display()))
            return HttpResponseRedirect(reverse("proposals"), status=303)
    sides = [_side(by, found.subject), *([_side(by, found.other)] if found.other else [])]
    context = {
        "proposal": found,
        "sides": sides,
        "grounds": grounds_of(found),
        "consequences": consequences_of(found),
        "may_decide": found.state == ProposalState.OPEN and may(by, "decide", found),
        "error": error,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "registry/proposal.html", context, status=422 if error else 200)


def _side(by: Acting, subject: Subject) -> dict[str, Any]:
    rows = EvidenceRow.objects.visible_to(by).current().filter(subject=subject).order_by("table")
    counts: dict[str, int] = {}
    for table in rows.values_list("table", flat=True):
        counts[table] = counts.get(table, 0) + 1
    said = rows.filter(table=vocabulary.REGISTER).first()
    return {
        "subject": subject,
        "names": list(subject.names.order_by("pk")),
        "values": vocabulary.shown_values(vocabulary.REGISTER, said.values, without=_LEFT_OUT)[:12] if said else [],
        "counts": [(vocabulary.table_label(table), count) for table, count in counts.items()],
    }


def _search(found: QuerySet[Any], text: str) -> QuerySet[Any]:
    return found.filter(Q(subject__name__contains=text) | Q(other__name__contains=text) | Q(name__contains=text))
