"""Fixtures of the platform's tests, for `tests/platform` and `tests/trust`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.platform.cast import Cast, make_cast

SignedIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def quick_and_apart(settings: Any, tmp_path: Path) -> None:
    """Uploads and keys go to the test's own folder; passwords are hashed quickly; nothing was tried too often before."""
    cache.clear()
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.AUDIT_KEY_FILE = tmp_path / "audit.key"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def cast(db: Any) -> Cast:
    return make_cast()


@pytest.fixture
def signed_in(cast: Cast) -> SignedIn:
    """`signed_in("wang")` is a browser in which Wang is signed in; `signed_in("nobody")` one in which nobody is."""

    def browser(name: str) -> Client:
        client = Client()
        if name != "nobody":
            client.force_login(cast.person(name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return browser
