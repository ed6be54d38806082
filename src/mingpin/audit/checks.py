"""What must hold of the record before the platform may start."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from mingpin.language import _


@register(Tags.security)
def audit_key(app_configs: Sequence[AppConfig] | None, **rest: Any) -> list[CheckMessage]:
    """In production the key that signs checkpoints is there, and nobody else can read it."""
    return list(_key(Path(settings.AUDIT_KEY_FILE))) if settings.PRODUCTION else []


def _key(path: Path) -> Iterator[CheckMessage]:
    if not path.is_file():
        what = _("The key that signs checkpoints of the record is missing: {path}.").format(path=path)
        yield Error(
            what, hint=_("Make it with `mingpin audit key`, and keep a copy of it elsewhere."), id="mingpin.E020"
        )
    elif path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        what = _("Others than its owner can read the key that signs checkpoints: {path}.").format(path=path)
        yield Error(what, hint=_("Give it the mode 600."), id="mingpin.E021")
