"""A program sends rows: they mean what a file of the same rows means, each is answered, and sending twice has one effect."""

from __future__ import annotations

import json

import pytest

from mingpin.accounts.models import KeptAnswer
from mingpin.audit.models import Entry
from mingpin.registry.models import Batch, EvidenceRow
from tests.platform.api.conftest import Programs

pytestmark = pytest.mark.usefixtures("register")
HONOUR = {"scheme": "china_time_honoured", "awarded_on": "2024-01"}


def results(answer: dict[str, object], table: str = "honours") -> list[str]:
    return [row["result"] for row in answer["tables"][table]["rows"]]  # type: ignore[index]


def test_each_row_is_answered_and_what_can_be_read_comes_in_as_one_batch(program_of: Programs) -> None:
    rows = [
        {"subject_id": "W1", **HONOUR},
        {"subject_name": "示例卫辉机械有限公司", "scheme": "中华老字号", "awarded_on": "2024年2月"},
        {"subject_name": "没有这一家", **HONOUR},
        {"subject_id": "W1", "scheme": "没有这一项"},
        {"subject_id": "W1", "scheme": None},
    ]
    response = program_of("chen").push({"honours": rows})
    assert response.status_code == 200, response.content
    answer = response.json()
    assert results(answer) == ["new", "new", "rejected", "rejected", "rejected"]
    told = answer["tables"]["honours"]
    assert (told["read"], told["accepted"], told["rejected"]) == (5, 2, 3)
    assert told["rows"][2]["reasons"][0]["column"] == "subject_name"
    assert "没有这一项" in told["rows"][3]["reasons"][0]["reason"]
    batch = Batch.objects.get(pk=answer["batch"])
    assert (batch.kind, batch.supplier.name, batch.person) == ("api", "示例市工信局", None)
    assert batch.rows.count() == 2
    entry = Entry.objects.get(object_type="registry.batch", object_id=str(batch.pk))
    assert json.loads(entry.leaf)["person"].startswith("token:")


def test_the_same_push_again_has_one_effect_and_the_same_answer(program_of: Programs) -> None:
    program = program_of("chen")
    tables = {"honours": [{"subject_id": "W1", **HONOUR}]}
    first = program.push(tables, key="january-2024")
    again = program.push(tables, key="january-2024")
    assert again.json() == first.json()
    assert (first.headers.get("Idempotency-Replayed"), again.headers["Idempotency-Replayed"]) == (None, "true")
    assert Batch.objects.filter(kind="api").count() == 1
    other = program.push({"honours": [{"subject_id": "H1", **HONOUR}]}, key="january-2024")
    assert (other.status_code, other.json()["field"]) == (422, "Idempotency-Key")
    assert KeptAnswer.objects.count() == 1


def test_keys_of_two_organisations_have_nothing_to_do_with_each_other(program_of: Programs) -> None:
    tables = {"honours": [{"subject_id": "W1", **HONOUR}]}
    assert results(program_of("chen").push(tables, key="same-key-1").json()) == ["new"]
    assert program_of("zheng").push({"honours": [{"subject_id": "H1", **HONOUR}]}, key="same-key-1").status_code == 200


def test_a_push_without_its_key_is_refused(program_of: Programs) -> None:
    program = program_of("chen")
    body = json.dumps({"title": "x", "tables": {"honours": [{"subject_id": "W1", **HONOUR}]}})
    response = program.client.post("/api/v1/push/evidence", body, content_type="application/json")
    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")
    assert "Idempotency-Key" in response.json()["errors"][0]["place"]


def test_rows_that_are_held_are_known_and_make_no_batch(program_of: Programs) -> None:
    program = program_of("chen")
    tables = {"honours": [{"subject_id": "W1", **HONOUR}]}
    assert results(program.push(tables).json()) == ["new"]
    again = program.push(tables).json()
    assert (results(again), again["batch"]) == (["known"], None)


def test_to_a_county_the_subjects_of_another_are_as_if_they_were_not_there(program_of: Programs) -> None:
    before = EvidenceRow.objects.count()
    program = program_of("zhou")

    def reasons(name: str) -> list[dict[str, str]]:
        answer = program.push({"honours": [{"subject_name": name, **HONOUR}, {"subject_id": name, **HONOUR}]}).json()
        return [
            {key: text.replace(name, "NAME") for key, text in reason.items()}
            for row in answer["tables"]["honours"]["rows"]
            for reason in row["reasons"]
        ]

    assert reasons("示例辉县食品有限公司") == reasons("示例某县某某有限公司")
    assert reasons("H1") == reasons("NN")
    assert "辉县" not in json.dumps(reasons("示例辉县食品公司"), ensure_ascii=False)
    assert EvidenceRow.objects.count() == before
    assert results(program.push({"honours": [{"subject_id": "W1", **HONOUR}]}).json()) == ["new"]


