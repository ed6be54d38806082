"""Everything that somebody can be shown: every page they reach, followed link by link, with exports, downloads and headers."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

from tests.trust.walking import Address
from tests.trust.world import WHO_IS, World

_LINK = re.compile(r"""\b(?:href|src|action|hx-get)=["']([^"'#]+)""")
MOST_PAGES = 2400
IS_NIGHT = os.environ.get("MINGPIN_NIGHTLY") == "1"


def walkers(by_day: tuple[str, ...], on_postgresql: tuple[str, ...]) -> tuple[str, ...]:
    """Who walks all pages: at night everybody, by day one of each kind, and on PostgreSQL, where pages are made by the same code,
    those from whom most is kept."""
    if IS_NIGHT:
        return tuple(WHO_IS)
    return on_postgresql if connection.vendor == "postgresql" else by_day


MOST_CLAUSES = 3
"""Of pages that each provision of the document has, those of so many are followed: they are made of the same parts."""
MOST_WAYS = 3
"""So many ways of sorting and filtering of one page are followed: all of them together would be without end."""
_ZIP = b"PK\x03\x04"


@dataclass
class Crawl:
    """What was shown: each address with all text of its answer."""

    shown: dict[str, str] = field(default_factory=dict)

    def found(self, canaries: set[str]) -> Iterator[tuple[str, str]]:
        """The canaries that stand anywhere, with where."""
        for url, text in self.shown.items():
            for canary in CANARY.findall(text):
                if canary in canaries:
                    yield canary, url


CANARY = re.compile(r"CANARY\d{3,}X[a-z]+")


def crawl(client: Client, starts: list[str], *, follow: bool = True) -> Crawl:
    """Fetches the addresses and, link by link, all that they lead to."""
    crawled = Crawl()
    ways: Counter[str] = Counter()
    clauses: dict[str, set[str]] = {}
    waiting = list(starts)
    while waiting and len(crawled.shown) < MOST_PAGES:
        url = waiting.pop(0)
        if url in crawled.shown:
            continue
        response = client.get(url)
        text = text_of(response)
        crawled.shown[url] = text
        if follow and "html" in response.headers.get("Content-Type", ""):
            for link in dict.fromkeys(_links(url, text)):
                path, _mark, query = link.partition("?")
                ways[path] += bool(query) and link not in waiting
                is_one_of_many = not _is_among_the_first(path, clauses)
                if link not in crawled.shown and (not query or ways[path] <= MOST_WAYS) and not is_one_of_many:
                    waiting.append(link)
    assert len(crawled.shown) < MOST_PAGES, "the crawl did not come to an end"
    return crawled


def _is_among_the_first(path: str, clauses: dict[str, set[str]]) -> bool:
    """Whether the page is of one of the first provisions of which such pages were met; true for other pages."""
    try:
        match = resolve(path)
    except Resolver404:
        return True
    clause = match.kwargs.get("clause")
    if clause is None:
        return True
    met = clauses.setdefault(match.view_name, set())
    if len(met) < MOST_CLAUSES:
        met.add(str(clause))
    return str(clause) in met


def text_of(response: HttpResponse) -> str:
    """Headers and body; of a workbook or an archive, of all its parts."""
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    cookies = "\n".join(morsel.OutputString() for morsel in response.cookies.values())
    return "\n".join([headers, cookies, *_texts(content)])


def _texts(content: bytes) -> Iterator[str]:
    if content.startswith(_ZIP):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name
                yield from _texts(archive.read(name))
    else:
        yield content.decode("utf-8", errors="ignore")
        yield content.decode("gb18030", errors="ignore")


def _links(url: str, text: str) -> Iterator[str]:
    for link in _LINK.findall(text):
        parts = urlsplit(urljoin(url, unescape(link)))
        if parts.netloc or parts.path.startswith("/static/"):
            continue
        yield parts.path + (f"?{parts.query}" if parts.query else "")


def every_page(world: World, addresses: list[Address], objects: dict[str, str]) -> list[str]:
    """The addresses of all things there are, own and others' alike: what a person who guesses would try."""
    found = []
    for address in addresses:
        if not address.converters:
            found.append(address.url({}))
            continue
        things = world.things.get(objects.get(address.name, ""), [])
        found += [address.url({part: thing.names[part] for part in address.converters}) for thing in things]
    return found
