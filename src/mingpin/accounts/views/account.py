"""My account: what I work as, who stands in for whom, how I sign in."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingpin.accounts.acting import Acting
from mingpin.accounts.actions import change_person
from mingpin.accounts.forms.people import PersonForm
from mingpin.accounts.forms.sending import sent, status_of
from mingpin.accounts.middleware import SESSION_KEY, acting_in
from mingpin.accounts.models import Delegation, Membership
from mingpin.accounts.permissions import not_there
from mingpin.accounts.sign_in.duties import needs_second_factor
from mingpin.language import _


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """What I work as, delegations given and held, password, second factor, sessions."""
    acting = acting_in(request)
    person = acting.person
    memberships = Membership.objects.filter(person=person).select_related("organisation").order_by("-valid_from", "-pk")
    delegations = Delegation.objects.select_related("membership__organisation", "membership__person", "to")
    shown = {
        "person": person,
        "memberships": memberships,
        "given": delegations.filter(membership__person=person).order_by("-valid_from", "-pk"),
        "held": delegations.filter(to=person).order_by("-valid_from", "-pk"),
        "has_authenticator": Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists(),
        "needs_second_factor": needs_second_factor(acting),
    }
    return render(request, "accounts/account.html", shown)


@require_http_methods(["GET", "POST"])
@reauthentication_required  # type: ignore[untyped-decorator]
def account_change(request: HttpRequest) -> HttpResponse:
    """My name, telephone and e-mail: the password is asked for, since a forgotten one is reset by e-mail."""
    acting = acting_in(request)
    person = acting.person
    assert person is not None
    given = {"name": person.name, "phone": person.phone, "email": person.email}
    form = PersonForm(request.POST or None, initial=given)
    if sent(form, lambda data: change_person(person=person, by=acting, **data)):
        messages.success(request, _("Your data are changed."))
        return HttpResponseRedirect(reverse("account"), status=303)
    context = {"form": form, "title": _("My data"), "trail": [(reverse("account"), _("My account"))]}
    return render(request, "accounts/form.html", context, status=status_of(form))


@require_POST
def switch_acting(request: HttpRequest) -> HttpResponse:
    """From now on the person acts in another membership of theirs, or in one that they stand in for."""
    acting = acting_in(request)
    number = request.POST.get("membership", "")
    ways = Acting.all_of(acting.person) if acting.person else []
    chosen = next((one for one in ways if one.membership and str(one.membership.pk) == number), None)
    if chosen is None or chosen.membership is None:
        raise not_there()
    request.session[SESSION_KEY] = chosen.membership.pk
    messages.success(request, _("You act for {organisation} now.").format(organisation=chosen.organisation))
    there = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(there if is_ours else resolve_url("desk"), status=303)
