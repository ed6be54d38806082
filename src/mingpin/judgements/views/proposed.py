"""Judgements that wait for a second person, and what became of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from mingpin.accounts.middleware import acting_in
from mingpin.accounts.permissions import may, require
from mingpin.files.serving import download
from mingpin.judgements.actions.judging import second_judgement, withdraw_judgement
from mingpin.judgements.forms import ProposedFilters
from mingpin.judgements.matters import Matter, judgements_of
from mingpin.judgements.models import Proposed, ProposedDocument
from mingpin.judgements.permissions import is_another
from mingpin.judgements.states import ProposedState
from mingpin.judgements.views.shared import state_mark, tabs, to, visible_or_gone, yes_no
from mingpin.language import _
from mingpin.language import later as __
from mingpin.pages.listing import Column, Listing
from mingpin.policies.packs import pack_in_force


@require_safe
def proposed_judgements(request: HttpRequest) -> HttpResponseBase:
    """What waits for a second person, and what became of it."""
    by = acting_in(request)
    require(by, "list", Proposed)
    matters = judgements_of(pack_in_force())
    listing = Listing(
        request,
        rows=Proposed.objects.visible_to(by).select_related("subject", "person", "organisation"),
        columns=[
            Column("subject", __("Name"), lambda one: one.subject.name, url=_proposed_url, width=36),
            Column("judgement", __("Judgement"), lambda one: _question(matters, one.judgement), width=60),
            Column("value", __("Answer"), lambda one: yes_no(one.value), width=8),
            Column("person", __("Proposed by"), lambda one: one.person.name, width=16),
            Column("proposed_at", __("Proposed"), lambda one: one.proposed_at, sort="proposed_at", width=16),
            Column("state", __("State"), state_mark),
        ],
        filters=ProposedFilters,
        caption=_("Judgements by two persons"),
        empty=_("Judgements for which the document asks for two persons wait here for the second."),
    )
    return render(
        request, "judgements/proposed_list.html", {"tabs": tabs(by, "proposed_judgements"), "listing": listing}
    )


def _proposed_url(one: Proposed) -> str:
    return reverse("proposed_judgement", kwargs={"proposed": one.pk})


def _question(matters: dict[str, Matter], id_: str) -> str:
    return matters[id_].question if id_ in matters else id_


@require_safe
def proposed_judgement(request: HttpRequest, proposed: int) -> HttpResponse:
    """One that was proposed: who may second it does so here."""
    by = acting_in(request)
    require(by, "list", Proposed)
    one = visible_or_gone(Proposed, by, proposed, "subject", "person", "second", "organisation")
    matter = judgements_of(pack_in_force()).get(one.judgement)
    waits = one.state == ProposedState.PROPOSED
    context = {
        "proposed": one,
        "matter": matter,
        "question": matter.question if matter else one.judgement,
        "answer": yes_no(one.value),
        "mark": state_mark(one),
        "may_second": waits and may(by, "second", one) and is_another.test(by, one),
        "is_same": waits and may(by, "second", one) and not is_another.test(by, one),
        "may_withdraw": waits and may(by, "withdraw", one),
        "documents": list(one.documents.order_by("pk")),
    }
    return render(request, "judgements/proposed.html", context)


@require_POST
def proposed_second(request: HttpRequest, proposed: int) -> HttpResponse:
    by = acting_in(request)
    require(by, "list", Proposed)
    one = visible_or_gone(Proposed, by, proposed, "subject", "person", "organisation")
    second_judgement(proposed=one, by=by)
    messages.success(request, _("Seconded. The judgement counts in the names of both."))
    return to("proposed_judgement", proposed=one.pk)


@require_POST
def proposed_withdraw(request: HttpRequest, proposed: int) -> HttpResponse:
    by = acting_in(request)
    require(by, "list", Proposed)
    one = visible_or_gone(Proposed, by, proposed)
    withdraw_judgement(proposed=one, reason=request.POST.get("reason", ""), by=by)
    messages.success(request, _("Withdrawn. The matter can be proposed anew."))
    return to("proposed_judgement", proposed=one.pk)


@require_safe
def proposed_document(request: HttpRequest, document: int) -> HttpResponseBase:
    """A document of a proposed judgement, for whoever may see that."""
    by = acting_in(request)
    require(by, "list", Proposed)
    found = visible_or_gone(ProposedDocument, by, document, "file")
    return download(found.file, found.name)
