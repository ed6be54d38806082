from __future__ import annotations

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "mingpin.config"
    label = "config"

    def ready(self) -> None:
        from mingpin.config import checks  # noqa: F401  registers them
