"""Files as offices really send them: many defects at once."""

from __future__ import annotations

from datetime import date
from typing import Any

from .bodies import (
    BING,
    DING,
    GENG,
    HONOURS_HEADER,
    JI,
    JIA,
    REGISTER_HEADER,
    WU,
    YI,
    Body,
    earned,
    honour_row,
    honoured,
    register_row,
    registered,
)
from .cells import wide
from .shapes import Sheet, Specimen, notes
from .writing import Page, bundle, delimited, ods, padded, xls, xlsx


def _form(number: Any, body: Body, on: Any, capital: Any) -> list[Any]:
    return [number, body.name, body.code, on, capital]


_COUNTY_FORM: list[list[Any]] = [
    ["附件1"],
    ["新乡市虚构优质企业培育名录（2023年度）"],
    ["填报单位（盖章）：新乡市虚构局", "", "", "", "单位：万元"],
    ["序号", "企业基本信息", "", "", ""],
    ["", "企业名称", "统一社会\n信用代码", "成立时间", "注册资本"],
    ["红旗区（2家）"],
    _form(1, JIA, "2011年1月11日", "500"),
    _form(2, JI, "2016.6.16", "1,000"),
    ["小计", "", "", "", 1500],
    ["长垣市（1家）"],
    _form(3, BING, wide("2013/3/13"), "3000"),
    ["合计", "", "", "", 4500],
    [],
    ["注：1.成立时间以营业执照为准。"],
    ["2.注册资本保留两位小数。"],
    ["填表人：张三", "", "审核人：李四", "", "2024年1月5日"],
]
_FORM_MERGED = [(1, 0, 1, 4), (3, 0, 4, 0), (3, 1, 3, 4), (5, 0, 5, 4), (9, 0, 9, 4)]
_FORM_SHEET = Sheet(
    "subjects",
    {
        7: registered(JIA, area="410702"),
        8: registered(JI, area="410702"),
        11: registered(BING, area="410783"),
    },
    notes=notes(title=(1, 2), other=3, header=(4, 5), group=(6, 10), total=(9, 12), remark=(14, 15), signature=16),
)

_FINANCE: list[list[Any]] = [
    ["附件2："],
    ["2023年度虚构企业经营情况表"],
    ["", "", "", "", "", "单位：万元"],
    ["序号", "单位名称", "社会信用代码", "年度", "营业总收入", "利润总额"],
    ["1", "新乡市虚构甲机械有限公司 ", JIA.code.lower(), "2023年", "５０００", "1,234.5"],
    ["2", YI.name, wide(YI.code), "2023", "1.2亿元", "/"],
    ["3", BING.name, BING.code.replace("0", "O", 1), "2023", "800", "10"],
    ["4", WU.name, WU.code, "2023", "约900", "10"],
    ["5", "", "", "", "", ""],
    ["合计", "", "", "", "18700", "1254.5"],
    ["备注：数据来源于企业自报。"],
]
_FINANCE_SHEET = Sheet(
    "financials",
    {5: earned(JIA, profit="12345000"), 6: earned(YI, revenue="120000000", profit=None)},
    {7: "信用代码", 8: "营业总收入"},
    notes(title=(1, 2), unit=3, header=4, empty_form=9, total=10, remark=11),
)

_HONOURS: list[list[Any]] = [
    ["虚构荣誉情况汇总表", "", "", "", ""],
    ["", "企业名称", "统一社会信用代码", "荣誉名称", "认定年度"],
    ["1", *honour_row(JIA, "小巨人", "2022年")],
    ["2", *honour_row(YI, "中华老字号", "2019.7")],
    ["序号", *HONOURS_HEADER[:3], "认定年度"],
    ["3", *honour_row(DING, "示范社", "2021")],
    ["4", *honour_row(GENG, "不存在的奖", "2021")],
    ["5", "新乡(虚构己)实业有限公司", "", "市长质量奖", "二〇二〇年"],
]
_HONOURS_SHEET = Sheet(
    "honours",
    {
        3: honoured(JIA, "little_giant", "2022"),
        4: honoured(YI, "china_time_honoured", "2019-07"),
        6: honoured(DING, "demonstration_cooperative", "2021"),
        8: honoured(JI, "mayor_quality_award", "2020"),
    },
    {7: "荣誉名称"},
    notes(title=1, header=(2, 5)),
)
_REGISTER = [["附件3 主体名录"], list(REGISTER_HEADER), *map(register_row, (JIA, YI, BING, DING, WU, JI, GENG))]
_REGISTER_SHEET = Sheet(
    "subjects",
    {row: registered(body) for row, body in enumerate((JIA, YI, BING, DING, WU, JI, GENG), 3)},
    notes=notes(title=1, header=2),
)

