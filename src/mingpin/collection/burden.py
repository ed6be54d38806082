"""The burden meter: how often each holder was asked for each field, and what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from mingpin.accounts.acting import Acting
from mingpin.collection.models import RequestItem
from mingpin.collection.states import NOT_SENT, ItemState, RequestState
from mingpin.collection.wording import field_words


@dataclass(frozen=True)
class Burden:
    """A field of a holder: in how many requests it was asked, how many times, and of these answers and days."""

    holder: int
    name: str
    field: str
    requests: int
    asked: int
    held: int
    declined: int
    withdrawn: int
    days: float | None

    @property
    def open(self) -> int:
        """Still waited for."""
        return self.asked - self.held - self.declined - self.withdrawn

    @property
    def words(self) -> str:
        return field_words(self.field)

    def _url(self, **more: str) -> str:
        return f"{reverse('request_items')}?{urlencode({'holder': self.holder, 'field': self.field, **more})}"

    @property
    def url(self) -> str:
        return self._url()

    @property
    def held_url(self) -> str:
        return self._url(state=ItemState.HELD)

    @property
    def declined_url(self) -> str:
        return self._url(state=ItemState.DECLINED)


def burden_of(by: Acting, *, kind: str = "") -> list[Burden]:
    """All that was ever asked, less drafts: holders by name, of each the field that was asked most first. Three queries."""
    items = RequestItem.objects.visible_to(by).exclude(request__state__in=NOT_SENT).order_by()
    if kind:
        items = items.filter(request__holder__kind=kind)
    withdrawn = Q(state=ItemState.OPEN, request__state=RequestState.WITHDRAWN)
    rows = items.values("request__holder", "request__holder__name", "field").annotate(
        requests=Count("request", distinct=True),
        asked=Count("pk"),
        held=Count("pk", filter=Q(state=ItemState.HELD)),
        declined=Count("pk", filter=Q(state=ItemState.DECLINED)),
        withdrawn=Count("pk", filter=withdrawn),
    )
    medians = _medians(items)
    found = [
        Burden(
            row["request__holder"], row["request__holder__name"], row["field"], row["requests"], row["asked"], row["held"],
            row["declined"], row["withdrawn"], medians.get((row["request__holder"], row["field"])),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.name, -one.asked, one.field))


def _medians(items: Iterable[RequestItem]) -> dict[tuple[int, str], float]:
    """The median of the days until answers came, from how many came on each day."""
    counted = items.filter(days__isnull=False).values_list("request__holder", "field", "days").annotate(Count("pk"))  # type: ignore[attr-defined]
    days: dict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
    for holder, field, day, count in counted:
        days[holder, field].append((day, count))
    return {place: _median(sorted(found)) for place, found in days.items()}


def _median(days: list[tuple[int, int]]) -> float:
    total = sum(count for _day, count in days)
    return (_at(days, (total - 1) // 2) + _at(days, total // 2)) / 2


def _at(days: list[tuple[int, int]], place: int) -> int:
    for day, count in days:
        if place < count:
            return day
        place -= count
    raise IndexError(place)
