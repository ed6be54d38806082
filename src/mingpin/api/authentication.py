"""Whose program asks: its token, how often it may ask, and what it may do."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from ninja.security import HttpBearer

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import ApiToken
from mingpin.accounts.tokens.queries import token_of
from mingpin.accounts.tokens.states import Scope
from mingpin.api.problems import TooMany
from mingpin.errors import Refused
from mingpin.language import _

MINUTE = 60


class TokenAuthentication(HttpBearer):
    """A token of an organisation. No cookie opens anything here, so that no page can make a browser do it."""

    def authenticate(self, request: HttpRequest, token: str) -> Acting | None:
        found = token_of(token)
        if found is None:
            return None
        _count(found)
        return Acting(token=found)


def acting_for(request: HttpRequest, scope: Scope) -> Acting:
    """Who acts with the request's token. Raises Refused where the token is not for this."""
    acting: Acting = request.auth  # type: ignore[attr-defined]
    assert acting.token is not None
    if scope.value not in acting.token.scopes:
        raise Refused(
            _("This token is not for that."),
            why=_("It may: {scopes}.").format(scopes=_(", ").join(acting.token.scopes_shown)),
            remedy=_("Issue one that is, on the page “Tokens of programs”."),
        )
    return acting


def _count(token: ApiToken) -> None:
    """Raises TooMany above the limit of requests a minute. Each process of the server counts for itself."""
    now = time.time()
    key = f"api:{token.pk}:{int(now // MINUTE)}"
    cache.add(key, 0, MINUTE * 2)
    try:
        count: Any = cache.incr(key)
    except ValueError:  # gone between the two
        return
    if count > settings.API_REQUESTS_PER_MINUTE:
        raise TooMany(MINUTE - int(now) % MINUTE)
