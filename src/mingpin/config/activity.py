"""When each session was used last, for the list of sessions: without a write for every page that is looked at."""

from __future__ import annotations

import logging
from collections.abc import Callable

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.core.cache import cache
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from mingpin.config.waiting import waiting_at_most

log = logging.getLogger(__name__)

SECONDS_BETWEEN_NOTES = 300
SECONDS_UNTIL_AGAIN = 10


class ActivityMiddleware:
    """Notes the use of a session at most once in five minutes. Nobody who only looks waits for somebody who writes: where the
    database is being written, it is noted later."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self._note = UserSessionsMiddleware(lambda _request: None)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = f"session-in-use:{request.session.session_key}"
        if request.user.is_authenticated and cache.add(key, value=True, timeout=SECONDS_BETWEEN_NOTES):
            try:
                with waiting_at_most(0):
                    self._note(request)
            except OperationalError as error:
                log.info("the use of a session is noted later: %s", error)
                cache.set(key, value=True, timeout=SECONDS_UNTIL_AGAIN)
        return self.get_response(request)
