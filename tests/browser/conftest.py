"""A real server with a small world, and a real browser; skipped where there is no Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as live_settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test import Client, override_settings
from django.test.testcases import LiveServerThread

from tests.browser.hands import Both, Hands, KeyboardAlone
from tests.trust.walking import BACKEND, undone
from tests.trust.world import World, make_world

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@dataclass
class Site:
    """The running platform, with the world that it shows."""

    address: str
    world: World

    def session(self, name: str) -> str:
        client = Client()
        client.force_login(self.world.cast.person(name), backend=BACKEND)
        return client.cookies[live_settings.SESSION_COOKIE_NAME].value


@dataclass
class Visitor:
    """A browser in which somebody is signed in, with all that it complained of and all that it asked elsewhere."""

    page: Any
    site: Site
    hands: Hands = field(default_factory=Both)
    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def open(self, path: str) -> Any:
        return self.page.goto(self.site.address + path)

    def click(self, control: Any) -> None:
        """A selector or locator of one control: of a link, a button, a box to tick."""
        self.hands.click(self._one(control))

    def fill(self, control: Any, text: str) -> None:
        self.hands.fill(self._one(control), text)

    def choose(self, control: Any, value: str) -> None:
        self.hands.choose(self._one(control), value)

    def attach(self, control: Any, files: Any) -> None:
        self.hands.attach(self._one(control), files)

    def _one(self, control: Any) -> Any:
        return (self.page.locator(control) if isinstance(control, str) else control).first

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def is_wider_than_its_window(self) -> bool:
        return bool(self.page.evaluate("document.scrollingElement.scrollWidth > window.innerWidth"))


def _chromium() -> str:
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        pytest.skip("no Chromium on this machine: pages were not looked at in a browser (`make system-packages`)")
    return str(found)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    """Started once for all tests of the package."""
    path = _chromium()
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "1"  # playwright's own loop runs in this thread, Django's calls are not in it
    )
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            yield browser
            browser.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="package")
def whole_site(chromium: Any, django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Site]:
    """The platform with the small world, made once."""
    with django_db_blocker.unblock(), _serving(tmp_path_factory.mktemp("uploads")) as site:
        yield site


@pytest.fixture(scope="module")
def site(whole_site: Site) -> Iterator[Site]:
    """The same for a module: what its tests change is undone. A module may have a site of its own."""
    with undone():
        yield whole_site


@contextmanager
def _serving(uploads: Path) -> Iterator[Site]:
    """The platform with the small world, as a demonstration. Server and test share one connection and one transaction."""
    connection = connections["default"]
    if connection.vendor != "sqlite":
        pytest.skip("pages are the same on both databases: they are looked at with SQLite")
    apart = {
        "MEDIA_ROOT": uploads,
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "DEMONSTRATION": True,
        "ALLOWED_HOSTS": ["127.0.0.1", "testserver"],
    }
    with override_settings(**apart), undone():
        world = make_world()
        connection.inc_thread_sharing()
        server = LiveServerThread("127.0.0.1", StaticFilesHandler, connections_override={"default": connection})
        server.daemon = True
        server.start()
        server.is_ready.wait()
        try:
            if server.error:
                raise server.error
            yield Site(f"http://127.0.0.1:{server.port}", world)
        finally:
            server.terminate()
            connection.dec_thread_sharing()


@pytest.fixture
def visitor(site: Site, chromium: Any) -> Iterator[Callable[..., Visitor]]:
    """`visitor("wang")` is a browser window of Wang's; `visitor("nobody", scripts=False)` one without scripts, `visitor("wang",
    by_keyboard=True)` that of a Wang who has no mouse."""
    opened = []

    def open_window(
        name: str,
        *,
        scripts: bool = True,
        by_keyboard: bool = False,
        window: dict[str, int] = DESK,
        **cookies: str,
    ) -> Visitor:
        context = chromium.new_context(viewport=window, java_script_enabled=scripts, locale="zh-CN")
        opened.append(context)
        if name != "nobody":
            cookies[live_settings.SESSION_COOKIE_NAME] = site.session(name)
        context.add_cookies([{"name": key, "value": value, "url": site.address} for key, value in cookies.items()])
        page = context.new_page()
        one = Visitor(page, site, KeyboardAlone() if by_keyboard else Both())
        page.on("console", lambda said: one.complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: one.complaints.append(str(error)))
        context.on("request", lambda asked: one.elsewhere.append(asked.url) if _is_elsewhere(asked.url, site) else None)
        return one

    yield open_window
    for context in opened:
        context.close()


def _is_elsewhere(url: str, site: Site) -> bool:
    return not url.startswith((site.address + "/", "data:", "blob:"))
