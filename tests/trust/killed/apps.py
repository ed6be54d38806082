from __future__ import annotations

from django.apps import AppConfig


class KilledConfig(AppConfig):
    name = "tests.trust.killed"
    label = "killed"

    def ready(self) -> None:
        from tests.trust.killed import job  # noqa: F401  registers the kind
