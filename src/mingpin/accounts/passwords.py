"""Password rules: the profile of GB/T 22239 (`mlps`) or of NIST 800-63B (`nist`); an operator chooses one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError

from mingpin.language import _


@dataclass(frozen=True)
class Profile:
    """How long a password has to be, of how many kinds of characters, and after how many days it has to be changed (0: never)."""

    shortest: int
    kinds: int
    days: int


PROFILES = {"mlps": Profile(shortest=10, kinds=3, days=90), "nist": Profile(shortest=15, kinds=1, days=0)}
_KINDS = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^0-9A-Za-z]")


def profile() -> Profile:
    """The profile in force. Raises KeyError for an unknown PASSWORD_PROFILE."""
    return PROFILES[settings.PASSWORD_PROFILE]


class ProfileValidator:
    """Refuses passwords that the profile in force does not allow."""

    def validate(self, password: str, user: object | None = None) -> None:
        if (
            len(password) < profile().shortest
            or sum(bool(re.search(kind, password)) for kind in _KINDS) < profile().kinds
        ):
            raise ValidationError(self.get_help_text(), code="password_profile")

    def get_help_text(self) -> str:
        if profile().kinds == 1:
            return _("A password has at least {count} characters.").format(count=profile().shortest)
        said = _("A password has at least {count} characters, of at least {kinds} kinds: a–z, A–Z, 0–9, others.")
        return said.format(count=profile().shortest, kinds=profile().kinds)
