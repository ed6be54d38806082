"""Organisations and who works for them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mingpin.accounts.acting import Acting
from mingpin.accounts.actions import appoint_person, change_organisation, create_organisation
from mingpin.accounts.areas import area_name
from mingpin.accounts.forms.organisations import OrganisationChangeForm, OrganisationForm, OrganisationsFilter
from mingpin.accounts.forms.people import MemberForm
from mingpin.accounts.forms.sending import sent, status_of
from mingpin.accounts.middleware import acting_in
from mingpin.accounts.models import Membership, Organisation, Person
from mingpin.accounts.permissions import may, not_there, require
from mingpin.accounts.states import MembershipState
from mingpin.errors import Invalid
from mingpin.language import _
from mingpin.language import later as __
from mingpin.pages.listing import Column, Listing
from mingpin.pages.marks import Mark

_COLUMNS = [
    Column(
        "name",
        __("Name"),
        lambda one: one.name,
        sort="name",
        url=lambda one: reverse("organisation", args=[one.pk]),
        width=36,
    ),
    Column("kind", __("Kind"), lambda one: one.get_kind_display(), sort="kind"),
    Column("code", __("Code"), lambda one: one.code, sort="code", width=24),
    Column("area", __("County or zone"), lambda one: area_name(one.area) if one.area else None, sort="area"),
    Column("people", __("People"), lambda one: one.people, sort="people", is_number=True),
    Column("state", __("State"), lambda one: _mark(one)),
]


def _mark(organisation: Organisation) -> Mark:
    return Mark("ok", _("Active")) if organisation.is_active else Mark("none", _("Closed"))


def _searched(organisations: QuerySet[Any], text: str) -> QuerySet[Any]:
    return organisations.filter(Q(name__icontains=text) | Q(code__istartswith=text))


@require_safe
def organisations(request: HttpRequest) -> HttpResponseBase:
    """The organisations that the person may see."""
    acting = acting_in(request)
    require(acting, "list", Organisation)
    visible = Membership.objects.visible_to(acting).filter(state=MembershipState.CONFIRMED)
    counted = Count("memberships", filter=Q(memberships__in=visible.values("pk")))
    listing = Listing(
        request,
        rows=Organisation.objects.visible_to(acting).annotate(people=counted),
        columns=_COLUMNS,
        search=_searched,
        search_label=_("Name or code"),
        filters=OrganisationsFilter,
        default_sort="name",
        export=_("Organisations"),
    )
    if listing.wants_export:
        return listing.exported()
    shown = {
        "listing": listing,
        "may_create": may(acting, "create", Organisation),
        "may_queue": may(acting, "queue", Membership),
    }
    return render(request, "accounts/organisations.html", shown)


@require_safe
def organisation(request: HttpRequest, organisation: int) -> HttpResponse:
    """One organisation and its people, as far as the person may see them."""
    acting = acting_in(request)
    found = _found(acting, organisation)
    people = Membership.objects.visible_to(acting).filter(organisation=found).select_related("person")
    open_states = [MembershipState.REQUESTED, MembershipState.CONFIRMED]
    shown = {
        "organisation": found,
        "area": area_name(found.area) if found.area else "",
        "memberships": people.filter(state__in=open_states).order_by("role", "person__name", "pk"),
        "earlier": people.exclude(state__in=open_states).order_by("-pk"),
        "may_change": may(acting, "change", found),
        "may_appoint": may(acting, "appoint", Membership),
    }
    return render(request, "accounts/organisation.html", shown)


@require_http_methods(["GET", "POST"])
def organisation_new(request: HttpRequest) -> HttpResponse:
    acting = acting_in(request)
    require(acting, "create", Organisation)
    form = OrganisationForm(request.POST or None)
    made = sent(form, lambda data: create_organisation(by=acting, **data))
    if made:
        messages.success(request, _("{name} is there now.").format(name=made.name))
        return HttpResponseRedirect(reverse("organisation", args=[made.pk]), status=303)
    context = {"form": form, "title": _("New organisation"), "trail": [(reverse("organisations"), _("Organisations"))]}
    return render(request, "accounts/form.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def organisation_change(request: HttpRequest, organisation: int) -> HttpResponse:
    acting = acting_in(request)
    found = _found(acting, organisation)
    require(acting, "change", found)
    form = OrganisationChangeForm(request.POST or None, organisation=found)
    area = found.area

    if sent(form, lambda data: change_organisation(organisation=found, by=acting, **({"area": area} | data))):
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("organisation", args=[found.pk]), status=303)
    trail = [(reverse("organisations"), _("Organisations")), (reverse("organisation", args=[organisation]), str(found))]
    context = {"form": form, "title": _("Change the organisation"), "trail": trail}
    return render(request, "accounts/form.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def member_new(request: HttpRequest, organisation: int) -> HttpResponse:
    """Somebody begins to work here: asked for and confirmed by the administrator in one step."""
    acting = acting_in(request)
    found = _found(acting, organisation)
    require(acting, "appoint", Membership)
    form = MemberForm(request.POST or None, organisation=found)
    membership = sent(form, lambda data: _appoint(found, acting, data))
    if membership:
        said = _("{name} may act for {organisation} now.").format(name=membership.person, organisation=found)
        messages.success(request, said)
        return HttpResponseRedirect(reverse("organisation", args=[found.pk]), status=303)
    trail = [(reverse("organisations"), _("Organisations")), (reverse("organisation", args=[organisation]), str(found))]
    context = {"form": form, "title": _("Somebody begins to work here"), "trail": trail}
    return render(request, "accounts/form.html", context, status=status_of(form))


def _appoint(organisation: Organisation, by: Acting, data: dict[str, Any]) -> Membership:
    username = data.pop("username").strip()
    person = Person.objects.visible_to(by).filter(username__iexact=username, is_active=True).first()
    if person is None:
        what = _("Nobody has this sign-in name.")
        raise Invalid(what, remedy=_("Make the account first, on the page of people."), field="username")
    return appoint_person(person=person, organisation=organisation, by=by, **data)


def _found(acting: Acting, organisation: int) -> Organisation:
    found = Organisation.objects.visible_to(acting).filter(pk=organisation).first()
    if found is None:
        raise not_there()
    return found
