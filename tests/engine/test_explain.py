"""What a person is told about one subject: the words of the document, the value, the row or declaration behind it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from mingpin.engine import Explainer
from mingpin.language import use_language
from tests.engine.meiyu import pack, survey


@pytest.fixture(scope="module")
def explainer() -> Explainer:
    use_language("zh")
    return Explainer(survey())


def leaves(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if not node["children"]:
        yield node
    for child in node["children"]:
        yield from leaves(child)


def test_every_clause_that_decides_stands_in_the_trace_with_its_place_in_the_document(explainer: Explainer) -> None:
    clauses = explainer.explain("titled")["clauses"]
    assert [clause["id"] for clause in clauses] == [clause.id for clause in pack().executable]
    by_id = {clause["id"]: clause for clause in clauses}
    assert by_id["plan.3.c1"]["number"] == "行动计划 三、1"
    assert by_id["plan.3.x1"]["number"] == "行动计划 三、不得纳入 1"


def test_quotes_in_the_trace_are_the_words_of_the_document(explainer: Explainer) -> None:
    quotes = [
        leaf["quote"]
        for clause in explainer.explain("titled")["clauses"]
        for leaf in leaves(clause["rule"])
        if "quote" in leaf
    ]
    assert len(quotes) > 20
    assert [quote for quote in quotes if quote not in pack().text] == []


def test_a_fact_that_rests_on_a_row_names_the_document_file_sheet_and_row(explainer: Explainer) -> None:
    trace = explainer.explain("titled")
    (cited,) = trace["facts"]["srdi_level"]["evidence"]
    row = trace["evidence"][cited]
    assert (row["source"], row["source_file"], row["source_sheet"], row["source_row"]) == (
        "豫工信企业〔示例〕12 号", "专精特新.xlsx", "名单", 41,
    )  # fmt: skip
    assert any(note.startswith("有效期止") for note in row["completed"]), (
        "not in the file; the trace says how it came about"
    )


def test_a_fact_that_rests_on_absence_names_the_declaration_that_lets_absence_count(explainer: Explainer) -> None:
    trace = explainer.explain("young")
    fact = trace["facts"]["latest_safety_accident_on"]
    assert fact["evidence"] == []
    coverage = trace["coverage"][fact["coverage"]]
    (declared,) = coverage["declarations"]
    assert trace["evidence"][declared]["supplier"] == "示例部门"
    assert coverage["since"] == "2015-01-01"


def test_what_is_not_known_says_why_and_who_holds_it(explainer: Explainer) -> None:
    trace = explainer.explain("young")
    (reason,) = trace["facts"]["revenue_last_year"]["reasons"]
    assert reason["code"] == "missing_fact:revenue_last_year"
    assert reason["holder"]
    assert trace["verdict"] == "UNDETERMINED" or trace["verdict"] == "NOT_MET"


def test_a_product_is_explained_by_the_rows_of_the_organisation_that_carries_it(explainer: Explainer) -> None:
    trace = explainer.explain("screen")
    assert trace["facts"]["srdi_level"]["evidence"] == explainer.explain("titled")["facts"]["srdi_level"]["evidence"]


def test_a_trace_goes_to_json_and_comes_back_the_same(explainer: Explainer) -> None:
    trace = explainer.explain("titled")
    assert json.loads(json.dumps(trace, ensure_ascii=False))["verdict"] == trace["verdict"]


def test_explaining_only_some_subjects_tells_the_same_of_them(explainer: Explainer) -> None:
    assert Explainer(explainer.survey, ["screen"]).explain("screen") == explainer.explain("screen")


def test_a_subject_that_is_not_in_the_survey_is_refused(explainer: Explainer) -> None:
    with pytest.raises(KeyError):
        explainer.explain("nobody")


def test_a_declaration_for_an_organisation_is_cited_for_what_it_carries_even_where_the_fact_is_the_products_own() -> (
    None
):
    declared = {
        "list": "scenic_areas", "subject_id": "titled", "period_from": "2015-01-01", "period_to": "2024-06-30",
        "as_of": "2024-06-30", "supplier": "示例部门",
    }  # fmt: skip
    trace = Explainer(survey(coverage=[declared])).explain("screen")
    coverage = trace["coverage"][trace["facts"]["scenic_level"]["coverage"]]
    assert coverage["since"] == "2015-01-01"
    assert len(coverage["declarations"]) == 1


def test_subjects_that_stand_differently_are_told_differently_though_traces_share_their_parts(
    explainer: Explainer,
) -> None:
    """A trace from an explainer of many equals the trace from one made for that subject alone."""
    for id_ in explainer.survey.facts.get_column("subject_id"):
        assert explainer.explain(id_) == Explainer(explainer.survey, [id_]).explain(id_)


@pytest.mark.parametrize("few", [0, 2, 4])
def test_a_part_that_is_written_anew_for_each_reads_as_one_that_is_kept(
    explainer: Explainer, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """Of large surveys only: parts that are another for nearly everyone, and of facts those that are settled."""
    monkeypatch.setattr("mingpin.engine.explain.FEW_STATES", few)
    monkeypatch.setattr("mingpin.engine.explain.MOST_UNLIKE", 0)
    anew = Explainer(explainer.survey)
    for id_ in explainer.survey.facts.get_column("subject_id"):
        for _time in ("first", "again"):
            assert json.dumps(anew.explain(id_)) == json.dumps(explainer.explain(id_))
