"""SEC-03: whatever somebody searches, filters, sorts, pages, counts or exports by, the answer is that of a database without what
is hidden from them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from mingpin.accounts.acting import Acting
from mingpin.registry import finding
from mingpin.registry.deciding import accept_proposal
from mingpin.registry.entry.actions import add_evidence, correct_evidence
from mingpin.registry.holding import write_holdings
from mingpin.registry.models import (
    Contact,
    EvidenceRow,
    Identifier,
    Proposal,
    Subject,
    SubjectName,
    SubjectWords,
)
from mingpin.registry.queries import CONFIDENTIAL
from mingpin.registry.register import add_contact, create_subject
from tests.conftest import examples
from tests.platform.cast import HUIXIAN, WEIHUI, Cast, make_cast
from tests.trust.walking import told, undone

pytestmark = pytest.mark.django_db
CODE = "91410781MA00000017"
SCHEMES = ("srdi_sme", "little_giant", "gi_product")
TABLES = ("honours", "financials", "trademarks", "satisfaction")


@pytest.fixture(scope="module")
def cast(django_db_setup: Any, django_db_blocker: Any) -> Iterator[Cast]:
    """The cast and two counties whose subjects share names, codes, carriers and decisions. Made once; every test is undone."""
    with django_db_blocker.unblock(), undone():
        made = make_cast()
        _fill(made)
        yield made


def _fill(cast: Cast) -> None:
    platform = Acting.platform("test")
    today = timezone.localdate()
    subjects: list[Subject] = []
    for number in range(24):
        area = (WEIHUI, HUIXIAN)[number % 2]
        values: dict[str, Any] = {
            "name": f"示例{'振动食品起重'[number % 3 * 2 :][:2]}{number // 4}号有限公司",
            "kind": ("enterprise", "brand", "cooperative")[number % 3],
            "domain": ("industry", "agriculture")[number // 3 % 2],
            "industry_field": ("food", "lifting_equipment")[number // 2 % 2],
            "area": area,
            "registered_on": f"20{10 + number // 3}",
        }
        if number in (6, 9):
            values["uscc"] = CODE
        if number in (12, 15):
            values["former_names"] = ["示例老字号厂"]
        if values["kind"] == "brand" and subjects:
            values["owner_id"] = subjects[
                max(0, number - 1 - number // 3 % 2)
            ].subject_id  # some carried by a body of the other county
        subject = create_subject(values=values, by=(cast.zhou, cast.wu)[number % 2])
        subjects.append(subject)
        add_contact(subject=subject, by=platform, name=f"联系人{number}")
        days = (today + timedelta(days=10 * number)).isoformat()
        scheme = {"scheme": SCHEMES[number // 2 % 3], "valid_to": days, "document": f"文号{number}"}
        row = add_evidence(subject=subject, table="honours", values=scheme, by=cast.wang)
        if number % 5 == 0:
            correct_evidence(row=row, values={**scheme, "document": "更正"}, reason="更正", by=cast.wang)
        sender = (cast.chen, cast.zheng)[number // 2 % 2]
        if number % 4 < 3:
            add_evidence(
                subject=subject, table="financials", values={"year": "2023", "revenue": f"{number}00"}, by=sender
            )
        if number % 3 == 0:
            add_evidence(subject=subject, table="trademarks", values={"mark": f"商标{number}"}, by=sender)
    for proposal in Proposal.objects.order_by("pk"):
        if proposal.other and {proposal.subject.area, proposal.other.area} == {WEIHUI, HUIXIAN}:
            accept_proposal(proposal=proposal, reason="同一", by=cast.wang)
            break


def _without_other_areas() -> None:
    """The database as it would be had nobody but Weihui ever sent anything."""
    foreign = Subject.objects.exclude(area=WEIHUI)
    rows = EvidenceRow.objects.filter(subject__in=foreign)
    rows.update(superseded_by=None)
    rows.delete()
    Proposal.objects.filter(subject__in=foreign).delete()
    Proposal.objects.filter(other__in=foreign).delete()
    for model in (SubjectName, Identifier, Contact, SubjectWords):
        model.objects.filter(subject__in=foreign).delete()  # type: ignore[attr-defined]
    Subject.objects.filter(owner__in=foreign).update(owner=None)
    Subject.objects.filter(merged_into__in=foreign).update(merged_into=None)
    foreign.update(owner=None, merged_into=None)
    foreign.delete()
    write_holdings(Subject.objects.values_list("pk", flat=True))


def _without_secrets_of_others(by: Acting) -> Callable[[], None]:
    """The database as it would be had no other body sent what is confidential."""

    def remove() -> None:
        rows = EvidenceRow.objects.filter(table__in=CONFIDENTIAL).exclude(batch__supplier=by.organisation)
        rows.update(superseded_by=None)
        rows.delete()
        write_holdings(Subject.objects.values_list("pk", flat=True))

    return remove


def _browser(cast: Cast, who: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(cast.person(who), backend="django.contrib.auth.backends.ModelBackend")
    return client


def _answer(client: Client, url: str) -> Any:
    response = client.get(url)
    if response.streaming and response.status_code == 200:
        book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined]
        exported_at = ("导出时间", "导出")
        return [
            [str(cell.value) for cell in row if not str(cell.value).startswith(exported_at)]
            for sheet in book
            for row in sheet.iter_rows()
        ]
    return told(response, url, {})


def _same_without(client: Client, urls: list[str], remove: Callable[[], None]) -> None:
    """Each address answers alike before and after what is hidden has gone."""
    before = {url: _answer(client, url) for url in urls}
    with undone():
        remove()
        after = {url: _answer(client, url) for url in urls}
    for url in urls:
        assert after[url] == before[url], url


WORDS = [
    "示例",
    "振动",
    "食品",
    "号",
    "0号",
    "老字号",
    "slzd",
    "sl",
    CODE[:10],
    CODE,
    "m2",
    "有限公司",
    "示例 振动",
    "%",
    "_",
    "'",
]
SORTS = [
    "name",
    "-name",
    "area",
    "-area",
    "registered_on",
    "owner__name",
    "-merged_into__area",
    "evidence__valid_to",
    "pk",
    "?",
]
HIDDEN = [
    "owner__area",
    "area__startswith",
    "merged_into__name__contains",
    "organisation",
    "evidence__table",
    "names__name",
    "pk__in",
]
QUERY = st.fixed_dictionaries(
    {},
    optional={
        "q": st.sampled_from(WORDS),
        "sort": st.sampled_from(SORTS),
        "page": st.sampled_from(["1", "2", "-1", "999", "x"]),
        "area": st.sampled_from([WEIHUI, HUIXIAN, "4107"]),
        "kind": st.sampled_from(["enterprise", "brand", "cooperative"]),
        "domain": st.sampled_from(["industry", "agriculture"]),
        "field": st.sampled_from(["food", "lifting_equipment"]),
        "honour": st.sampled_from(SCHEMES),
        "holds": st.sampled_from(TABLES),
        "expiring": st.sampled_from(["30", "90", "365"]),
        "export": st.just("xlsx"),
        **{name: st.sampled_from([HUIXIAN, "1", "示例", "honours"]) for name in HIDDEN},
    },
)


@examples(25)
@given(query=QUERY, few=st.sampled_from([1, 3, 2000]))
def test_sec_03_a_countys_list_is_that_of_a_database_of_its_area(
    cast: Cast, db: Any, query: dict[str, str], few: int
) -> None:
    finding._FEW, usual = few, finding._FEW
    try:
        _same_without(_browser(cast, "zhou"), [f"/subjects/?{urlencode(query)}"], _without_other_areas)
    finally:
        finding._FEW = usual


@examples(25)
@given(query=QUERY)
def test_sec_03_a_departments_list_is_that_of_a_database_without_the_secrets_of_others(
    cast: Cast, db: Any, query: dict[str, str]
) -> None:
    remove = _without_secrets_of_others(cast.chen)
    _same_without(_browser(cast, "chen"), [f"/subjects/?{urlencode(query)}"], remove)


def _pages(subjects: Any) -> list[str]:
    queries = ("", "?superseded=1", "?table=honours", "?table=financials")
    return [f"/subjects/{pk}/{query}" for pk in subjects.values_list("pk", flat=True) for query in queries]


def test_sec_03_a_countys_pages_desk_and_proposals_tell_nothing_of_another_area(cast: Cast, db: Any) -> None:
    own = Subject.objects.filter(area=WEIHUI).order_by("pk")
    forms = [f"/subjects/{own[0].pk}/evidence", f"/subjects/{own[0].pk}/evidence?table=honours"]
    urls = [*_pages(own), *forms, "/", "/proposals/", "/proposals/?state=", "/proposals/?q=示例&state=", "/imports/"]
    _same_without(_browser(cast, "zhou"), urls, _without_other_areas)


def test_sec_03_a_departments_pages_tell_nothing_of_the_secrets_of_others(cast: Cast, db: Any) -> None:
    urls = _pages(Subject.objects.order_by("pk")[:8])
    _same_without(_browser(cast, "chen"), [*urls, "/"], _without_secrets_of_others(cast.chen))


def test_sec_03_numbers_of_another_county_are_like_numbers_that_were_never_given(cast: Cast, db: Any) -> None:
    client = _browser(cast, "zhou")
    foreign = Subject.objects.filter(area=HUIXIAN, merged_into=None)[0]
    row = EvidenceRow.objects.filter(subject=foreign)[0]
    never = 987654321
    for there, nowhere in (
        (f"/subjects/{foreign.pk}/", f"/subjects/{never}/"),
        (f"/subjects/{foreign.pk}/change", f"/subjects/{never}/change"),
        (f"/subjects/{foreign.pk}/contacts", f"/subjects/{never}/contacts"),
        (f"/subjects/{foreign.pk}/evidence?table=honours", f"/subjects/{never}/evidence?table=honours"),
        (f"/evidence/{row.pk}/", f"/evidence/{never}/"),
        (f"/evidence/{row.pk}/correct", f"/evidence/{never}/correct"),
    ):
        assert told(client.get(there), there, {}) == told(client.get(nowhere), nowhere, {})
        posted, absent = there.split("?")[0], nowhere.split("?")[0]  # a page that answers a POST names its path only
        assert told(client.post(there), posted, {}) == told(client.post(nowhere), absent, {})
        assert client.get(there).status_code == 404


def test_sec_03_the_mutant_that_counts_before_it_looks_at_rights_is_found(
    cast: Cast, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check itself works: a list without its permission filter makes it fail."""
    from mingpin.registry import queries

    monkeypatch.setattr(queries, "visible_subjects", lambda subjects, by: subjects)
    with pytest.raises(AssertionError):
        _same_without(_browser(cast, "zhou"), ["/subjects/"], _without_other_areas)
