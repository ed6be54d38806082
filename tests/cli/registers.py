"""A small register with evidence, written as offices send it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

TABLES: dict[str, list[Sequence[str]]] = {
    "subjects": [
        ("subject_id", "name", "kind", "uscc", "area", "registered_province", "is_legal_person", "operating_since", "domain",
         "industry_field"),
        ("S1", "测试一厂", "enterprise", "91410700706600542H", "410702", "41", "是", "2010-05-01", "industry", "food"),
        ("S2", "测试二厂", "enterprise", "", "410781", "41", "否", "2010-05-01", "industry", "chemicals"),
        ("S3", "测试三厂", "enterprise", "", "410781", "41", "是", "", "industry", "food"),
        ("S4", "=1+1", "enterprise", "", "410702", "41", "是", "2010-05-01", "industry", ""),
        ("S5", "重名", "enterprise", "", "410702", "41", "是", "2010-05-01", "services", ""),
        ("S6", "重名", "enterprise", "", "410711", "41", "是", "2010-05-01", "industry", ""),
        ("S7", "错日子厂", "enterprise", "", "410711", "41", "是", "2010-13-45", "industry", ""),
    ],
    "judgements": [
        ("subject_id", "judgement", "year", "value", "decided_by", "department", "decided_on", "source"),
        *((f"S{number}", "awareness", "2024", "是", "王某", "market_regulation", "2024-05-01", "认定书")
          for number in (1, 2, 3, 6)),
    ],
    "honours": [
        ("subject_id", "scheme", "awarded_on", "source"),
        *((f"S{number}", "mayor_quality_award", "2020-01-01", "市政府公报") for number in (1, 2, 3, 4, 6)),
    ],
    "incidents": [
        ("subject_id", "kind", "occurred_on", "is_responsible", "source"),
        ("S6", "safety", "2021-03-01", "是", "应急局通报"),
    ],
    "coverage": [
        ("list", "area", "subject_id", "period_from", "period_to", "as_of", "supplier", "source"),
        ("safety_accidents", "4107", "", "2000-01-01", "2024-06-30", "2024-06-30", "市应急局", "事故名单"),
        ("quality_awards", "4107", "", "2000-01-01", "2024-06-30", "2024-06-30", "市市场监管局", "获奖名册"),
    ],
}  # fmt: skip
"""S1 is met; S2 is no legal person; S3 lacks a date; S4 is not judged; S5 has no scope; S6's accident is a matter of reading."""


def write_register(folder: Path) -> Path:
    """Writes the tables as csv files; gives the folder."""
    folder.mkdir(parents=True)
    for table, rows in TABLES.items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(rows)
    return folder
