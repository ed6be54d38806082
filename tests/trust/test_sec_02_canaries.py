"""SEC-02: whoever reads, lists, searches, exports, downloads or guesses, is shown nothing of what is another's.

Every text in the small world is a canary that stands nowhere else and knows who may read it. Each person, and each program, is
sent through every page that links lead to and through the addresses of all things there are; what comes back is searched for
canaries that are not theirs. That the search would find them is proven with planted faults.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from mingpin.accounts.models import Organisation
from mingpin.registry.models import EvidenceRow, Subject
from tests.trust.crawling import IS_NIGHT, Crawl, crawl, every_page, walkers
from tests.trust.walking import browsers, every_address, programs, undone, unmoved
from tests.trust.world import SIDES, WHO_IS, World
from tools.permission_matrix import all_rows

pytestmark = pytest.mark.django_db
ROWS = all_rows()
OBJECTS = {name: row.objects for name, row in ROWS.items()}
ADDRESSES = [one for one in every_address() if "GET" in ROWS[one.name].outcomes and "logout" not in one.route]
SEARCHED = ("subjects", "imports", "proposals", "jobs", "memberships", "organisations", "people", "audit", "tokens")
"""Pages that are lists: asked for with a search for each canary, and for their export."""


def foreign(world: World, who: str) -> set[str]:
    """The canaries that this person may not read."""
    return {canary for canary, readers in world.canaries.items() if who not in readers}


def leaks(world: World, who: str, crawled: Crawl) -> list[str]:
    return sorted({f"{who} was shown {canary} at {url}" for canary, url in crawled.found(foreign(world, who))})


def starts(world: World, *, for_programs: bool) -> list[str]:
    wanted = [one for one in ADDRESSES if ROWS[one.name].is_for_programs is for_programs]
    return every_page(world, wanted, OBJECTS)


WALKERS = walkers(("chen", "zhou", "sun"), ("zhou", "sun"))


@pytest.fixture(scope="module")
def crawls(world: World) -> Callable[[str], Crawl]:
    """What each person is shown by all pages; fetched once."""
    known: dict[str, Crawl] = {}

    def of(who: str) -> Crawl:
        if who not in known:
            client = browsers(world)[who]
            with undone(), unmoved(client):
                known[who] = crawl(client, starts(world, for_programs=False))
        return known[who]

    return of


@pytest.mark.parametrize("who", WALKERS)
def test_sec_02_no_page_shows_what_is_anothers(in_world: World, crawls: Callable[[str], Crawl], who: str) -> None:
    assert leaks(in_world, who, crawls(who)) == []


@pytest.mark.parametrize("who", WHO_IS)
def test_sec_02_no_export_and_no_search_shows_what_is_anothers(in_world: World, who: str) -> None:
    client = browsers(in_world)[who]
    lists = [one.url({}) for one in ADDRESSES if one.name in SEARCHED]
    words = sorted(foreign(in_world, who))
    asked = [f"{url}?export=xlsx" for url in lists] + [
        f"{url}?q={word}" for url in lists for word in words[:: len(words) // 2 + 1]
    ]
    with undone(), unmoved(client):
        crawled = crawl(client, asked, follow=False)
    for url, text in crawled.shown.items():  # what was typed comes back in the search field: that tells nothing
        crawled.shown[url] = text.replace(url.partition("?q=")[2] or "\0", "")
    assert leaks(in_world, who, crawled) == []


@pytest.mark.parametrize("who", [who for who in WHO_IS if who != "he"])
def test_sec_02_the_interface_tells_nothing_of_what_is_anothers(in_world: World, who: str) -> None:
    client = programs(in_world)[who]
    crawled = crawl(client, starts(in_world, for_programs=True), follow=False)
    query = [f"/api/v1/{what}?limit=200" for what in ("subjects", "evidence", "evidence?state=all&")]
    more = crawl(client, [url.replace("?state=all&?", "?state=all&") for url in query], follow=False)
    crawled.shown |= more.shown
    assert leaks(in_world, who, crawled) == []


@pytest.mark.parametrize("side", SIDES)
def test_sec_02_a_foreign_county_counts_nothing_of_the_other(in_world: World, side: str) -> None:
    """Totals, facets and pages are those of a world in which the other county has nothing at all."""
    _area, _enterprise, county, _department = SIDES[side]
    client = browsers(in_world)[county]
    asked = ["/", "/subjects/", "/subjects/?q=CANARY", "/proposals/", "/imports/", "/memberships/", "/organisations/"]
    with undone(), unmoved(client):
        before = [_plain(client, url) for url in asked]
    with undone(), unmoved(client):
        other = next(name for name in SIDES if name != side)
        elsewhere = SIDES[other][0]
        assert EvidenceRow.objects.filter(subject__area=elsewhere).update(subject=None, table="gone") > 0
        assert Subject.objects.filter(area=elsewhere).update(area="410000") > 0
        Organisation.objects.filter(area=elsewhere).update(area="410000")
        after = [_plain(client, url) for url in asked]
    assert after == before


def _plain(client: Client, url: str) -> tuple[str, str]:
    from tests.trust.walking import told

    response = client.get(url)
    return url, told(response, url, {})[1]


def test_sec_02_mails_go_to_whom_they_concern(in_world: World) -> None:
    for letter in mail.outbox:
        told = [canary for canary in in_world.canaries if canary in f"{letter.subject}\n{letter.body}"]
        for address in letter.to:
            who = next((who for who, person in in_world.cast.people.items() if person.email == address), "nobody")
            assert [canary for canary in told if who not in in_world.canaries[canary]] == []


# That the search finds what it is there to find: faults as others made them, planted one at a time.


def _unfiltered(rows: Any, by: Any) -> Any:
    return rows


@pytest.mark.parametrize(
    ("fault", "who", "page"),
    [
        ("mingpin.registry.queries.visible_subjects", "wu", "/subjects/"),
        ("mingpin.registry.queries.visible_subjects", "qian", "/subjects/?export=xlsx"),
        ("mingpin.registry.imports.queries.visible_imports", "zhou", "/imports/"),
    ],
)
def test_sec_02_a_list_without_its_filter_is_found(
    in_world: World, monkeypatch: pytest.MonkeyPatch, fault: str, who: str, page: str
) -> None:
    client = browsers(in_world)[who]
    assert leaks(in_world, who, crawl(client, [page], follow=False)) == []
    monkeypatch.setattr(fault, _unfiltered)
    assert leaks(in_world, who, crawl(client, [page], follow=False)) != []


def test_sec_02_a_download_without_its_filter_is_found(in_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from mingpin.registry.models import AttachmentQuerySet

    client = browsers(in_world)["wu"]
    pages = every_page(in_world, [one for one in ADDRESSES if one.name == "attachment"], OBJECTS)
    assert leaks(in_world, "wu", crawl(client, pages, follow=False)) == []
    plant: Callable[..., Any] = lambda rows, by: rows  # noqa: E731  the fault in one line
    monkeypatch.setattr(AttachmentQuerySet, "visible_to", plant)
    assert leaks(in_world, "wu", crawl(client, pages, follow=False)) != []


def test_sec_02_the_interface_without_its_filter_is_found(in_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client = programs(in_world)["wu"]
    monkeypatch.setattr("mingpin.registry.queries.visible_subjects", _unfiltered)
    assert leaks(in_world, "wu", crawl(client, ["/api/v1/subjects"], follow=False)) != []


@pytest.mark.skipif(
    connection.vendor == "postgresql" and not IS_NIGHT, reason="by day pages are walked as everybody on SQLite only"
)
def test_sec_02_each_canary_is_shown_to_somebody_who_may_read_it(
    in_world: World, crawls: Callable[[str], Crawl]
) -> None:
    """A canary that stands nowhere would prove nothing."""
    every = set(in_world.canaries)
    seen = {canary for who in ("wang", "ma", "zhou", "wu") for canary, _url in crawls(who).found(every)}
    unseen = sorted(every - seen)
    assert len(unseen) < len(every) / 10, unseen