def test_register_rows_come_from_the_office_only(program_of: Programs) -> None:
    row = {"subject_id": "H1", "kind": "enterprise", "name": "改了名", "area": "410781"}
    for who in ("zhou", "chen", "sun"):
        answer = program_of(who).push({"subjects": [row]}).json()
        assert (results(answer, "subjects"), answer["batch"]) == (["rejected"], None)
    new = {"subject_id": "N1", "kind": "enterprise", "name": "示例新办有限公司", "area": "410781"}
    assert results(program_of("wang").push({"subjects": [new]}).json(), "subjects") == ["new"]


def test_coverage_is_declared_for_ones_own_area_only(program_of: Programs) -> None:
    declaration = {
        "list": "safety_accidents", "area": "410781", "period_from": "2021-01-01", "period_to": "2023-12-31",
        "as_of": "2024-01-15",
    }  # fmt: skip
    body = {
        "title": "名单覆盖",
        "declarations": [declaration, {**declaration, "area": "410782"}, {**declaration, "area": "41"}],
    }
    answer = program_of("zhou").post("push/coverage", body).json()
    assert results(answer, "coverage") == ["new", "rejected", "rejected"]
    answer = program_of("chen").post("push/coverage", {**body, "title": "部门"}).json()
    assert results(answer, "coverage").count("rejected") == 0


def test_money_is_kept_to_the_last_digit(program_of: Programs) -> None:
    program = program_of("zheng")
    body = (
        '{"title": "x", "tables": {"financials": [{"subject_id": "W1", "year": 2022, "revenue": 12345678901234.57}]}}'
    )
    assert program.post("push/evidence", body).status_code == 200
    assert EvidenceRow.objects.get(table="financials", values__year=2022).values["revenue"] == 1234567890123457


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400), ("[]", 422), ('{"title": "a", "title": "b"}', 400), ('{"title": NaN}', 400), ("[" * 100_000, 400),
        ('{"title": "x", "tables": {}}', 422), ('{"title": "x", "tables": {"honours": []}}', 422),
        ('{"title": "x", "tables": {"honours": [{"a": {"b": 1}}]}}', 422),
        ('{"title": "x", "tables": {"honours": [{"a": "\\u0000"}]}}', 422),
        ('{"title": "x", "tables": {"honours": [{"a": "\\ud800"}]}}', 422),
        ('{"title": "x", "tabels": {"honours": [{"a": "1"}]}}', 422),
    ],
)  # fmt: skip
def test_bodies_that_cannot_be_read_are_told_so(program_of: Programs, body: str, status: int) -> None:
    response = program_of("chen").post("push/evidence", body)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert {"type", "title", "status", "code", "request_id"} <= response.json().keys()


def test_a_table_that_is_none_and_columns_that_are_none_are_told(program_of: Programs) -> None:
    answer = (
        program_of("chen")
        .push({"nonsense": [{"a": 1}], "honours": [{"subject_id": "W1", **HONOUR, "colour": "red"}]})
        .json()
    )
    assert results(answer, "nonsense") == ["rejected"]
    assert results(answer) == ["new"]
    assert any("colour" in remark for remark in answer["tables"]["honours"]["remarks"])


def test_large_pushes_and_bodies_are_refused(program_of: Programs, settings: object) -> None:
    program = program_of("chen")
    row = {"subject_id": "W1", **HONOUR}
    assert program.push({"honours": [row] * 5001}).status_code == 422
    assert program.push({"honours": [row] * 3000, "ip_rights": [row] * 2001}).json()["field"] == "tables"
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000  # type: ignore[attr-defined]
    assert program.push({"honours": [row] * 100}).status_code == 413


def test_declarations_that_name_no_list_are_rejected(program_of: Programs) -> None:
    answer = program_of("chen").post("push/coverage", {"title": "x", "declarations": [{"0": 3}]}).json()
    assert results(answer, "coverage") == ["rejected"]
