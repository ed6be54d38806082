"""What a token may do, and for how long."""

from __future__ import annotations

from django.db import models

from mingpin.accounts.states import Role
from mingpin.language import later as _


class Scope(models.TextChoices):
    READ = "read", _("Read subjects and evidence")
    PUSH = "push", _("Send evidence and coverage")


ROLES_WITH_TOKENS = (Role.OFFICE, Role.DEPARTMENT, Role.COUNTY, Role.CARRIER, Role.AUDITOR)
ROLES_THAT_PUSH = (Role.OFFICE, Role.DEPARTMENT, Role.COUNTY, Role.CARRIER)
LONGEST_DAYS = 366
