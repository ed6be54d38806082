"""People who can sign in: for administrators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingpin.accounts.acting import Acting
from mingpin.accounts.actions import (
    activate_person,
    change_person,
    create_person,
    deactivate_person,
    end_sessions,
    give_password,
    take_second_factor,
)
from mingpin.accounts.actions.people import random_password
from mingpin.accounts.forms.people import NewPersonForm, PeopleFilter, PersonForm
from mingpin.accounts.forms.sending import sent, status_of
from mingpin.accounts.middleware import acting_in
from mingpin.accounts.models import Membership, Person
from mingpin.accounts.permissions import may, not_there, require
from mingpin.language import _
from mingpin.language import later as __
from mingpin.pages.listing import Column, Listing
from mingpin.pages.marks import Mark

_COLUMNS = [
    Column("name", __("Name"), lambda one: one.name, sort="name", url=lambda one: reverse("person", args=[one.pk])),
    Column("username", __("Sign-in name"), lambda one: one.username, sort="username"),
    Column("phone", __("Telephone"), lambda one: one.phone),
    Column("last", __("Last signed in"), lambda one: one.last_login, sort="last_login"),
    Column("state", __("Account"), lambda one: account_mark(one)),
]


def account_mark(person: Person) -> Mark:
    return Mark("ok", _("Can sign in")) if person.is_active else Mark("none", _("Closed"))


def _searched(people: QuerySet[Any], text: str) -> QuerySet[Any]:
    return people.filter(Q(name__icontains=text) | Q(username__icontains=text) | Q(phone__startswith=text))


@require_safe
def people(request: HttpRequest) -> HttpResponseBase:
    """Everybody who can sign in or could."""
    acting = acting_in(request)
    require(acting, "list", Person)
    listing = Listing(
        request,
        rows=Person.objects.visible_to(acting),
        columns=_COLUMNS,
        search=_searched,
        search_label=_("Name, sign-in name or telephone"),
        filters=PeopleFilter,
        default_sort="name",
        export=_("People"),
    )
    if listing.wants_export:
        return listing.exported()
    return render(request, "accounts/people.html", {"listing": listing, "may_create": may(acting, "create", Person)})


@require_safe
def person(request: HttpRequest, person: int) -> HttpResponse:
    """One person, what they work as, and what can be done with the account."""
    acting, found = _found(request, person)
    memberships = Membership.objects.visible_to(acting).filter(person=found).select_related("organisation")
    shown = {
        "person": found,
        "memberships": memberships.order_by("-valid_from", "-pk"),
        "mark": account_mark(found),
        "may_keep": may(acting, "keep", found),
        "has_authenticator": Authenticator.objects.filter(user=found).exists(),
    }
    return render(request, "accounts/person.html", shown)


@never_cache
@require_http_methods(["GET", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """A form; then the password to begin with, once: it is shown in the answer to the POST and kept nowhere."""
    acting = acting_in(request)
    require(acting, "create", Person)
    form = NewPersonForm(request.POST or None)
    password = random_password()
    made = sent(form, lambda data: create_person(password=password, by=acting, **data))
    if made:
        return render(request, "accounts/password_given.html", {"person": made, "password": password})
    context = {"form": form, "title": _("New person"), "trail": [(reverse("people"), _("People"))]}
    return render(request, "accounts/form.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def person_change(request: HttpRequest, person: int) -> HttpResponse:
    acting, found = _found(request, person)
    require(acting, "keep", found)
    form = PersonForm(request.POST or None, initial={name: getattr(found, name) for name in ("name", "phone", "email")})
    if sent(form, lambda data: change_person(person=found, by=acting, **data)):
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("person", args=[found.pk]), status=303)
    trail = [(reverse("people"), _("People")), (reverse("person", args=[person]), str(found))]
    context = {"form": form, "title": _("Change the person's data"), "trail": trail}
    return render(request, "accounts/form.html", context, status=status_of(form))


@never_cache
@require_POST
def person_password(request: HttpRequest, person: int) -> HttpResponse:
    """Another password to begin with, shown once."""
    acting, found = _found(request, person)
    password = random_password()
    give_password(person=found, password=password, by=acting)
    return render(request, "accounts/password_given.html", {"person": found, "password": password})


@require_POST
def person_sign_out(request: HttpRequest, person: int) -> HttpResponse:
    """Ends all sessions of the person: a telephone or computer was lost."""
    acting, found = _found(request, person)
    require(acting, "keep", found)
    end_sessions(person=found, by=acting)
    messages.success(request, _("{name} is signed out everywhere.").format(name=found))
    return HttpResponseRedirect(reverse("person", args=[found.pk]), status=303)


@require_POST
def person_second_factor(request: HttpRequest, person: int) -> HttpResponse:
    """Takes away the authenticator of somebody whose telephone is lost."""
    return _switched(request, person, lambda found, why, by: take_second_factor(person=found, why=why, by=by))


@require_POST
def person_close(request: HttpRequest, person: int) -> HttpResponse:
    return _switched(request, person, lambda found, why, by: deactivate_person(person=found, why=why, by=by))


@require_POST
def person_open(request: HttpRequest, person: int) -> HttpResponse:
    return _switched(request, person, lambda found, why, by: activate_person(person=found, why=why, by=by))


def _switched(request: HttpRequest, person: int, action: Callable[[Person, str, Acting], None]) -> HttpResponse:
    acting, found = _found(request, person)
    action(found, request.POST.get("reason", ""), acting)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("person", args=[found.pk]), status=303)


def _found(request: HttpRequest, person: int) -> tuple[Acting, Person]:
    acting = acting_in(request)
    require(acting, "list", Person)
    found = Person.objects.visible_to(acting).filter(pk=person).first()
    if found is None:
        raise not_there()
    return acting, found
