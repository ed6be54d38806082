from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings

from tests.platform.audited import audited_requests
from tests.platform.fixtures import cast, quick_and_apart, signed_in
from tests.trust.walking import undone
from tests.trust.world import World, make_world

__all__ = ["audited_requests", "cast", "quick_and_apart", "signed_in"]


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[World]:
    """Made once for all tests of a module, each of which is undone. The module is marked with `django_db`."""
    uploads = tmp_path_factory.mktemp("uploads")
    hasher = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=uploads, PASSWORD_HASHERS=hasher), undone():
        made = make_world()
        made.uploads = uploads
        yield made


@pytest.fixture
def in_world(world: World, settings: Any) -> World:
    """The world with its own uploads folder: the usual one of a test is empty."""
    settings.MEDIA_ROOT = world.uploads
    return world
