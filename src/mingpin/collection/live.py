"""What the page of the document says of requests beside each provision: what was asked because of it, and what came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from mingpin.accounts.permissions import may
from mingpin.collection.models import RequestItem
from mingpin.collection.states import NOT_SENT, ItemState
from mingpin.language import _
from mingpin.pages.marks import Mark
from mingpin.policies.live import LiveLine, View
from mingpin.policies.queries import latest_run


def lines_of_requests(by: Any, view: View) -> Mapping[str, Iterable[LiveLine]]:
    """A line for each provision for whose sake something was asked, by the latest survey's reasons; for staff. Two queries."""
    if not may(by, "list", RequestItem):
        return {}
    run = latest_run(by, year=view.year)
    if run is None:
        return {}
    items = RequestItem.objects.visible_to(by).filter(request__run__year=view.year).exclude(request__state__in=NOT_SENT)
    by_code = items.order_by().values("reason")
    counted = by_code.annotate(asked=Count("pk"), answered=Count("pk", filter=~Q(state=ItemState.OPEN)))
    by_reason = {row["reason"]: (row["asked"], row["answered"]) for row in counted}
    sums: dict[str, tuple[int, int]] = {}
    for told in run.summary.get("reasons", []):
        asked, answered = by_reason.get(told["code"], (0, 0))
        for clause in told["clauses"] if asked else ():
            before = sums.get(clause, (0, 0))
            sums[clause] = (before[0] + asked, before[1] + answered)
    return {clause: [_line(*sums[clause])] for clause in sums}


def _line(asked: int, answered: int) -> LiveLine:
    text = _("{asked} questions asked, {answered} answered").format(asked=asked, answered=answered)
    mark = Mark("ok" if asked == answered else "open", _("Collection"))
    return LiveLine(mark, text, reverse("request_items"), "request", f"{answered}/{asked}")
