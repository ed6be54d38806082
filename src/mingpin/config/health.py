"""Whether the platform lives, and whether it can serve: for whoever supervises it. Nothing of its inside is told."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from mingpin.config.migrated import is_up_to_date
from mingpin.config.waiting import waiting_at_most
from mingpin.jobs.queries import silence_of_workers

log = logging.getLogger(__name__)

LEAST_FREE = 256 * 2**20
"""Bytes that have to be free where uploads and the SQLite file lie: with less, the next import could fill the disk."""
MILLISECONDS_TO_WAIT = 2000


@login_not_required
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "alive"})


@login_not_required
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and is up to date, and the disk has room: 503 and which of them does not hold.

    A silent worker is told and is no reason for 503: pages are served without it, jobs wait.
    """
    told: dict[str, str | int | None] = {}
    try:
        _ask_quickly()
        told["database"] = "answers"
        told["migrations"] = "up to date" if is_up_to_date() else "missing"
        silence = silence_of_workers() if told["migrations"] == "up to date" else None
        told["worker_seconds_ago"] = None if silence is None else max(0, round(silence.total_seconds()))
    except Error as error:
        log.warning("not ready: %s", error)
        told["database"] = "does not answer"
    told["disk"] = "enough" if all(free >= LEAST_FREE for free in _free()) else "nearly full"
    good = {"database": "answers", "migrations": "up to date", "disk": "enough"}
    is_ready = all(told.get(name) == value for name, value in good.items())
    return JsonResponse({"status": "ready" if is_ready else "not ready", **told}, status=200 if is_ready else 503)


def _ask_quickly() -> None:
    """Reads a row, without waiting as long as a page would."""
    with waiting_at_most(MILLISECONDS_TO_WAIT), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM django_content_type")
        cursor.fetchone()


def _free() -> Iterator[int]:
    for folder in (settings.HOME, settings.MEDIA_ROOT):
        try:
            yield shutil.disk_usage(folder).free
        except FileNotFoundError:  # made with the first upload
            continue