SPECIMENS = (
    Specimen(
        "a county form in xlsx: all of it",
        xlsx("附件1.xlsx", Page(_COUNTY_FORM, _FORM_MERGED)),
        {("附件1.xlsx", "Sheet1"): _FORM_SHEET},
        is_register=True,
    ),
    Specimen(
        "the same form in xls",
        xls("附件1.xls", Page(_COUNTY_FORM, _FORM_MERGED)),
        {("附件1.xls", "Sheet1"): _FORM_SHEET},
        is_register=True,
    ),
    Specimen(
        "the same form as gb18030 text",
        delimited("附件1.csv", padded(_COUNTY_FORM), encoding="gb18030"),
        {("附件1.csv", ""): _FORM_SHEET},
        is_register=True,
    ),
    Specimen(
        "a table of amounts: unit line, full width, strokes, guesses, totals",
        delimited("附件2.csv", _FINANCE, encoding="gb18030"),
        {("附件2.csv", ""): _FINANCE_SHEET},
    ),
    Specimen("the same table in xlsx", xlsx("附件2.xlsx", _FINANCE), {("附件2.xlsx", "Sheet1"): _FINANCE_SHEET}),
    Specimen(
        "a table of honours in ods: untitled numbers, header again, honours by nickname",
        ods("荣誉.ods", _HONOURS),
        {("荣誉.ods", "Sheet1"): _HONOURS_SHEET},
    ),
    Specimen(
        "one workbook of all: register, amounts, honours, instructions, an empty sheet",
        xlsx(
            "虚构局报送.xlsx",
            Page([["填表说明"], ["一、请勿合并单元格。"], ["二、金额以万元计。"]], name="填表说明"),
            Page(_REGISTER, [(0, 0, 0, 2)], name="附件3"),
            Page(_FINANCE, name="附件2"),
            Page(_HONOURS, [(0, 0, 0, 4)], name="荣誉"),
            Page([[]], name="Sheet3"),
        ),
        {
            ("虚构局报送.xlsx", "附件3"): _REGISTER_SHEET,
            ("虚构局报送.xlsx", "附件2"): _FINANCE_SHEET,
            ("虚构局报送.xlsx", "荣誉"): _HONOURS_SHEET,
        },
        is_register=True,
    ),
    Specimen(
        "a bundle of a department: gbk names, three formats",
        bundle(
            "虚构局材料.zip",
            [
                delimited("主体名录.csv", _REGISTER, encoding="gb18030"),
                xls("经营情况.xls", _FINANCE),
                ods("荣誉.ods", _HONOURS),
            ],
            is_gbk=True,
        ),
        {
            ("虚构局材料.zip/主体名录.csv", ""): _REGISTER_SHEET,
            ("虚构局材料.zip/经营情况.xls", "Sheet1"): _FINANCE_SHEET,
            ("虚构局材料.zip/荣誉.ods", "Sheet1"): _HONOURS_SHEET,
        },
        is_register=True,
    ),
    Specimen(
        "a list in a spreadsheet with real dates, serials and years in one column",
        xlsx(
            "认定.xlsx",
            Page(
                [
                    ["虚构认定名单"],
                    [],
                    ["序号", *HONOURS_HEADER],
                    [1, *honour_row(JIA, on=date(2023, 5, 3))],
                    [2, *honour_row(YI, on=45049)],
                    [3, *honour_row(BING, on="2023年5月")],
                    [4, *honour_row(WU, on=2023)],
                    [5, *honour_row(JI, on="去年")],
                ],
                [(0, 0, 0, 4)],
            ),
        ),
        {
            ("认定.xlsx", "Sheet1"): Sheet(
                "honours",
                {4: honoured(JIA), 5: honoured(YI), 6: honoured(BING, on="2023-05"), 7: honoured(WU, on="2023")},
                {8: "认定日期"},
                notes(title=1, header=3),
            )
        },
    ),
    Specimen(
        "a text file whose notes hold separators",
        delimited(
            "名录.csv",
            [
                list(REGISTER_HEADER),
                register_row(JIA),
                ["说明：本表含甲,乙,丙三类，以甲类为准；乙类另报。"],
                ["联系人：张三", "电话：0373-0000000"],
            ],
        ),
        {("名录.csv", ""): Sheet("subjects", {2: registered(JIA)}, notes=notes(header=1, other=(3, 4)))},
        is_register=True,
    ),
)
