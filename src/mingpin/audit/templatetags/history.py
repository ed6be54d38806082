"""`{% load history %}{% history object %}`: what was done to an object, in sentences, for whoever may view it."""

from __future__ import annotations

from typing import Any

from django import template
from django.db import models

from mingpin.audit.models import Entry
from mingpin.audit.queries import READS_RECORD
from mingpin.audit.wording import tell

register = template.Library()
MOST_SHOWN = 100


@register.inclusion_tag("audit/history.html", takes_context=True)
def history(context: template.Context, thing: models.Model) -> dict[str, Any]:
    """The newest entries about the object; none for whom the object is not visible."""
    acting = context.get("acting")
    if acting is None or not _is_visible(thing, acting):
        return {"told": [], "is_cut": False}
    found = Entry.objects.filter(object_type=thing._meta.label_lower, object_id=str(thing.pk)).order_by("-sequence")
    entries = list(found[: MOST_SHOWN + 1])
    return {
        "told": tell(entries[:MOST_SHOWN]),
        "is_cut": len(entries) > MOST_SHOWN,
        "reads_record": acting.has_role(*READS_RECORD),
    }


def _is_visible(thing: models.Model, acting: Any) -> bool:
    """Asked of the object's own door; what has none is shown to nobody here."""
    visible_to = getattr(type(thing)._default_manager, "visible_to", None)
    return bool(visible_to and visible_to(acting).filter(pk=thing.pk).exists())
