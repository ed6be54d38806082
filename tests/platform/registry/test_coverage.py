"""A subject's page says which lists cover it exactly where a declaration speaks for it, as the engine reads declarations."""

from __future__ import annotations

from typing import Any

from mingpin.registry.coverage import coverage_of
from mingpin.registry.models import Subject
from mingpin.registry.states import BatchKind
from mingpin.registry.taking import take_in
from mingpin.vocabulary.evidence import rows_frame
from mingpin.vocabulary.place import shared_vocabulary
from tests.platform.cast import HUIXIAN, WEIHUI, Cast

TERM = {"period_from": "2021-01-01", "period_to": "2024-06-30", "as_of": "2024-06-30"}


def given(cast: Cast, **rows: list[dict[str, Any]]) -> None:
    frames = {name: rows_frame(shared_vocabulary().tables[name], of_table) for name, of_table in rows.items()}
    take_in(frames, kind=BatchKind.IMPORT, title="试", by=cast.wang, supplier=cast.zheng.organisation)


def covering(cast: Cast, subject_id: str) -> set[str]:
    subject = Subject.objects.get(subject_id=subject_id)
    return {one.list for one in coverage_of(subject, cast.wang) if one.row is not None}


def subjects() -> list[dict[str, Any]]:
    return [
        {"subject_id": "甲", "name": "示例甲有限公司", "area": WEIHUI},
        {"subject_id": "甲牌", "kind": "brand", "name": "示例甲牌", "owner_id": "甲"},
        {"subject_id": "乙", "name": "示例乙有限公司", "area": HUIXIAN},
    ]


def test_nothing_is_covered_where_nothing_is_declared(cast: Cast) -> None:
    given(cast, subjects=subjects())
    assert covering(cast, "甲") == set()


def test_a_report_covers_the_lists_that_it_includes(cast: Cast) -> None:
    given(cast, subjects=subjects(), coverage=[{"list": "public_credit_report", "subject_id": "甲", **TERM}])
    assert covering(cast, "甲") == {"public_credit_report", "penalties", "joint_punishment"}
    assert covering(cast, "乙") == set()


def test_a_brand_is_covered_by_what_was_declared_for_its_carrier(cast: Cast) -> None:
    given(cast, subjects=subjects(), coverage=[{"list": "trademark_use", "subject_id": "甲", **TERM}])
    assert covering(cast, "甲牌") == {"trademark_use"}


def test_an_area_covers_what_lies_in_it_and_nothing_else(cast: Cast) -> None:
    given(cast, subjects=subjects(), coverage=[{"list": "safety_accidents", "area": WEIHUI, **TERM}])
    assert covering(cast, "甲") == covering(cast, "甲牌") == {"safety_accidents"}
    assert covering(cast, "乙") == set()
