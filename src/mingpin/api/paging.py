"""Pages by cursor: where the last page ended, so that nothing is shown twice or passed over while rows are added."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from mingpin.api.schemas import Page
from mingpin.errors import Invalid
from mingpin.language import _

_LARGEST = 2**63 - 1


def page_of(rows: QuerySet[Any], page: Page) -> tuple[list[Any], str | None]:
    """The rows after the cursor in the order of their keys, and the cursor of the next page (None on the last).

    Raises Invalid for a cursor that no page gave.
    """
    after = _read(page.cursor) if page.cursor else 0
    found = list(rows.filter(pk__gt=after).order_by("pk")[: page.limit + 1])
    if len(found) <= page.limit:
        return found, None
    return found[: page.limit], urlsafe_b64encode(str(found[page.limit - 1].pk).encode()).decode()


def _read(cursor: str) -> int:
    try:
        after = int(urlsafe_b64decode(cursor))
    except ValueError:
        after = -1
    if not 0 <= after <= _LARGEST:
        raise Invalid(_("This cursor was given by no page."), remedy=_("Begin with the first page."), field="cursor")
    return after


def only_known(request: HttpRequest, search: Page) -> None:
    """Raises Invalid where the address asks for something that the search does not have: it would be passed over in silence."""
    for name in request.GET:
        if name not in type(search).model_fields:
            what = _("There is no parameter “{name}” here.").format(name=name[:60])
            known = _(", ").join(type(search).model_fields)
            raise Invalid(what, remedy=_("It knows {methods}.").format(methods=known), field="query")
