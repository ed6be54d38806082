"""Issuing and revoking tokens."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import ApiToken
from mingpin.accounts.permissions import require
from mingpin.accounts.tokens.queries import digest_of
from mingpin.accounts.tokens.states import LONGEST_DAYS, ROLES_THAT_PUSH, Scope
from mingpin.audit.actions import record
from mingpin.errors import Invalid, Stale
from mingpin.language import _

_MARK = "mp_"
"""With it every token begins, so that one which got into a file or log is found."""


def issue_token(*, name: str, scopes: Iterable[str], expires_on: date, by: Acting) -> tuple[ApiToken, str]:
    """A token for programs of the person's organisation, in the person's role, and its text, which is told only here.

    Raises Invalid for a blank name, for no or an unknown scope, for a day that is past or more than a year ahead.
    """
    require(by, "issue", ApiToken)
    assert by.person is not None
    assert by.organisation is not None
    wanted = sorted(set(scopes))
    if not name.strip():
        raise Invalid(_("Say what the token is for."), field="name")
    if not wanted or not set(wanted) <= set(Scope.values):
        raise Invalid(_("Choose what the token may do."), field="scopes")
    if Scope.PUSH in wanted and not by.has_role(*ROLES_THAT_PUSH):
        raise Invalid(_("Your role sends no evidence; choose reading only."), field="scopes")
    today = timezone.localdate()
    if not today <= expires_on <= today + timedelta(days=LONGEST_DAYS):
        said = _("A token is valid for {days} days at most; choose a day between today and then.")
        raise Invalid(said.format(days=LONGEST_DAYS), field="expires_on")
    secret = _MARK + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = ApiToken.objects.create(
            organisation=by.organisation,
            role=by.role,
            name=name.strip(),
            scopes=wanted,
            digest=digest_of(secret),
            hint=secret[:8],
            issued_by=by.person,
            expires_on=expires_on,
        )
        after = {"scopes": wanted, "expires_on": expires_on, "organisation": by.organisation.pk, "role": by.role}
        record(by=by.who(), action="issue_token", on=token, after=after, private={"name": token.name})
    return token, secret


def revoke_token(*, token: ApiToken, why: str, by: Acting) -> None:
    """The token opens nothing any more, from the next request on. Raises Stale where it was revoked before."""
    require(by, "revoke", token)
    now = timezone.now()
    with transaction.atomic():
        if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
            raise Stale(_("This token was revoked before."), remedy=_("Reload the page and look at how it stands now."))
        token.revoked_at = now
        record(by=by.who(), action="revoke_token", on=token, after={"revoked_at": now}, why=why)
