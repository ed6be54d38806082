"""What stands in the record of an action."""

from __future__ import annotations

import json
from typing import Any

from mingpin.audit.models import Entry


def actions() -> list[str]:
    """The names of the recorded actions, in their order."""
    return list(Entry.objects.order_by("sequence").values_list("action", flat=True))


def last() -> dict[str, Any]:
    """The last entry, as it was recorded."""
    entry = Entry.objects.order_by("-sequence").first()
    assert entry is not None
    return dict(json.loads(entry.leaf))


def leaves() -> str:
    """All leaves as one text: what no erasure takes away."""
    return "\n".join(Entry.objects.values_list("leaf", flat=True))
