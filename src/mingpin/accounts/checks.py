"""What of accounts must hold before the platform may start in production."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connection

from mingpin.accounts.passwords import PROFILES
from mingpin.language import _


@register(Tags.security)
def sign_in(app_configs: Sequence[AppConfig] | None, **rest: Any) -> list[CheckMessage]:
    """Settings of signing in that open more than they should."""
    return list(_sign_in())


def _sign_in() -> Iterator[CheckMessage]:
    if settings.PASSWORD_PROFILE not in PROFILES:
        what = _("PASSWORD_PROFILE names no profile; use one of {names}.").format(names=", ".join(PROFILES))
        yield Error(what, id="mingpin.E030")
    for provider in settings.SOCIALACCOUNT_PROVIDERS.values():
        for app in provider.get("APPS", []):
            if settings.PRODUCTION and urlsplit(app["settings"]["server_url"]).scheme != "https":
                yield Error(
                    _("OIDC_ISSUER is not reached by https: anybody on the way could sign in as anybody."),
                    id="mingpin.E031",
                )


@register(Tags.database)
def demonstration_people(app_configs: Sequence[AppConfig] | None, **rest: Any) -> list[CheckMessage]:
    """No people of a demonstration in production."""
    from mingpin.accounts.models import Person

    if not settings.PRODUCTION:
        return []
    try:
        if Person._meta.db_table not in connection.introspection.table_names():
            return []
        count = Person.objects.filter(is_demonstration=True, is_active=True).count()
    except DatabaseError:
        return []
    what = _("The database holds {count} accounts of a demonstration.").format(count=count)
    hint = _("Begin production with an empty database.")
    return [Error(what, hint=hint, id="mingpin.E032")] if count else []
