"""SEC-09: in production nothing of development or demonstration, and nobody who was not made."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mingpin.audit.notes import make_key

KEY = secrets.token_urlsafe(64)
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "mingpin.config.settings",
    "MINGPIN_PRODUCTION": "1",
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "mingpin.example.org",
    "MINGPIN_LANG": "en",
}
CHECK = ("check", "--deploy", "--fail-level", "WARNING", "--database", "default")


def django(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, with this environment and none of the test's."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ}
    env = kept | PRODUCTION | {"MINGPIN_HOME": str(home), "AUDIT_KEY_FILE": str(home / "audit.key")} | environment
    command = [sys.executable, "-m", "django", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=110, check=False)


def ids(result: subprocess.CompletedProcess[str]) -> set[str]:
    return set(re.findall(r"\(([a-z]+\.[EW]\d+)\)", result.stderr))


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: Any) -> Path:
    """A home with the key of the record and a database that was only migrated."""
    home = Path(tmp_path_factory.mktemp("production"))
    make_key(home / "audit.key")
    done = django(home, "migrate", "--verbosity", "0")
    assert done.returncode == 0, done.stderr
    return home


def test_sec_09_the_checks_of_a_deployment_are_clean(migrated: Path) -> None:
    result = django(migrated, *CHECK)
    assert (result.returncode, ids(result)) == (0, set()), result.stderr


def test_sec_09_after_migrating_nobody_can_sign_in(migrated: Path) -> None:
    code = (
        "from mingpin.accounts.models import *; from allauth.socialaccount.models import SocialApp;"
        "print(Person.objects.count(), Organisation.objects.count(), Membership.objects.count(),"
        " ApiToken.objects.count(), SocialApp.objects.count())"
    )
    result = django(migrated, "shell", "--no-imports", "-c", code)
    assert result.stdout.split() == ["0"] * 5, result.stderr


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({"SECRET_KEY": "short"}, {"mingpin.E012", "security.W009"}),
        (
            {"SECRET_KEY": "development-only: not a secret, refused wherever MINGPIN_PRODUCTION is set"},
            {"mingpin.E012"},
        ),
        ({"MINGPIN_DEMONSTRATION": "1"}, {"mingpin.E011"}),
        ({"DEBUG": "1"}, {"mingpin.E010", "security.W018"}),
        ({"ALLOWED_HOSTS": "*"}, {"mingpin.E013"}),
        ({"PASSWORD_PROFILE": "easy"}, {"mingpin.E030"}),
        ({"OIDC_ISSUER": "http://identity.example.org", "OIDC_CLIENT_ID": "x"}, {"mingpin.E031"}),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_sec_09_production_is_refused_with(migrated: Path, environment: dict[str, str], wanted: set[str]) -> None:
    result = django(migrated, *CHECK, **environment)
    assert result.returncode != 0
    assert wanted <= ids(result), result.stderr


def test_sec_09_production_is_refused_with_people_of_a_demonstration(tmp_path: Path) -> None:
    make_key(tmp_path / "audit.key")
    django(tmp_path, "migrate", "--verbosity", "0")
    code = "from mingpin.accounts.models import Person; Person.objects.create(username='demo', name='演', is_demonstration=True)"
    django(tmp_path, "shell", "--no-imports", "-c", code)
    result = django(tmp_path, *CHECK)
    assert (result.returncode != 0, ids(result)) == (True, {"mingpin.E032"}), result.stderr


def test_sec_09_the_key_of_an_environment_without_one_is_refused(migrated: Path) -> None:
    result = django(migrated, *CHECK, SECRET_KEY=KEY[:49])
    assert "mingpin.E012" in ids(result)
