"""Identity: who a row is about; and coverage: what a list is declared to cover."""

from __future__ import annotations

from typing import Any

from .bodies import (
    BING,
    GENG,
    GENG_BRANCH,
    HONOURS_HEADER,
    JI,
    JIA,
    REGISTER_HEADER,
    WU,
    XIN_ONE,
    YI,
    Body,
    honoured,
    register_row,
    registered,
)
from .shapes import Cells, Sheet, Specimen, notes
from .writing import Page, delimited, xlsx


def _who(name: str, *rows: tuple[str, str, Body | str]) -> Specimen:
    """Honours of whoever name and code mean, or the title under which the row is rejected."""
    accepted: dict[int, Cells] = {n: honoured(who) for n, (_, _, who) in enumerate(rows, 2) if isinstance(who, Body)}
    rejected = {n: who for n, (_, _, who) in enumerate(rows, 2) if isinstance(who, str)}
    lines: list[list[Any]] = [[name_, code, "省级专精特新", "2023-05-03"] for name_, code, _ in rows]
    expected = Sheet("honours", accepted, rejected, notes(header=1))
    return Specimen(name, delimited("荣誉.csv", [list(HONOURS_HEADER), *lines]), {("荣誉.csv", ""): expected})


COVERAGE_HEADER = ["名单", "地区", "统一社会信用代码", "起始日期", "截止日期", "名单生成日期"]
_COVERED = {"list": "safety_accidents", "area": "4107", "period_from": "2021-01-01", "period_to": "2023-12-31"}

SPECIMENS = (
    _who("by credit code alone", ("", JIA.code, JIA), ("", WU.code, WU)),
    _who(
        "by name, whatever the width of its brackets",
        ("新乡(虚构己)实业有限公司", "", JI),
        ("新乡（虚构己）实业有限公司", "", JI),
        ("新乡 （虚构己） 实业有限公司", "", JI),
    ),
    _who(
        "limited company, long and short form",
        ("新乡市虚构戊药业有限公司", "", WU),
        ("新乡市虚构甲机械有限责任公司", "", JIA),
    ),
    _who("by a former name", ("新乡市虚构戊制药厂", "", WU)),
    _who("short names are proposed, not taken", ("虚构甲机械", "", ""), ("虚构丙起重机", "", "")),
    _who("name and code of two bodies", (JIA.name, YI.code, ""), (YI.name, YI.code, YI)),
    _who("nobody in the register", ("新乡市虚构癸有限公司", "", ""), ("", "91410700MA0000999", "")),
    _who("a name that two bodies share", (XIN_ONE.name, "", ""), (XIN_ONE.name, XIN_ONE.code, XIN_ONE)),
    _who(
        "a branch is not its head",
        (GENG_BRANCH.name, "", GENG_BRANCH),
        (GENG.name, "", GENG),
        (f"{JIA.name}封丘分公司", "", ""),
    ),
    _who("no name and no code", ("", "", ""), (JIA.name, JIA.code, JIA)),
    Specimen(
        "a register row sent twice, and one that contradicts itself",
        delimited(
            "名录.csv",
            [
                list(REGISTER_HEADER),
                register_row(JIA),
                register_row(YI),
                register_row(JIA),
                [YI.name, YI.code, "1999-09-09"],
            ],
        ),
        {
            ("名录.csv", ""): Sheet(
                "subjects", {2: registered(JIA), 3: registered(YI), 4: {}}, {5: ""}, notes(header=1), duplicates=1
            )
        },
        is_register=True,
    ),
    Specimen(
        "a list matched with the register of its own workbook",
        xlsx(
            "汇总.xlsx",
            Page([list(REGISTER_HEADER), register_row(JIA), register_row(BING)], name="主体"),
            Page(
                [
                    ["获奖单位", "荣誉名称", "认定时间"],
                    [JIA.name, "省级专精特新", "2023-05-03"],
                    [YI.name, "省级专精特新", "2023"],
                ],
                name="荣誉与认定",
            ),
        ),
        {
            ("汇总.xlsx", "主体"): Sheet("subjects", {2: registered(JIA), 3: registered(BING)}, notes=notes(header=1)),
            ("汇总.xlsx", "荣誉与认定"): Sheet("honours", {2: honoured(JIA)}, {3: ""}, notes(header=1)),
        },
        is_register=True,
    ),
    Specimen(
        "declarations of coverage in a sheet",
        delimited(
            "名单覆盖声明.csv",
            [
                COVERAGE_HEADER,
                ["生产安全责任事故名单", "新乡市", "", "2021年1月1日", "2023年12月31日", "2024.1.5"],
                ["公共信用报告（36 个月无违法违规记录证明）", "", JIA.code, "2021-01-05", "2024-01-04", "2024-01-05"],
                ["生产安全责任事故名单", "", "", "2021-01-01", "2023-12-31", "2024-01-05"],
                ["虚构名单", "新乡市", "", "2021-01-01", "2023-12-31", "2024-01-05"],
                ["生产安全责任事故名单", "新乡市", "", "2023-12-31", "2021-01-01", "2024-01-05"],
            ],
        ),
        {
            ("名单覆盖声明.csv", ""): Sheet(
                "coverage",
                {
                    2: {**_COVERED, "as_of": "2024-01-05"},
                    3: {"list": "public_credit_report", "area": None, "subject_id": JIA.code},
                },
                {4: "", 5: "名单", 6: ""},
                notes(header=1),
            )
        },
    ),
    Specimen(
        "a declaration drawn before the last of its rows",
        xlsx(
            "事故.xlsx",
            Page(
                [
                    ["事故单位", "统一社会信用代码", "事故类型", "事故时间"],
                    [JIA.name, JIA.code, "生产安全事故", "2023-11-20"],
                ],
                name="责任事故",
            ),
            Page(
                [COVERAGE_HEADER, ["生产安全责任事故名单", "新乡市", "", "2021-01-01", "2023-12-31", "2023-06-30"]],
                name="名单覆盖声明",
            ),
        ),
        {
            ("事故.xlsx", "责任事故"): Sheet(
                "incidents", {2: {"subject_id": JIA.code, "occurred_on": "2023-11-20"}}, notes=notes(header=1)
            ),
            ("事故.xlsx", "名单覆盖声明"): Sheet("coverage", {}, {2: ""}, notes(header=1)),
        },
    ),
)
