"""The first pack with a few organisations in it, for tests of what is built on a survey."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from mingpin.engine import Changes, Pack, Survey, compile_program, load_pack, run_survey
from mingpin.vocabulary import Evidence
from mingpin.vocabulary.completion import complete

AS_OF = date(2024, 6, 30)

SUBJECTS = [
    {
        "subject_id": "young", "kind": "enterprise", "name": "示例·年轻机械有限公司",
        "area": "410702", "registered_province": "41",
        "registered_on": "2020-01-06", "operating_since": "2020-03-01", "is_operating_normally": True, "is_legal_person": True,
        "is_four_new": False, "domain": "industry", "industry": "C34",
    },
    {
        "subject_id": "titled", "kind": "enterprise", "name": "示例·称号机械有限公司",
        "area": "410781", "registered_province": "41",
        "registered_on": "2010-01-06", "operating_since": "2010-03-01", "is_operating_normally": True, "is_legal_person": True,
        "is_four_new": False, "domain": "industry", "industry": "C34",
    },
    {"subject_id": "screen", "kind": "product", "name": "示例·振动筛", "owner_id": "titled", "domain": "industry"},
]  # fmt: skip

ROWS: Mapping[str, list[dict[str, Any]]] = {
    "subjects": SUBJECTS,
    "honours": [
        {
            "subject_id": "titled", "scheme": "srdi_sme", "awarded_on": "2022-01-01", "source": "豫工信企业〔示例〕12 号",
            "source_file": "专精特新.xlsx", "source_sheet": "名单", "source_row": 41,
        },
    ],
    "incidents": [
        {"subject_id": "titled", "kind": "safety", "occurred_on": "2021-09-15", "is_responsible": True,
         "source_file": "事故.csv"},
    ],
    "coverage": [
        {
            "list": list_, "area": "4107", "period_from": "2015-01-01", "period_to": "2024-06-30",
            "as_of": "2024-06-30", "supplier": "示例部门", "source_file": "覆盖.csv", "source_row": number,
        }
        for number, list_ in enumerate(("safety_accidents", "srdi_register", "quality_accidents"), start=2)
    ],
}  # fmt: skip


@cache
def pack() -> Pack:
    """The first pack, loaded once."""
    return load_pack(Path(__file__).parents[2] / "packs" / "xinxiang" / "meiyu-2023")


def survey(changes: Changes | None = None, as_of: date = AS_OF, **more: list[dict[str, Any]]) -> Survey:
    """The survey of these organisations for 2024; `more` adds rows to tables."""
    rows = {table: [*ROWS.get(table, []), *more.get(table, [])] for table in (*ROWS, *more)}
    evidence = complete(Evidence.from_rows(pack().vocabulary, rows), pack().vocabulary)
    program = compile_program(pack(), year=2024, as_of=as_of, changes=changes or Changes())
    return run_survey(program, evidence)
