"""When a session was used last: noted now and then, never for every page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.platform.cast import Cast
from tests.platform.fixtures import SignedIn

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_noted() -> None:
    cache.clear()


def writes(client: Any) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/").status_code == 200
    return [one["sql"] for one in asked if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_looking_at_pages_writes_nothing_but_now_and_then_that_the_session_is_used(
    cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in("wang")
    assert len(writes(client)) == 1
    assert writes(client) == []
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(days=1))
    cache.clear()  # five minutes later
    client.get("/")
    assert UserSession.objects.get().last_seen_at > timezone.now() - timedelta(minutes=1)


def test_who_has_not_signed_in_leaves_no_trace(client: Any) -> None:
    client.get("/accounts/login/")
    assert not UserSession.objects.exists()
