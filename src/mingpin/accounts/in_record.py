"""What people, organisations, tokens and roles are called where the record names them by number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Q

from mingpin.accounts.models import ApiToken, Organisation, Person
from mingpin.accounts.states import Role
from mingpin.audit.wording import resolve_references


def say_who_is_meant() -> None:
    """Tells the record's pages how to name what stands in it of this app."""
    resolve_references("person", _people, _people_called)
    resolve_references("organisation", _organisations, _organisations_called)
    resolve_references("token", _tokens)
    resolve_references("role", lambda roles: {role: str(Role(role).label) for role in roles if role in Role.values})


def _people(numbers: Sequence[str]) -> Mapping[str, str]:
    return {str(person.pk): str(person) for person in Person.objects.filter(pk__in=_whole(numbers))}


def _people_called(text: str) -> list[str]:
    found = Person.objects.filter(Q(name__icontains=text) | Q(username=text)).order_by("pk")
    return [str(number) for number in found.values_list("pk", flat=True)[:200]]


def _organisations(numbers: Sequence[str]) -> Mapping[str, str]:
    found = Organisation.objects.filter(pk__in=_whole(numbers)).values_list("pk", "name")
    return {str(number): name for number, name in found}


def _organisations_called(text: str) -> list[str]:
    found = Organisation.objects.filter(Q(name__icontains=text) | Q(code=text)).order_by("pk")
    return [str(number) for number in found.values_list("pk", flat=True)[:200]]


def _tokens(numbers: Sequence[str]) -> Mapping[str, str]:
    return {
        str(number): name for number, name in ApiToken.objects.filter(pk__in=_whole(numbers)).values_list("pk", "name")
    }


def _whole(numbers: Sequence[str]) -> list[int]:
    """The numbers that can be rows."""
    return [int(number) for number in numbers if number.isascii() and number.isdigit() and len(number) < 19]
