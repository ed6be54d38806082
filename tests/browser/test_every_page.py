"""Every page that somebody reaches: axe finds nothing, a phone need not scroll sideways, nothing is fetched from elsewhere, the
browser does not complain. Pages of other apps come in by themselves, by navigation and links.

By day those see it whose pages differ most; MINGPIN_NIGHTLY=1 walks as each of the cast.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Visitor
from tests.browser.crawl import Crawl
from tests.platform.cast import MEMBERS

pytestmark = [pytest.mark.django_db]
IS_NIGHT = os.environ.get("MINGPIN_NIGHTLY") == "1"
BY_DAY = ("wang", "sun", "nobody")
STARTS = ["/", "/no/such/page", "/accounts/login/"]
FEW = 8
MOST = 150 if IS_NIGHT else 60
"""By day as many pages, which the journeys add theirs to; every one of them by night."""


@pytest.fixture(scope="module")
def looked_at() -> set[str]:
    """The addresses at which axe looked as somebody else already: by day each once, by night as everybody."""
    return set()


@pytest.mark.parametrize("name", [*MEMBERS, "nobody"] if IS_NIGHT else BY_DAY)
def test_every_page_of_a_person_is_fit_for_everybody(
    visitor: Callable[..., Visitor], looked_at: set[str], name: str
) -> None:
    crawl = Crawl(visitor(name), STARTS, Axe(), looked_at=set() if IS_NIGHT else looked_at, most=MOST)
    wrong = crawl.run()
    print(f"{name}: {sum(crawl.seen.values())} pages: {', '.join(crawl.seen)}")
    assert not wrong, "\n".join(wrong)


def test_every_page_is_fit_in_english_and_large_print(visitor: Callable[..., Visitor]) -> None:
    window = visitor("wang", language="en", large_print="1")
    wrong = Crawl(window, STARTS, Axe(), looked_at=set(), most=1000 if IS_NIGHT else FEW).run()
    assert not wrong, "\n".join(wrong)
