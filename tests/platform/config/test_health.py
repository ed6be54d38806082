"""Whoever supervises the platform learns whether it lives and can serve, and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from mingpin.config import health, migrated
from mingpin.jobs.models import Worker


def ready() -> tuple[int, dict[str, Any]]:
    response = Client().get("/health/ready")
    return response.status_code, response.json()


@contextmanager
def database_gone() -> Iterator[None]:
    def refuse(*given: Any) -> None:
        raise OperationalError('connection to server at "10.0.0.7", user "mingpin" failed: password')

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.django_db
def test_the_process_answers_without_a_database() -> None:
    with database_gone():
        response = Client().get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "alive"})


@pytest.mark.django_db
def test_ready_says_when_a_worker_was_last_heard_of() -> None:
    told = {"status": "ready", "database": "answers", "migrations": "up to date", "disk": "enough"}
    assert ready() == (200, told | {"worker_seconds_ago": None})
    Worker.objects.create(name="a", seen_at=timezone.now() - timedelta(seconds=90))
    code, said = ready()
    assert (code, abs(said["worker_seconds_ago"] - 90) <= 3) == (200, True)


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_told_without_its_inside() -> None:
    with database_gone():
        code, said = ready()
    assert (code, said) == (503, {"status": "not ready", "database": "does not answer", "disk": "enough"})


@pytest.mark.django_db
def test_a_database_of_another_version_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrated, "_known", set())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'jobs'")
    code, said = ready()
    assert (code, said["migrations"], said["worker_seconds_ago"]) == (503, "missing", None)
    assert migrated.missing_migrations() == ["jobs.0001_initial"]


@pytest.mark.django_db
def test_a_disk_that_is_nearly_full_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    free = shutil.disk_usage("/")._replace(free=health.LEAST_FREE - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: free)
    code, said = ready()
    assert (code, said["disk"]) == (503, "nearly full")
