"""What was done about a duty: the entries of all that belongs to it, as far as the person may see it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from mingpin.accounts.acting import Acting
from mingpin.audit.models import Entry
from mingpin.audit.queries import READS_RECORD
from mingpin.audit.wording import tell
from mingpin.duties.models import HandOff, LeadDecision, Milestone, Progress, Resolution

MOST_SHOWN = 50


def history_of(clause: str, by: Acting) -> dict[str, Any]:
    """The newest entries, for the template `audit/history.html`."""
    of_clause = Q()
    for model in (LeadDecision, Milestone, Progress, HandOff, Resolution):
        keys = model.objects.visible_to(by).filter(clause=clause).values_list("pk", flat=True)
        of_clause |= Q(object_type=model._meta.label_lower, object_id__in=[str(key) for key in keys])
    entries = list(Entry.objects.filter(of_clause).order_by("-sequence")[: MOST_SHOWN + 1])
    return {
        "told": tell(entries[:MOST_SHOWN]),
        "is_cut": len(entries) > MOST_SHOWN,
        "reads_record": by.has_role(*READS_RECORD),
    }
