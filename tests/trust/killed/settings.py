"""The platform's settings with the app of the crash tests beside its own."""

from __future__ import annotations

from mingpin.config.settings import *  # noqa: F403
from mingpin.config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.trust.killed"]
