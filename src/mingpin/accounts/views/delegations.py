"""Who stands in during absence."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from mingpin.accounts.actions import give_delegation, revoke_delegation
from mingpin.accounts.forms.people import DelegationForm
from mingpin.accounts.forms.sending import sent, status_of
from mingpin.accounts.middleware import acting_in
from mingpin.accounts.models import Delegation
from mingpin.accounts.permissions import not_there, require
from mingpin.accounts.queries import colleagues
from mingpin.language import _


@require_http_methods(["GET", "POST"])
def delegation_new(request: HttpRequest) -> HttpResponse:
    """A colleague stands in for me in the membership in which I act."""
    acting = acting_in(request)
    require(acting, "give", Delegation)
    membership = acting.membership
    if membership is None:
        raise not_there()
    form = DelegationForm(request.POST or None, people=colleagues(membership))
    given = sent(form, lambda data: give_delegation(membership=membership, by=acting, **data))
    if given:
        said = _("{name} stands in for you from {first} to {last}.")
        said = said.format(name=given.to, first=given.valid_from, last=given.valid_to)
        messages.success(request, said)
        return HttpResponseRedirect(reverse("account"), status=303)
    shown = {"form": form, "membership": membership, "has_colleagues": colleagues(membership).exists()}
    return render(request, "accounts/delegation_new.html", shown, status=status_of(form))


@require_POST
def delegation_revoke(request: HttpRequest, delegation: int) -> HttpResponse:
    """The colleague does not stand in any more."""
    acting = acting_in(request)
    found = Delegation.objects.visible_to(acting).filter(pk=delegation).select_related("membership", "to").first()
    if found is None:
        raise not_there()
    revoke_delegation(delegation=found, why=request.POST.get("reason", ""), by=acting)
    messages.success(request, _("{name} does not stand in any more.").format(name=found.to))
    return HttpResponseRedirect(reverse("account"), status=303)
