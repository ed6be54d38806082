"""Walks all pages that somebody reaches by links, and looks at each with the eyes of several kinds of people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve

from tests.browser.conftest import DESK, PHONE, Visitor

EACH = 1
"""How many pages of one address (one subject of all) are looked at."""
_NO_PAGES = ("application/", "text/csv", "text/plain", "image/")


class Crawl:
    """The pages of one person, each address once."""

    def __init__(self, visitor: Visitor, starts: Iterable[str], axe: Axe, *, looked_at: set[str], most: int):
        """`looked_at` are the addresses that axe has looked at already, and gets those that it looks at now."""
        self.visitor, self.axe, self.looked_at, self.most = visitor, axe, looked_at, most
        self.waiting = list(starts)
        self.seen: Counter[str] = Counter()
        self.wrong: list[str] = []

    def run(self) -> list[str]:
        """All that is wrong, each with its page."""
        known = set(self.waiting)
        while self.waiting and sum(self.seen.values()) < self.most:
            path = self.waiting.pop(0)
            name = _name(path)
            if self.seen[name] >= EACH:
                continue
            self.seen[name] += 1
            for link in self._look(path):
                if link not in known:
                    known.add(link)
                    self.waiting.append(link)
        return self.wrong

    def _look(self, path: str) -> list[str]:
        """Opens a page, notes what is wrong, gives the links of it."""
        visitor = self.visitor
        visitor.complaints.clear()
        visitor.elsewhere.clear()
        try:
            answer = visitor.open(path)
        except Exception as error:
            if "Download is starting" in str(error) or "ERR_ABORTED" in str(error):
                return []
            raise
        kind = answer.headers.get("content-type", "")
        if kind.startswith(_NO_PAGES):
            return []
        if answer.status >= 500:
            self.wrong.append(f"{path}: {answer.status}")
            return []
        self.wrong += [f"{path}: {what}" for what in self._wrong(_name(path), answer.status)]
        return list(self._links())

    def _wrong(self, name: str, status: int) -> Iterator[str]:
        visitor = self.visitor
        for said in visitor.complaints:
            if not (status >= 400 and said.startswith("Failed to load resource")):
                yield f"the browser complains: {said}"
        yield from (f"asks elsewhere: {url}" for url in visitor.elsewhere)
        if name not in self.looked_at:
            self.looked_at.add(name)
            yield from accessibility(visitor.page, self.axe)
        yield from widths(visitor)

    def _links(self) -> Iterator[str]:
        found: list[str] = self.visitor.page.evaluate(
            "[...document.querySelectorAll('a[href]:not([download])')].map(a => a.href)"
        )
        for url in found:
            if url.startswith(self.visitor.site.address + "/"):
                parts = urlsplit(url)
                if "export=" not in parts.query and not parts.path.startswith("/static/"):
                    yield parts.path + (f"?{parts.query}" if parts.query else "")


def accessibility(page: Any, axe: Axe) -> Iterator[str]:
    """What axe holds against the page as it stands."""
    for violation in axe.run(page).response["violations"]:
        where = ", ".join(" ".join(map(str, node["target"])) for node in violation["nodes"][:3])
        yield f"axe {violation['id']} ({violation['impact']}): {where}"


def widths(visitor: Visitor) -> Iterator[str]:
    """Whether the page has to be scrolled sideways on a phone, or with letters twice as large."""
    page = visitor.page
    page.set_viewport_size(PHONE)
    if visitor.is_wider_than_its_window():
        yield f"wider than a phone: {_widest(page)}"
    page.set_viewport_size(DESK)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    if visitor.is_wider_than_its_window():
        yield f"wider than the window at 200 %: {_widest(page)}"
    page.evaluate("document.documentElement.style.fontSize = ''")


def _widest(page: Any) -> str:
    return str(
        page.evaluate(
            "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
            ".slice(0, 4).map(e => `${e.tagName.toLowerCase()}.${e.className} ${Math.round(e.getBoundingClientRect().right)}`)"
            ".join('; ')"
        )
    )


def _name(path: str) -> str:
    """The address of which this path is one, by its name."""
    try:
        found = resolve(urlsplit(path).path)
    except Resolver404:
        return "none"
    return found.view_name or found.route
