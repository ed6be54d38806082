"""Who may do what with survey runs."""

from __future__ import annotations

from mingpin.accounts.permissions import (
    is_auditor,
    is_carrier,
    is_department,
    is_leader,
    is_office,
    is_platform,
    is_staff,
    is_visible,
    set_permissions,
)
from mingpin.policies.models import Run, RunVerdict

RUN = set_permissions(
    Run,
    {
        "list": is_staff | is_platform,
        "view": is_visible,
        "read_document": is_staff | is_carrier | is_platform,
        "begin": is_office | is_platform,
        "export": is_office | is_leader | is_auditor | is_department | is_platform,
    },
)
VERDICT = set_permissions(
    RunVerdict,
    {
        "list": is_staff | is_carrier | is_platform,
        "view": is_visible,
        "export": is_staff,
    },
)
