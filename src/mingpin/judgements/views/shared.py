"""What several of these pages need."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseRedirect
from django.urls import reverse

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import may, not_there
from mingpin.judgements.models import WhatIf
from mingpin.judgements.states import ProposedState, RulingState, WhatIfState
from mingpin.language import _
from mingpin.pages.marks import Mark
from mingpin.pages.tabs import Tab, tabs_of

PROPOSED_MARKS: dict[str, str] = {
    ProposedState.PROPOSED: "open",
    ProposedState.SECONDED: "ok",
    ProposedState.WITHDRAWN: "none",
}
RULING_MARKS: dict[str, str] = {
    RulingState.DRAFT: "open",
    RulingState.SIGNED: "ok",
    RulingState.SUPERSEDED: "none",
    RulingState.REVOKED: "no",
    RulingState.DROPPED: "none",
}
WHAT_IF_MARKS: dict[str, str] = {WhatIfState.COMPUTING: "busy", WhatIfState.DONE: "ok", WhatIfState.FAILED: "no"}


def tabs(by: Acting, current: str) -> list[Tab]:
    """The pages of the app that the person has, the current one marked."""
    pages = {
        "judgements": _("Judgements"),
        "proposed_judgements": _("Waiting for a second person"),
        "rulings": _("Readings and rulings"),
    }
    if may(by, "list", WhatIf):
        pages["what_ifs"] = _("What if")
    return tabs_of(pages, current)


def to(name: str, **names: Any) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(name, kwargs=names), status=303)


def visible_or_gone(model: Any, by: Acting, pk: int, *related: str) -> Any:
    """The row. Raises NotThere where the person may not know of it."""
    found = model.objects.visible_to(by).select_related(*related).filter(pk=pk).first()
    if found is None:
        raise not_there()
    return found


def state_mark(thing: Any) -> Mark:
    """The state of a proposed judgement, a ruling or a what-if."""
    marks = {**PROPOSED_MARKS, **RULING_MARKS, **WHAT_IF_MARKS}
    return Mark(marks[thing.state], thing.get_state_display())


def yes_no(value: bool) -> str:
    return _("Yes") if value else _("No")
