"""Understanding a sheet: titles, units, headers of two lines, group rows, totals, signatures, notes, columns."""

from __future__ import annotations

from typing import Any

from mingpin.intake.sheets import MARK_TITLE

from .bodies import (
    BING,
    DING,
    FINANCIALS_HEADER,
    GENG,
    HONOURS_HEADER,
    JIA,
    REGISTER_HEADER,
    YI,
    earned,
    honour_row,
    honoured,
    money_row,
    register_row,
    registered,
)
from .shapes import Cells, NothingTaken, Sheet, Specimen, notes
from .writing import Build, Page, delimited, xls, xlsx

MONEY_HEADER = ("企业名称", "统一社会信用代码", "年度", "营业收入", "利润总额")


def _csv(name: str, rows: list[list[Any]], expected: Sheet, is_register: bool = True) -> Specimen:
    return Specimen(name, delimited("报送.csv", rows), {("报送.csv", ""): expected}, is_register)


def _book(name: str, build: Build, file: str, expected: Sheet, is_register: bool = True) -> Specimen:
    return Specimen(name, build, {(file, "Sheet1"): expected}, is_register)


def _two(first: int = 3, **kinds: int | tuple[int, ...]) -> Sheet:
    """Two rows of the register from this row on, and notes."""
    return Sheet("subjects", {first: registered(JIA), first + 1: registered(YI)}, notes=notes(**kinds))


HEADER, PAIR = list(REGISTER_HEADER), [register_row(JIA), register_row(YI)]
_MIXED: dict[int, Cells] = {
    4: registered(JIA, area="410702"),
    5: registered(YI, area="410702"),
    7: registered(BING, area="410783"),
}

