"""Making and changing people who can sign in."""

from __future__ import annotations

import secrets
import unicodedata

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import Person
from mingpin.accounts.permissions import require
from mingpin.audit.actions import record
from mingpin.errors import Invalid, Stale
from mingpin.language import _

_SUFFIX_DIGITS = 4
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_CAPITALS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_DIGITS = "23456789"


def create_person(
    *,
    username: str,
    name: str,
    by: Acting,
    phone: str = "",
    email: str = "",
    password: str | None = None,
    must_change_password: bool = True,
    is_demonstration: bool = False,
) -> Person:
    """Somebody who can sign in; without a password only by the city's unified identity.

    Whoever was given a password by somebody else has to choose an own one first, unless said otherwise. Raises Invalid for a
    sign-in name that is taken or unusable, for a blank name, for a password that the rules do not allow.
    """
    require(by, "create", Person)
    with transaction.atomic():
        person = new_person(username=username, name=name, phone=phone, email=email, password=password)
        person.must_change_password = must_change_password and password is not None
        person.is_demonstration = is_demonstration
        saved(person)
        record(
            by=by.who(),
            action="create_person",
            on=person,
            after={"is_demonstration": is_demonstration, "has_password": password is not None},
            private=_private(person),
        )
    return person


def change_person(*, person: Person, name: str, phone: str, email: str, by: Acting) -> Person:
    """The person with another name, telephone or e-mail. Raises Invalid for a blank name or an unusable e-mail."""
    require(by, "change", person)
    before = _private(person)
    person.name, person.phone, person.email = _name(name), phone.strip(), _email(email)
    after = _private(person)
    changed = sorted(key for key in after if before[key] != after[key])
    with transaction.atomic():
        person.save(update_fields=["name", "phone", "email"])
        private = {"before": before, "after": after}
        record(by=by.who(), action="change_person", on=person, after={"changed": changed}, private=private)
    return person


def give_password(*, person: Person, password: str, by: Acting) -> None:
    """A password for somebody who forgot theirs: they have to choose another at once, and are signed out everywhere.

    Raises Invalid for one that the rules do not allow.
    """
    require(by, "keep", person)
    _check_password(password, person)
    with transaction.atomic():
        person.set_password(password)
        person.must_change_password = True
        person.save(update_fields=["password", "password_changed_at", "must_change_password"])
        record(by=by.who(), action="give_password", on=person)


def take_second_factor(*, person: Person, why: str, by: Acting) -> None:
    """For somebody whose telephone is lost: authenticator and recovery codes are gone, and the person is signed out everywhere.

    Raises Invalid for oneself (that is done on one's own page, with a code), Stale where there is none.
    """
    require(by, "keep", person)
    if by.person == person:
        raise Invalid(_("Nobody takes away their own second factor here."), remedy=_("Ask another administrator."))
    with transaction.atomic():
        count, _rows = Authenticator.objects.filter(user=person).delete()
        if not count:
            raise Stale(_("There is no second factor."), remedy=_("Reload the page and look at how it stands now."))
        Person.objects.filter(pk=person.pk).update(sessions_ended=F("sessions_ended") + 1)
        record(by=by.who(), action="take_second_factor", on=person, why=why)


def end_sessions(*, person: Person, by: Acting) -> None:
    """Signs the person out everywhere, this session included, from the next request on."""
    require(by, "change", person)
    with transaction.atomic():
        Person.objects.filter(pk=person.pk).update(sessions_ended=F("sessions_ended") + 1)
        record(by=by.who(), action="end_sessions", on=person)


def deactivate_person(*, person: Person, why: str, by: Acting) -> None:
    """The person cannot sign in any more, and is signed out at the next request. Raises Stale where that was done before."""
    require(by, "keep", person)
    if by.person == person:
        raise Invalid(_("Nobody closes their own account."), remedy=_("Ask another administrator."))
    _set_active(person, False, "deactivate_person", why, by)


def activate_person(*, person: Person, why: str, by: Acting) -> None:
    """The person can sign in again. Raises Stale where they can already."""
    require(by, "keep", person)
    _set_active(person, True, "activate_person", why, by)


def _set_active(person: Person, is_active: bool, action: str, why: str, by: Acting) -> None:
    with transaction.atomic():
        if not Person.objects.filter(pk=person.pk, is_active=not is_active).update(is_active=is_active):
            raise Stale(_("This was done before."), remedy=_("Reload the page and look at how it stands now."))
        person.is_active = is_active
        record(by=by.who(), action=action, on=person, after={"is_active": is_active}, why=why)


def new_person(*, username: str, name: str, phone: str, email: str, password: str | None) -> Person:
    """The person, not saved yet. Raises Invalid."""
    person = Person(username=username_of(username), name=_name(name), phone=phone.strip(), email=_email(email))
    if password is not None:
        _check_password(password, person)
    person.set_password(password)
    return person


def saved(person: Person) -> Person:
    """The person, saved. Raises Invalid where the sign-in name is taken, in capitals or not."""
    try:
        if Person.objects.filter(username__iexact=person.username).exists():
            raise IntegrityError
        with transaction.atomic():
            person.save()
    except IntegrityError:
        raise Invalid(_("This sign-in name is taken."), remedy=_("Choose another."), field="username") from None
    return person


def username_of(text: str) -> str:
    """A sign-in name as it is kept: in small letters of half width. Raises Invalid for one that cannot be used."""
    username = unicodedata.normalize("NFKC", text).strip().lower()
    try:
        UnicodeUsernameValidator()(username)
        if not 2 <= len(username) <= 150:
            raise ValidationError("length")
    except ValidationError:
        raise Invalid(
            _("A sign-in name has at least two letters or digits; dots, dashes and underlines may be among them."),
            field="username",
        ) from None
    return username


def free_username(wish: str) -> str:
    """The wish with four digits behind it, which nobody has: so that nobody learns from it whose name is taken."""
    while True:
        username = f"{wish}-{secrets.randbelow(10**_SUFFIX_DIGITS):0{_SUFFIX_DIGITS}}"
        if not Person.objects.filter(username__iexact=username).exists():
            return username


def random_password() -> str:
    """A password to begin with: three groups that can be read out, of every kind of character."""
    groups = ["".join(secrets.choice(kind) for _place in range(5)) for kind in (_LETTERS, _CAPITALS, _DIGITS)]
    return "-".join(groups)


def _check_password(password: str, person: Person) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), field="password") from None


def _name(name: str) -> str:
    if not name.strip():
        raise Invalid(_("Give the name."), field="name")
    return name.strip()


def _email(email: str) -> str:
    email = email.strip()
    try:
        if email:
            validate_email(email)
    except ValidationError:
        raise Invalid(_("This is no e-mail address."), field="email") from None
    return email


def _private(person: Person) -> dict[str, str]:
    return {"username": person.username, "name": person.name, "phone": person.phone, "email": person.email}
