"""Links that apps above give to the page of a subject, such as to its verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse


@dataclass(frozen=True)
class SubjectLink:
    """A link to a page about the subject, whose address has its number as `subject`. `label` is a message."""

    label: Any
    url_name: str
    icon: str
    is_shown: Callable[[Any], bool]


_LINKS: list[SubjectLink] = []


def add_subject_link(label: Any, url_name: str, *, icon: str, is_shown: Callable[[Any], bool]) -> None:
    """Adds a link for those for whom `is_shown`; apps do so in `AppConfig.ready()`."""
    _LINKS.append(SubjectLink(label, url_name, icon, is_shown))


def subject_links(by: Any, subject: int) -> list[tuple[str, str, str]]:
    """Label, address and icon of each link for somebody, on the page of this subject."""
    return [
        (str(link.label), reverse(link.url_name, kwargs={"subject": subject}), link.icon)
        for link in _LINKS
        if link.is_shown(by)
    ]