SPECIMENS = (
    _book(
        "a merged title",
        xlsx("报送.xlsx", Page([["新乡市虚构企业名录"], HEADER, *PAIR], merged=[(0, 0, 0, 2)])),
        "报送.xlsx",
        _two(title=1, header=2),
    ),
    _book(
        "附件 line, title, blank row",
        xls(
            "报送.xls",
            Page([["附件1：", "", ""], ["2023年度虚构企业名录", "", ""], [], HEADER, *PAIR], merged=[(1, 0, 1, 2)]),
        ),
        "报送.xls",
        _two(5, title=(1, 2), header=4),
    ),
    _csv(
        "附件 line and title in a text file",
        [["附件2"], ["新乡市虚构企业名录（截至2023年12月31日）"], HEADER, *PAIR],
        _two(4, title=(1, 2), header=3),
    ),
    _csv(
        "a line above the table that says who fills it in and when",
        [["虚构企业名录"], ["填报单位：新乡市虚构局", "", "填报日期：2024年1月5日"], HEADER, *PAIR],
        _two(4, title=1, other=2, header=3),
    ),
    _csv(
        "a unit line",
        [
            ["企业主要经济指标"],
            ["单位：万元"],
            list(MONEY_HEADER),
            [*money_row(JIA, 2023, "5000"), "320.5"],
            [*money_row(YI, 2023, "1,200.00"), ""],
        ],
        Sheet(
            "financials",
            {4: earned(JIA, profit="3205000"), 5: earned(YI, revenue="12000000", profit=None)},
            notes=notes(title=1, unit=2, header=3),
        ),
        is_register=False,
    ),
    _csv(
        "a unit line that stands to the right, and a title that says another unit",
        [
            ["", "", "", "", "计量单位：万元"],
            ["企业名称", "统一社会信用代码", "年度", "营业收入（亿元）", "利润总额"],
            [*money_row(JIA, 2023, "1.25"), "320"],
        ],
        Sheet("financials", {3: earned(JIA, revenue="125000000", profit="3200000")}, notes=notes(unit=1, header=2)),
        is_register=False,
    ),
    _book(
        "a header of two merged lines",
        xlsx(
            "报送.xlsx",
            Page(
                [
                    ["荣誉汇总表"],
                    ["序号", "企业信息", "", "获得荣誉", ""],
                    ["", "企业名称", "统一社会信用代码", "荣誉名称", "认定日期"],
                    [1, *honour_row(JIA)],
                    [2, *honour_row(YI, "市长质量奖", "2022年")],
                ],
                merged=[(0, 0, 0, 4), (1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 1, 4)],
            ),
        ),
        "报送.xlsx",
        Sheet(
            "honours",
            {4: honoured(JIA), 5: honoured(YI, "mayor_quality_award", "2022")},
            notes=notes(title=1, header=(2, 3)),
        ),
        is_register=False,
    ),
    _book(
        "a header whose second line is the unit",
        xlsx(
            "报送.xlsx",
            Page(
                [
                    ["企业名称", "统一社会信用代码", "年度", "营业收入", "利润总额"],
                    ["", "", "", "（万元）", "（万元）"],
                    [*money_row(JIA, 2023, 5000), 320.5],
                ],
                merged=[(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2)],
            ),
        ),
        "报送.xlsx",
        Sheet("financials", {3: earned(JIA, profit="3205000")}, notes=notes(header=(1, 2))),
        is_register=False,
    ),
    _csv(
        "a header of two lines in a text file",
        [
            ["序号", "企业信息", "", "荣誉", ""],
            ["", "企业名称", "统一社会信用代码", "荣誉名称", "认定日期"],
            ["1", *honour_row(JIA)],
        ],
        Sheet("honours", {3: honoured(JIA)}, notes=notes(header=(1, 2))),
        is_register=False,
    ),
    _csv(
        "group rows of county names",
        [["虚构企业名录"], HEADER, ["红旗区"], *PAIR, ["长垣市"], register_row(BING)],
        Sheet("subjects", _MIXED, notes=notes(title=1, header=2, group=(3, 6))),
    ),
    _book(
        "group rows merged, numbered and counted",
        xlsx(
            "报送.xlsx",
            Page(
                [["虚构企业名录"], HEADER, ["一、红旗区（2家）"], *PAIR, ["二、长垣市（1家）"], register_row(BING)],
                merged=[(0, 0, 0, 2), (2, 0, 2, 2), (5, 0, 5, 2)],
            ),
        ),
        "报送.xlsx",
        Sheet("subjects", _MIXED, notes=notes(title=1, header=2, group=(3, 6))),
    ),
    _csv(
        "subtotals between and a total below",
        [
            list(MONEY_HEADER),
            [*money_row(JIA), "100"],
            [*money_row(YI), "200"],
            ["小计", "", "", "100000000", "300"],
            [*money_row(BING), "50"],
            ["合  计", "", "", "150000000", "350"],
        ],
        Sheet(
            "financials",
            {2: earned(JIA, profit="100"), 3: earned(YI, profit="200"), 5: earned(BING, profit="50")},
            notes=notes(header=1, total=(4, 6)),
        ),
        is_register=False,
    ),
    _csv(
        "a total above the records, as statistics print it",
        [list(FINANCIALS_HEADER), ["总计", "", "", "100000000"], money_row(JIA), money_row(YI)],
        Sheet("financials", {3: earned(JIA), 4: earned(YI)}, notes=notes(header=1, total=2)),
        is_register=False,
    ),
    _csv(
        "a total in words",
        [HEADER, *PAIR, ["合计：2家"]],
        _two(2, header=1, total=4),
    ),
    _csv(
        "signatures under the table",
        [
            HEADER,
            *PAIR,
            ["填表人：张三", "审核人：李四", "联系电话：0373-0000000"],
            ["单位负责人（签字）：", "", "（公章）"],
        ],
        _two(2, header=1, signature=(4, 5)),
    ),
    _csv(
        "notes under the table",
        [HEADER, *PAIR, [], ["注：1.本表由县（市、区）填报。"], ["2.成立日期以营业执照为准。"], ["3.本表一式两份。"]],
        _two(2, header=1, remark=(5, 6, 7)),
    ),
    _csv(
        "“blank below” and a page number",
        [HEADER, *PAIR, ["（以下空白）"], ["第 1 页 共 1 页"]],
        _two(2, header=1, other=(4, 5)),
    ),
    _csv(
        "a numbering column",
        [["序号", *HEADER], ["1", *register_row(JIA)], ["2", *register_row(YI)]],
        _two(2, header=1),
    ),
    _csv(
        "a numbering column without title",
        [["", *HEADER], ["1", *register_row(JIA)], ["2", *register_row(YI)]],
        _two(2, header=1),
    ),
    _csv(
        "rows of a form of which only the numbering is filled in",
        [
            ["序号", *HEADER],
            ["1", *register_row(JIA)],
            ["2", *register_row(YI)],
            ["3", "", "", ""],
            ["4", "", "", ""],
            ["……", "", "", ""],
        ],
        Sheet(
            "subjects",
            {2: registered(JIA), 3: registered(YI)},
            notes={**notes(header=1, empty_form=(4, 5)), 6: None},
        ),
    ),
    _book(
        "blank columns at the left and between",
        xlsx("报送.xlsx", [["", *HEADER[:1], "", *HEADER[1:]], *(["", row[0], "", *row[1:]] for row in PAIR)]),
        "报送.xlsx",
        _two(2, header=1),
    ),
    _csv(
        "header and title repeated at each page",
        [["虚构企业名录"], HEADER, PAIR[0], ["虚构企业名录"], HEADER, PAIR[1]],
        Sheet(
            "subjects",
            {3: registered(JIA), 6: registered(YI)},
            notes={**notes(title=1, header=(2, 5)), 4: None},
        ),
    ),
    _csv("blank rows under the header", [HEADER, [], [], *PAIR], _two(4, header=1)),
    _csv(
        "titles with line breaks, spaces and marks of duty",
        [["*企 业 名 称", "统一社会\n信用代码（必填）", "成立日期\n（年月日）"], *PAIR],
        _two(2, header=1),
    ),
    _csv(
        "columns in another order under other names",
        [
            ["注册时间", "纳税人识别号", "备注", "申报单位"],
            [JIA.registered_on, JIA.code, "重点", JIA.name],
            [YI.registered_on, YI.code, "", YI.name],
        ],
        Sheet("subjects", {2: registered(JIA), 3: registered(YI)}, notes=notes(header=1), aside=("备注",)),
    ),
    _csv(
        "credit codes under a title that says nothing",
        [["企业名称", "备注栏", "成立日期"], *PAIR],
        _two(2, header=1),
    ),
    _csv(
        "the same title twice over different cells: neither is taken",
        [[*HEADER, "企业名称"], [*register_row(JIA), "虚构简称甲"], [*register_row(YI), "虚构简称乙"]],
        Sheet(
            "subjects",
            {2: registered(JIA, name=None), 3: registered(YI, name=None)},
            notes=notes(header=1),
            asked=("企业名称",),
        ),
    ),
    _csv(
        "the same title twice over the same cells",
        [[*HEADER, "企业名称"], [*register_row(JIA), JIA.name], [*register_row(YI), YI.name]],
        Sheet("subjects", {2: registered(JIA), 3: registered(YI)}, notes=notes(header=1)),
    ),
    _csv(
        "columns that we do not know",
        [[*HEADER, "法人手机", "党员人数"], [*register_row(JIA), "13000000000", "3"], [*register_row(YI), "", "5"]],
        Sheet(
            "subjects", {2: registered(JIA), 3: registered(YI)}, notes=notes(header=1), aside=("法人手机", "党员人数")
        ),
    ),
    _csv(
        "the mark column of a workbook that we gave back",
        [[*HEADER, MARK_TITLE], [*register_row(JIA), "采用"], [*register_row(YI), "退回：请核对"]],
        Sheet("subjects", {2: registered(JIA), 3: registered(YI)}, notes=notes(header=1), aside=(MARK_TITLE,)),
    ),
    _book(
        "a name merged over its two honours",
        xlsx(
            "报送.xlsx",
            Page(
                [
                    list(HONOURS_HEADER),
                    honour_row(JIA),
                    ["", "", "市长质量奖", "2022"],
                    honour_row(YI, "中华老字号", "2020"),
                ],
                merged=[(1, 0, 2, 0), (1, 1, 2, 1)],
            ),
        ),
        "报送.xlsx",
        Sheet(
            "honours",
            {
                2: honoured(JIA),
                3: honoured(JIA, "mayor_quality_award", "2022"),
                4: honoured(YI, "china_time_honoured", "2020"),
            },
            notes=notes(header=1),
        ),
        is_register=False,
    ),
    _book(
        "a county merged over its rows",
        xlsx(
            "报送.xlsx",
            Page(
                [
                    ["所属县区", *HEADER],
                    ["红旗区", *register_row(JIA)],
                    ["", *register_row(YI)],
                    ["长垣市", *register_row(BING)],
                ],
                merged=[(1, 0, 2, 0)],
            ),
        ),
        "报送.xlsx",
        Sheet(
            "subjects",
            {2: registered(JIA, area="410702"), 3: registered(YI, area="410702"), 4: registered(BING, area="410783")},
            notes=notes(header=1),
        ),
    ),
    _csv(
        "a header and no records beside a sheet that has some",
        [["附件3"], HEADER, register_row(DING)],
        Sheet("subjects", {3: registered(DING)}, notes=notes(title=1, header=2)),
    ),
    _csv(
        "one record only",
        [HEADER, register_row(GENG)],
        Sheet("subjects", {2: registered(GENG)}, notes=notes(header=1)),
    ),
    _csv(
        "revenue of three years side by side",
        [
            ["企业名称", "统一社会信用代码", "2021年营业收入", "2022年营业收入", "2023年营业收入（万元）"],
            [JIA.name, JIA.code, "1", "2", "3"],
        ],
        Sheet(
            "financials",
            {2: (earned(JIA, "2021", "1"), earned(JIA, "2022", "2"), earned(JIA, "2023", "30000"))},
            notes=notes(header=1),
        ),
        is_register=False,
    ),
    Specimen(
        "a list whose honour stands in its title only",
        delimited(
            "名单.csv",
            [
                ["省级专精特新中小企业名单"],
                ["序号", "获奖单位", "信用代码", "认定年度"],
                ["1", JIA.name, JIA.code, "2023"],
            ],
        ),
        NothingTaken(),
    ),
    Specimen(
        "a table of something else",
        delimited("值班表.csv", [["日期", "带班领导", "值班人员"], ["2024-01-01", "张三", "李四"]]),
        NothingTaken(),
    ),
)
