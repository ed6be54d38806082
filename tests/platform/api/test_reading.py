"""A program reads what the people of its organisation see, and learns nothing of anything else."""

from __future__ import annotations

import pytest

from mingpin.registry.models import EvidenceRow
from tests.platform.api.conftest import Programs

pytestmark = pytest.mark.usefixtures("register")
ALL = ["W1", "W2", "H1"]


@pytest.mark.parametrize(
    ("who", "sees"), [("wang", ALL), ("chen", ALL), ("zhao", ALL), ("zhou", ["W1", "W2"]), ("wu", ["H1"]), ("sun", [])]
)
def test_the_list_has_the_subjects_that_the_organisation_may_see(
    program_of: Programs, who: str, sees: list[str]
) -> None:
    answer = program_of(who, ("read",)).get("subjects").json()
    assert [item["subject_id"] for item in answer["items"]] == sees
    assert answer["next"] is None


def test_search_filters_and_pages_go_together(program_of: Programs) -> None:
    program = program_of("wang")
    assert [one["subject_id"] for one in program.get("subjects", q="示例", kind="enterprise").json()["items"]] == [
        "W1",
        "H1",
    ]
    assert [one["subject_id"] for one in program.get("subjects", q="slwh").json()["items"]] == ["W1"]
    first = program.get("subjects", limit=2).json()
    assert [one["subject_id"] for one in first["items"]] == ["W1", "W2"]
    second = program.get("subjects", limit=2, cursor=first["next"]).json()
    assert ([one["subject_id"] for one in second["items"]], second["next"]) == (["H1"], None)


@pytest.mark.parametrize("query", [{"q": "辉县食品"}, {"q": "H1"}, {"area": "410782"}, {"domain": "agriculture"}])
def test_no_search_of_a_county_finds_what_is_another_countys(program_of: Programs, query: dict[str, str]) -> None:
    assert program_of("wu").get("subjects", **query).json()["items"] != []
    assert program_of("zhou").get("subjects", **query).json() == {"items": [], "next": None}


def test_another_countys_subject_is_told_like_one_that_is_not_there(program_of: Programs) -> None:
    program = program_of("zhou")
    other, absent = program.get("subjects/H1"), program.get("subjects/NN")
    assert (other.status_code, other["Content-Type"]) == (404, "application/problem+json")
    told = [{**answer.json(), "request_id": ""} for answer in (other, absent)]
    assert told[0] == told[1]
    assert program.get("evidence", subject="H1").json() == program.get("evidence", subject="NN").json()
    row = EvidenceRow.objects.get(table="honours", subject__subject_id="H1")
    assert program.get(f"evidence/{row.pk}").status_code == program.get("evidence/987654").status_code == 404


def test_a_subject_is_shown_with_its_names_codes_and_carrier(program_of: Programs) -> None:
    program = program_of("zhou")
    brand = program.get("subjects/W2").json()
    assert (brand["name"], brand["owner"], brand["evidence"]) == ("示例牌", "W1", {"subjects": 1})
    body = program.get("subjects/W1").json()
    assert body["evidence"] == {"financials": 1, "honours": 1, "subjects": 1}
    assert [name["name"] for name in body["names"]] == ["示例卫辉机械有限公司"]


def test_values_are_written_as_they_can_be_sent(program_of: Programs) -> None:
    program = program_of("zhou")
    [money] = program.get("evidence", table="financials").json()["items"]
    assert money["values"] == {"year": 2023, "revenue": "1234567.5"}
    [honour] = program.get("evidence", table="honours").json()["items"]
    assert (honour["values"]["awarded_on"], honour["subject_id"]) == ("2023-05", "W1")
    assert honour["source"]["supplied_by"] == "示例市市场监管局"


def test_a_department_reads_no_secret_of_an_enterprise_that_it_did_not_supply(program_of: Programs) -> None:
    assert program_of("chen").get("evidence", table="financials").json()["items"] == []
    assert len(program_of("zheng").get("evidence", table="financials").json()["items"]) == 2
    assert program_of("chen").get("subjects/W1").json()["evidence"] == {"honours": 1, "subjects": 1}


def test_superseded_rows_are_shown_when_they_are_asked_for(program_of: Programs) -> None:
    from django.utils import timezone

    EvidenceRow.objects.filter(table="honours").update(superseded_at=timezone.now())
    program = program_of("wang")
    assert program.get("evidence", table="honours").json()["items"] == []
    assert len(program.get("evidence", table="honours", state="superseded").json()["items"]) == 2
    assert len(program.get("evidence", table="honours", state="all").json()["items"]) == 2


def test_the_vocabulary_tells_tables_columns_and_codes(program_of: Programs) -> None:
    program = program_of("sun")
    tables = {table["id"] for table in program.get("vocabulary").json()["tables"]}
    assert {"subjects", "honours", "coverage"} <= tables
    columns = {column["name"]: column for column in program.get("vocabulary/tables/honours").json()["columns"]}
    assert (columns["scheme"]["classification"], columns["scheme"]["is_required"]) == ("honour_scheme", True)
    domain = program.get("vocabulary/classifications/domain").json()
    assert "industry" in {entry["code"] for entry in domain["entries"]}
    assert program.get("vocabulary/tables/none").status_code == 404
