"""Every address of the platform, and what an answer amounts to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.trust.world import ABSENT, World

BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class Address:
    """One address of the resolver. `name` is that of its URL with its namespaces; its route where it has none."""

    name: str
    route: str
    converters: Mapping[str, type]

    def url(self, names: Mapping[str, Any]) -> str:
        """The path with these names of things in it."""
        path = self.route
        for part in self.converters:
            path = re.sub(rf"<(?:\w+:)?{part}>|\(\?P<{part}>(?:[^()]|\([^()]*\))*\)", str(names[part]), path)
        return "/" + path.replace("^", "").replace("$", "").replace("\\Z", "")

    def absent(self) -> dict[str, Any]:
        """Names of things that do not exist."""
        return {part: ABSENT[type_] for part, type_ in self.converters.items()}


def every_address() -> list[Address]:
    return list(_addresses(get_resolver(), (), "", {}))


def _addresses(
    resolver: URLResolver, spaces: tuple[str, ...], route: str, converters: Mapping[str, type]
) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        parts = {**converters, **_converters(pattern)}
        if isinstance(pattern, URLPattern):
            yield Address(":".join((*spaces, pattern.name)) if pattern.name else here, here, parts)
        else:
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _addresses(pattern, inner, here, parts)


def _converters(pattern: URLPattern | URLResolver) -> dict[str, type]:
    known: Mapping[str, Any] = pattern.pattern.converters  # type: ignore[assignment]
    if known:
        return {name: _kind(type(converter).__name__) for name, converter in known.items()}
    return dict.fromkeys(pattern.pattern.regex.groupindex, str)


def _kind(converter: str) -> type:
    return {"IntConverter": int, "UUIDConverter": UUID}.get(converter, str)


def browsers(world: World) -> dict[str, Client]:
    """A browser for each person, and one for nobody."""
    found = {"nobody": Client(raise_request_exception=False)}
    for who, person in world.cast.people.items():
        found[who] = Client(raise_request_exception=False)
        found[who].force_login(person, backend=BACKEND)
    return found


def programs(world: World) -> dict[str, Client]:
    """A program for each token, and one without."""
    found = {"nobody": Client(raise_request_exception=False)}
    for who, secret in world.tokens.items():
        found[who] = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {secret}"})
    return found


@contextmanager
def unmoved(client: Client) -> Iterator[None]:
    """Whatever the browser is told inside (a new session, a message), it has forgotten afterwards."""
    cookies = client.cookies.copy()
    yield
    client.cookies = cookies


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done inside is undone afterwards."""
    block = transaction.atomic()
    block._from_testcase = True  # as Django's own test cases say it: a durable block may stand inside
    cache.clear()  # where attempts are counted
    with block:
        yield
        transaction.set_rollback(True)


def outcome_of(response: HttpResponse) -> str:
    """What the answer amounts to, in the words of the matrix: the several words that fit it."""
    status = response.status_code
    if status == 401:
        return "sign in"
    if status in (301, 302, 303, 307):
        return "sign in" if "/accounts/login/" in response.headers["Location"] else "go on"
    words = {403: "refused", 404: "not there", 405: "no method", 200: "see", 201: "do", 409: "do", 422: "do", 400: "do"}
    return words.get(status, f"status {status}")


FITS = {
    "see": {"see"},
    "do": {"do", "see", "go on"},
    "go on": {"go on"},
    "refused": {"refused"},
    "not there": {"not there"},
    "sign in": {"sign in"},
    "no method": {"no method"},
}
"""Which answers fit an outcome: something done goes on to another page, or shows the form again with what is wrong."""

SHORTEST_NAME = 6
"""A shorter name (a small number) stands in many a page without being meant."""

_CHANGING = re.compile(r"\b[A-Za-z0-9]{64}\b|\b[0-9a-f]{32}\b")
"""What is another in every answer: the token against forged forms, the number of the request."""


def told(response: HttpResponse, url: str, names: Mapping[str, Any]) -> tuple[int, str, Mapping[str, str]]:
    """Status, body and headers, less what changes with every request and what was asked for."""

    def unnamed(text: str) -> str:
        text = text.replace(quote(url), "PATH").replace(url, "PATH")
        for name in map(str, names.values()):
            text = text.replace(name, "NAME") if len(name) >= SHORTEST_NAME else text
        return text

    kept = {
        k: unnamed(v) for k, v in response.headers.items() if k not in ("X-Request-ID", "Content-Length", "Set-Cookie")
    }
    return response.status_code, unnamed(_CHANGING.sub("", body_of(response))), kept


def body_of(response: HttpResponse) -> str:
    if response.streaming:
        return b"".join(response.streaming_content).decode(errors="replace")  # type: ignore[attr-defined]
    return response.content.decode(errors="replace")
