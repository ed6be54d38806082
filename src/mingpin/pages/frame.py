"""What every page has around it: who is there, for whom they act, where they can go."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from mingpin.language import current_language
from mingpin.pages.navigation import entries_for

LARGE_PRINT = "large_print"
LANGUAGE_TAGS = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True)
class Capacity:
    """One of the memberships in which a person can act: `value` is what the switch posts as `membership`."""

    value: str
    label: Any
    detail: Any = ""
    is_current: bool = False


@dataclass(frozen=True)
class UserLink:
    """A link of the menu under the person's name, such as to their own account. `label` is a message."""

    label: Any
    url_name: str
    icon: str
    is_shown: Callable[[Any], bool] = bool

    @property
    def url(self) -> str:
        return reverse(self.url_name)


_CAPACITIES: list[Callable[[Any], Iterable[Capacity]]] = []
_LINKS: list[UserLink] = []


def add_capacities(source: Callable[[Any], Iterable[Capacity]]) -> None:
    """Adds a function from who acts to all memberships in which they could, for the switch in the menu."""
    _CAPACITIES.append(source)


def add_user_link(label: Any, url_name: str, *, icon: str, is_shown: Callable[[Any], bool] = bool) -> None:
    """Adds a link to the menu under the person's name, for those for whom `is_shown`."""
    _LINKS.append(UserLink(label, url_name, icon, is_shown))


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context that `base.html` needs on every page. What costs queries is asked only where it is shown."""
    acting = getattr(request, "acting", None)
    is_anybody = bool(acting and acting.is_anybody)
    return bare_frame(request) | {
        "acting": acting,
        "navigation": SimpleLazyObject(lambda: entries_for(acting, request.path)) if is_anybody else [],
        "capacities": SimpleLazyObject(lambda: _capacities(acting)) if is_anybody else [],
        "switch_acting_url": _address_of("switch_acting"),
        "user_links": [link for link in _LINKS if link.is_shown(acting)] if is_anybody else [],
        "here": request.get_full_path() if request.method in ("GET", "HEAD") else request.path,
    }


def bare_frame(request: HttpRequest) -> dict[str, Any]:
    """What a page needs of the frame when nothing can be asked of the database."""
    htmx: Any = getattr(request, "htmx", None)
    return {
        "site_name": settings.SITE_NAME,
        "is_demonstration": settings.DEMONSTRATION,
        "language_tag": LANGUAGE_TAGS[current_language()],
        "is_large_print": request.COOKIES.get(LARGE_PRINT) == "1",
        "is_partial": bool(htmx) and not htmx.boosted and not htmx.history_restore_request,
        "request_id": getattr(request, "request_id", ""),
    }


def _capacities(acting: Any) -> list[Capacity]:
    """The memberships to choose from: none where there is no choice."""
    found = [one for source in _CAPACITIES for one in source(acting)] if _address_of("switch_acting") else []
    return found if len(found) > 1 else []


def _address_of(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
