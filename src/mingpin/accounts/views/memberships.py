"""Mandates: what waits for confirmation, and one of them with its file."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST, require_safe

from mingpin.accounts.actions import confirm_membership, end_membership, refuse_membership
from mingpin.accounts.middleware import acting_in
from mingpin.accounts.models import Membership
from mingpin.accounts.permissions import may, not_there, require
from mingpin.accounts.queries import waiting_memberships
from mingpin.accounts.states import MembershipState
from mingpin.errors import Invalid
from mingpin.files.kinds import KINDS
from mingpin.files.serving import download
from mingpin.language import _


@require_safe
def memberships(request: HttpRequest) -> HttpResponse:
    """What waits for the person's confirmation, the longest waiting first."""
    acting = acting_in(request)
    require(acting, "queue", Membership)
    waiting = waiting_memberships(acting).select_related("person", "organisation", "mandate")
    return render(request, "accounts/memberships.html", {"waiting": waiting})


@require_safe
def membership(request: HttpRequest, membership: int) -> HttpResponse:
    """One membership: who, for whom, on what ground, and what can be done with it."""
    found = _found(request, membership)
    acting = acting_in(request)
    is_waiting = found.state == MembershipState.REQUESTED
    shown = {
        "membership": found,
        "may_decide": is_waiting and may(acting, "decide", found) and found.person_id not in acting.people,
        "may_end": found.state == MembershipState.CONFIRMED and may(acting, "end", found),
        "others": Membership.objects.visible_to(acting)
        .filter(organisation=found.organisation, state=MembershipState.CONFIRMED)
        .exclude(pk=found.pk)
        .select_related("person"),
    }
    return render(request, "accounts/membership.html", shown)


@require_safe
def membership_mandate(request: HttpRequest, membership: int) -> HttpResponseBase:
    """The file of the mandate, as a download."""
    found = _found(request, membership)
    if found.mandate is None:
        raise not_there()
    suffix = next((kind.suffix for kind in KINDS.values() if kind.media_type == found.mandate.media_type), "")
    return download(found.mandate, _("Mandate of {name}").format(name=found.person) + suffix)


@require_POST
def membership_confirm(request: HttpRequest, membership: int) -> HttpResponse:
    """The person may act for the organisation."""
    found = _found(request, membership)
    until = request.POST.get("valid_to", "")
    day = _day(until) if until else None
    confirm_membership(membership=found, valid_to=day, by=acting_in(request))
    said = _("{name} may act for {organisation} now.").format(name=found.person, organisation=found.organisation)
    messages.success(request, said)
    return _back(request, found)


@require_POST
def membership_refuse(request: HttpRequest, membership: int) -> HttpResponse:
    """The person may not; they are told the reason."""
    found = _found(request, membership)
    refuse_membership(membership=found, why=request.POST.get("reason", ""), by=acting_in(request))
    messages.success(request, _("The request of {name} is refused.").format(name=found.person))
    return _back(request, found)


@require_POST
def membership_end(request: HttpRequest, membership: int) -> HttpResponse:
    """The person does not act for the organisation any more."""
    found = _found(request, membership)
    end_membership(membership=found, why=request.POST.get("reason", ""), by=acting_in(request))
    said = _("{name} does not act for {organisation} any more.")
    messages.success(request, said.format(name=found.person, organisation=found.organisation))
    return _back(request, found)


def _found(request: HttpRequest, membership: int) -> Membership:
    rows = Membership.objects.visible_to(acting_in(request)).filter(pk=membership)
    found = rows.select_related("person", "organisation", "mandate", "decided_by").first()
    if found is None:
        raise not_there()
    return found


def _day(text: str) -> date:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise Invalid(_("This is no day."), field="valid_to")
    return day


def _back(request: HttpRequest, found: Membership) -> HttpResponseRedirect:
    """To the queue where something still waits there, else to where the membership can be seen."""
    acting = acting_in(request)
    if may(acting, "queue", Membership) and waiting_memberships(acting).exists():
        return HttpResponseRedirect(reverse("memberships"), status=303)
    if acting.person and found.person_id == acting.person.pk:
        return HttpResponseRedirect(reverse("account"), status=303)
    return HttpResponseRedirect(reverse("organisation", args=[found.organisation_id]), status=303)
