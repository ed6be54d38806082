"""What several pages of duties need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import not_there
from mingpin.language import _
from mingpin.pages.fields import day_asked
from mingpin.pages.tabs import Tab, tabs_of

if TYPE_CHECKING:
    from mingpin.engine.model import Clause


def visible_or_gone(model: Any, by: Acting, pk: int, *related: str) -> Any:
    """The row. Raises NotThere where the person may not know of it."""
    found = model.objects.visible_to(by).select_related(*related).filter(pk=pk).first()
    if found is None:
        raise not_there()
    return found


def to(name: str, **names: Any) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(name, kwargs=names), status=303)


def to_duty(clause: Clause | str) -> HttpResponseRedirect:
    return to("duty", clause=clause if isinstance(clause, str) else clause.id)


def tabs(request: HttpRequest, current: str) -> list[Tab]:
    """The pages of the app, the current one marked; each as of the day that the address names."""
    asked = f"?as_of={day_asked(request.GET).isoformat()}" if request.GET.get("as_of") else ""
    pages = {
        "targets": _("Targets"),
        "duties": _("Duties"),
        "duties_late": _("What is late"),
        "meetings": _("Meetings of the leading group"),
        "bulletins": _("Bulletins"),
        "assessment": _("Assessment"),
    }
    return tabs_of(pages, current, asked)
