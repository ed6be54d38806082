"""SEC-01: everybody meets at every address what permissions.yaml says; what is another's is answered like what is not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.test import Client

from tests.trust.walking import FITS, Address, browsers, every_address, outcome_of, programs, told, undone, unmoved
from tests.trust.world import WHO_IS, Thing, World
from tools.permission_matrix import METHODS, Row, all_rows

pytestmark = pytest.mark.django_db
ADDRESSES = {address.name: address for address in every_address()}
ROWS = all_rows()
BODIES: Mapping[str, Any] = {
    "api:push_evidence": '{"title": "x", "tables": {"honours": [{"subject_id": "ABSENT"}]}}',
    "api:push_coverage": '{"title": "x", "declarations": [{"list": "penalties", "subject_id": "ABSENT"}]}',
}
"""What is sent where an empty form would not do."""


@pytest.fixture(scope="module")
def clients(world: World) -> tuple[dict[str, Client], dict[str, Client]]:
    return browsers(world), programs(world)


def test_sec_01_every_address_has_a_row_and_every_row_an_address() -> None:
    missing = sorted(set(ADDRESSES) - set(ROWS))
    assert missing == [], "add rows to docs/reference/permissions.yaml for these addresses"
    assert sorted(set(ROWS) - set(ADDRESSES)) == [], "these rows are of no address"


@pytest.mark.parametrize("name", sorted(set(ADDRESSES) & set(ROWS)))
def test_sec_01_everybody_meets_what_the_matrix_says(
    name: str, in_world: World, clients: tuple[dict[str, Client], dict[str, Client]]
) -> None:
    row, address = ROWS[name], ADDRESSES[name]
    wrong = []
    for method in METHODS:
        for who, client in clients[row.is_for_programs].items():
            wrong += list(_wrong(row, address, in_world, method, who, client))
    assert not wrong, "\n".join(wrong)


def _wrong(row: Row, address: Address, world: World, method: str, who: str, client: Client) -> Iterator[str]:
    """What somebody meets that the matrix does not say."""
    outcome, is_own_only = row.expected(method, WHO_IS[who])
    answers = {}
    for relation, names in _asked(row, address, world, who):
        wanted = {outcome}
        if (
            relation == "absent"
            and row.objects != "nothing"
            and address.converters
            and outcome in ("see", "do", "go on", "refused")
        ):
            wanted = {"not there"} if outcome != "refused" else {"refused", "not there"}
        elif relation == "other" and is_own_only:
            wanted = {"not there"}
        if outcome == "no method" and who == "nobody":
            wanted.add("sign in")
        with undone(), unmoved(client):
            url = address.url(names)
            response = _send(client, method, url, BODIES.get(row.address))
            answers[relation] = told(response, url, names)
        met = outcome_of(response)
        if not any(met in FITS[one] for one in wanted):
            yield f"{who} {method} {relation}: {met} ({response.status_code}), the matrix says {' or '.join(sorted(wanted))}"
    if "other" in answers and "absent" in answers and (is_own_only or outcome == "not there"):
        yield from _difference(answers["other"], answers["absent"], f"{who} {method}")


def _asked(row: Row, address: Address, world: World, who: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if not address.converters:
        yield "own", {}
        return
    kind = row.objects
    assert kind, f"{row.address}: the row has to say with `of` what the address names"
    things: list[Thing] = world.things.get(kind, []) if kind != "nothing" else []
    assert things or kind == "nothing", f"tests/trust/world.py makes no {kind}"
    for relation, is_own in (("own", True), ("other", False)):
        found = next((thing for thing in things if thing.is_own(who) is is_own), None)
        if found:
            yield relation, {part: found.names[part] for part in address.converters}
    yield "absent", address.absent()


def _send(client: Client, method: str, url: str, body: Any) -> Any:
    if method == "GET":
        return client.get(url)
    if isinstance(body, str):
        return client.post(url, body, content_type="application/json", headers={"Idempotency-Key": "one-and-only"})
    return client.post(url, body or {})


def _difference(other: Any, absent: Any, place: str) -> Iterator[str]:
    for part, mine, theirs in zip(("status", "body", "headers"), other, absent, strict=True):
        if mine != theirs:
            at = next((at for at, (a, b) in enumerate(zip(str(mine), str(theirs), strict=False)) if a != b), 0)
            near = f"{str(mine)[max(0, at - 40) : at + 40]!r} and {str(theirs)[max(0, at - 40) : at + 40]!r}"
            yield f"{place}: what is another's and what is absent differ in {part}: {near}"
