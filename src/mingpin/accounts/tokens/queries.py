"""Which tokens a person may see, and whose token a text is."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import ApiToken, ApiTokenQuerySet
from mingpin.accounts.states import Role
from mingpin.accounts.tokens.states import ROLES_WITH_TOKENS

_SECONDS_BETWEEN_NOTES = 60
"""A token's last use is noted once a minute at most: reading must not write at every request."""


def visible_tokens(tokens: ApiTokenQuerySet, by: Acting) -> ApiTokenQuerySet:
    """Those of the person's own organisation and role; administrators see all. A program sees none."""
    if by.has_role(Role.ADMINISTRATOR):
        return tokens
    if by.person is None or by.organisation is None or not by.has_role(*ROLES_WITH_TOKENS):
        return tokens.none()
    return tokens.filter(organisation=by.organisation, role=by.role)


def digest_of(secret: str) -> str:
    """What is kept of a token's text. The text is random and long, so that a plain hash cannot be searched back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token_of(secret: str) -> ApiToken | None:
    """The token whose text this is, if it opens the interface now; its use is noted."""
    token = ApiToken.objects.current().filter(digest=digest_of(secret)).select_related("organisation").first()
    if token is not None:
        now = timezone.now()
        if token.last_used_at is None or now - token.last_used_at > timedelta(seconds=_SECONDS_BETWEEN_NOTES):
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token
