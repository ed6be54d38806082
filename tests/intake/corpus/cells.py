"""Understanding a cell: digits, dates, money, yes and no, honours, codes, long numbers."""

from __future__ import annotations

from typing import Any

from .bodies import (
    BING,
    FINANCIALS_HEADER,
    HONOURS_HEADER,
    JI,
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
from .shapes import Cells, Sheet, Specimen, notes
from .writing import delimited, xlsx

Row = list[Any]


def wide(text: str) -> str:
    """The text with full-width letters, digits and signs."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _sheet(
    name: str, table: str, header: Row, rows: list[tuple[Row, Cells | str]], is_register: bool = False
) -> Specimen:
    """A text file of these rows, each with the cells that it gives, or with the title under which it is rejected."""
    accepted = {number: cells for number, (_, cells) in enumerate(rows, 2) if not isinstance(cells, str)}
    rejected = {number: cells for number, (_, cells) in enumerate(rows, 2) if isinstance(cells, str)}
    expected = Sheet(table, accepted, rejected, notes(header=1))
    return Specimen(
        name, delimited("报送.csv", [header, *(row for row, _ in rows)]), {("报送.csv", ""): expected}, is_register
    )


def _dates(name: str, *pairs: tuple[Any, str | None]) -> Specimen:
    """Dates as written, each with its canonical text; None where it is to be rejected."""
    rows: list[tuple[Row, Cells | str]] = [
        (honour_row(JIA, on=written), honoured(JIA, on=read) if read else "认定日期") for written, read in pairs
    ]
    return _sheet(name, "honours", list(HONOURS_HEADER), rows)


def _amounts(name: str, title: str, *pairs: tuple[Any, str | None]) -> Specimen:
    """Amounts as written, each with its canonical text in yuan; None where it is to be rejected."""
    years = range(2001, 2001 + len(pairs))
    rows: list[tuple[Row, Cells | str]] = [
        (money_row(JIA, str(year), written), title[:4] if read is None else earned(JIA, str(year), read))
        for year, (written, read) in zip(years, pairs, strict=True)
    ]
    return _sheet(name, "financials", [*FINANCIALS_HEADER[:3], title], rows)


def _codes(name: str, *rows: tuple[str, str, Cells | str]) -> Specimen:
    return _sheet(
        name,
        "subjects",
        list(REGISTER_HEADER),
        [([body, code, "2020-01-01"], expected) for body, code, expected in rows],
        is_register=True,
    )


SPECIMENS = (
    _sheet(
        "full-width digits in code, date and amount",
        "financials",
        [*FINANCIALS_HEADER, "利润总额（元）"],
        [([JIA.name, wide(JIA.code), wide("2023"), wide("50000000"), wide("-1200.50")], earned(JIA, profit="-1200.5"))],
    ),
    _dates(
        "days as people write them",
        ("2023-05-03", "2023-05-03"),
        ("2023/5/3", "2023-05-03"),
        ("2023.5.3", "2023-05-03"),
        ("2023.05.03", "2023-05-03"),
        ("2023年5月3日", "2023-05-03"),
        ("2023 年 05 月 03 日", "2023-05-03"),
        ("20230503", "2023-05-03"),
        ("二〇二三年五月三日", "2023-05-03"),
        ("二○二三年十二月三十一日", "2023-12-31"),
        ("２０２３年５月３日", "2023-05-03"),
        ("2023-05-03 00:00:00", "2023-05-03"),
    ),
    _dates(
        "months and years stay months and years",
        ("2023", "2023"),
        ("2023年", "2023"),
        ("2023年度", "2023"),
        ("2023-05", "2023-05"),
        ("2023.5", "2023-05"),
        ("2023年5月", "2023-05"),
        ("2023/05", "2023-05"),
        ("二〇二三年", "2023"),
    ),
    _dates(
        "what is no day of the calendar, or of no certain year",
        ("2023-02-30", None),
        ("2023年13月", None),
        ("23.5.3", None),
        ("近三年", None),
        ("2023年上半年", None),
        ("2023-05-03", "2023-05-03"),
    ),
    Specimen(
        "dates as serial numbers of a spreadsheet",
        xlsx(
            "荣誉.xlsx",
            [list(HONOURS_HEADER), honour_row(JIA, on=45049), honour_row(YI, on="45049"), honour_row(BING, on=2023)],
        ),
        {
            ("荣誉.xlsx", "Sheet1"): Sheet(
                "honours", {2: honoured(JIA), 3: honoured(YI), 4: honoured(BING, on="2023")}, notes=notes(header=1)
            )
        },
    ),
    _amounts(
        "amounts with their unit in the cell",
        "营业收入（元）",
        ("5000万元", "50000000"),
        ("1.2亿元", "120000000"),
        ("5,000 万人民币", "50000000"),
        ("1，234.56元", "1234.56"),
        ("￥1,234.56", "1234.56"),
        ("人民币3000万元整", "30000000"),
        ("-12.5万元", "-125000"),
        ("０", "0"),
    ),
    _amounts(
        "amounts under a title in 万元",
        "营业收入（万元）",
        ("5000", "50000000"),
        ("5,000.00", "50000000"),
        ("0.0001", "1"),
        ("5000万元", "50000000"),
        ("1.2亿元", "120000000"),
    ),
    _amounts("amounts under a title in 亿元", "营业收入/亿元", ("1.25", "125000000"), ("0.00000001", "1")),
    _amounts(
        "what is no certain amount in yuan",
        "营业收入（元）",
        ("500万美元", None),
        ("USD 5,000,000", None),
        ("约5000万元", None),
        ("500-600万元", None),
        ("保密", None),
        ("50000000", "50000000"),
    ),
    _sheet(
        "registered capital in foreign money is kept as written",
        "subjects",
        [*REGISTER_HEADER, "注册资本"],
        [
            ([*register_row(JIA), "500万美元"], registered(JIA, registered_capital="500万美元")),
            ([*register_row(YI), "5,000 万人民币"], registered(YI, registered_capital="5,000 万人民币")),
        ],
        is_register=True,
    ),
    _sheet(
        "yes, no, none and blank are told apart",
        "subjects",
        [*REGISTER_HEADER, "是否四新"],
        [
            ([JIA.name, JIA.code, JIA.registered_on, "是"], registered(JIA, is_four_new="true")),
            ([YI.name, YI.code, YI.registered_on, "否"], registered(YI, is_four_new="false")),
            ([BING.name, BING.code, BING.registered_on, "无"], registered(BING, is_four_new="false")),
            ([JI.name, JI.code, JI.registered_on, ""], registered(JI, is_four_new=None)),
        ],
        is_register=True,
    ),
    _sheet(
        "strokes are blanks, and a tick is a yes",
        "subjects",
        [*REGISTER_HEADER, "是否四新", "住所"],
        [
            ([JIA.name, JIA.code, "/", "√", "-"], JIA.about(registered_on=None, is_four_new="true", address=None)),
            (
                [YI.name, YI.code, "——", "/", "虚构路2号"],
                YI.about(registered_on=None, is_four_new=None, address="虚构路2号"),
            ),
        ],
        is_register=True,
    ),
    _sheet(
        "“无” under a level is declared none, a blank is not asked",
        "honours",
        ["企业名称", "统一社会信用代码", "荣誉名称", "荣誉层级"],
        [
            (
                [JIA.name, JIA.code, "智能工厂", "无"],
                {"subject_id": JIA.code, "scheme": "smart_manufacturing_benchmark", "level": "none"},
            ),
            (
                [YI.name, YI.code, "智能工厂", ""],
                {"subject_id": YI.code, "scheme": "smart_manufacturing_benchmark", "level": None},
            ),
            ([BING.name, BING.code, "智能工厂", "市 级"], {"subject_id": BING.code, "level": "municipal"}),
        ],
    ),
    _sheet(
        "honours by the names that people give them",
        "honours",
        list(HONOURS_HEADER),
        [
            (honour_row(JIA, "专精特新“小巨人”"), honoured(JIA, "little_giant")),
            (honour_row(JIA, '国家级专精特新"小巨人"企业'), honoured(JIA, "little_giant")),
            (honour_row(YI, "省级 专精特新"), honoured(YI)),
            (honour_row(YI, "河南省省长质量奖"), honoured(YI, "governor_quality_award")),
            (honour_row(YI, "省长质量奖提名奖"), honoured(YI, "governor_quality_award_nomination")),
            (honour_row(BING, "河南老字号"), "荣誉名称"),
            (honour_row(BING, "虚构杯最佳企业"), "荣誉名称"),
        ],
    ),
    _sheet(
        "an honour whose name two series share is told by who awards it",
        "honours",
        [*HONOURS_HEADER, "授予单位"],
        [
            (
                [*honour_row(JIA, "河南老字号"), "河南省商务厅"],
                honoured(JIA, "henan_time_honoured_commerce", issuer="河南省商务厅"),
            ),
            ([*honour_row(YI, "河南老字号"), ""], "荣誉名称"),
        ],
    ),
    _codes(
        "letters for digits in a credit code are proposed, not applied",
        (JIA.name, JIA.code.replace("0", "O", 1), "信用代码"),
        (YI.name, YI.code.replace("1", "I", 1), "信用代码"),
        (BING.name, BING.code, BING.about()),
    ),
    _codes(
        "credit codes cut, wrong, or of the time before",
        (JIA.name, JIA.code[:-1], "信用代码"),
        (YI.name, YI.code[:-1] + ("A" if YI.code[-1] != "A" else "B"), "信用代码"),
        (BING.name, "410700000012345", "信用代码"),
        (JI.name, JI.code, JI.about()),
    ),
    _codes(
        "credit codes in small letters, spaced, with a tab",
        (JIA.name, JIA.code.lower(), JIA.about()),
        (YI.name, f"{YI.code[:2]} {YI.code[2:8]} {YI.code[8:]}", YI.about()),
        (BING.name, f"{BING.code}\u00a0", BING.about()),
        (JI.name, f"\t{JI.code}", JI.about()),
    ),
    _sheet(
        "leading zeros and long strings of digits stay as they are",
        "trademarks",
        ["企业名称", "统一社会信用代码", "商标名称", "商标注册号"],
        [
            (
                [JIA.name, JIA.code, "虚构牌", "00123456"],
                {"subject_id": JIA.code, "mark": "虚构牌", "registration_no": "00123456"},
            ),
            (
                [YI.name, YI.code, "007", "12345678901234567890"],
                {"mark": "007", "registration_no": "12345678901234567890"},
            ),
            ([BING.name, BING.code, "1e5", "1.10"], {"mark": "1e5", "registration_no": "1.10"}),
        ],
    ),
    Specimen(
        "long strings of digits in a spreadsheet",
        xlsx(
            "商标.xlsx",
            [
                ["企业名称", "统一社会信用代码", "商标名称", "商标注册号"],
                [JIA.name, JIA.code, "虚构牌", "00123456789012345678"],
                [YI.name, YI.code, "虚构牌", 12345678],
                [BING.name, BING.code, "虚构牌", 1234567890123456789],
            ],
        ),
        {
            ("商标.xlsx", "Sheet1"): Sheet(
                "trademarks",
                {2: {"registration_no": "00123456789012345678"}, 3: {"registration_no": "12345678"}},
                {4: "商标注册号"},
                notes(header=1),
            )
        },
    ),
    _sheet(
        "a row that slid one cell to the right",
        "honours",
        [*HONOURS_HEADER, "授予单位"],
        [
            ([*honour_row(JIA), "虚构厅"], honoured(JIA, issuer="虚构厅")),
            (["", *honour_row(YI)], ""),
            ([*honour_row(BING), "虚构厅"], honoured(BING, issuer="虚构厅")),
        ],
    ),
    _sheet(
        "a row that slid one cell to the left",
        "subjects",
        ["住所", *REGISTER_HEADER],
        [
            (["虚构路1号", *register_row(JIA)], registered(JIA, address="虚构路1号")),
            ([*register_row(YI), ""], ""),
            (["虚构路3号", *register_row(BING)], registered(BING, address="虚构路3号")),
        ],
        is_register=True,
    ),
    _sheet(
        "licences that do not expire",
        "licences",
        ["企业名称", "统一社会信用代码", "证照名称", "有效期至"],
        [
            ([JIA.name, JIA.code, "食品生产许可证", "长期"], {"subject_id": JIA.code, "valid_to": "9999-12-31"}),
            ([YI.name, YI.code, "食品生产许可证", "2026年2月28日"], {"subject_id": YI.code, "valid_to": "2026-02-28"}),
        ],
    ),
    _sheet(
        "shares in per cent",
        "satisfaction",
        ["企业名称", "统一社会信用代码", "年度", "满意度"],
        [
            ([JIA.name, JIA.code, "2023", "95.5%"], {"subject_id": JIA.code, "score": "0.955"}),
            ([YI.name, YI.code, "2023", "0.9"], {"subject_id": YI.code, "score": "0.9"}),
            ([BING.name, BING.code, "2023", "95"], "满意度"),
        ],
    ),
    _sheet(
        "counties by name, code and former code",
        "subjects",
        [*REGISTER_HEADER, "所属县区"],
        [
            ([*register_row(JIA), "红旗区"], registered(JIA, area="410702")),
            ([*register_row(YI), "410711"], registered(YI, area="410711")),
            ([*register_row(BING), "410728"], registered(BING, area="410783")),
            ([*register_row(JI), "新乡市高新区"], registered(JI, area="410771")),
        ],
        is_register=True,
    ),
    _sheet(
        "years as people write them",
        "financials",
        list(FINANCIALS_HEADER),
        [
            (money_row(JIA, "2023年"), earned(JIA)),
            (money_row(YI, "2023年度"), earned(YI)),
            (money_row(BING, "２０２３"), earned(BING)),
            (money_row(JI, "去年"), "年度"),
        ],
    ),
)
