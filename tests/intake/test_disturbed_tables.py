"""Small tables, disturbed as offices disturb them, come back equal or are rejected with a reason, never different."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import given, note
from hypothesis import strategies as st

from mingpin.intake import Dataset, read_dataset
from mingpin.intake.write import canonical

from ..conftest import examples
from .corpus.bodies import BING, DING, GENG, JI, JIA, WU, YI, register
from .corpus.cells import wide
from .corpus.writing import Build, Page, delimited, ods, xls, xlsx
from .samples import VOCABULARY

BODIES = (JIA, YI, BING, DING, WU, JI, GENG)
TITLES: dict[str, tuple[str, ...]] = {
    "name": ("企业名称", "单位名称", "名称", "公司名称", "企 业 名 称", "*企业名称"),
    "subject_name": ("企业名称", "单位名称", "主体名称", "企业\n名称"),
    "uscc": ("统一社会信用代码", "社会信用代码", "信用代码", "统一社会\n信用代码", "统一社会信用代码（必填）"),
    "registered_on": ("成立日期", "成立时间", "设立日期", "registered_on"),
    "area": ("所属县区", "行政区划", "所在县区", "地区"),
    "scheme": ("荣誉名称", "奖项名称", "称号", "scheme"),
    "awarded_on": ("认定日期", "授予日期", "获奖时间", "认定时间"),
    "issuer": ("授予单位", "认定单位", "颁发单位"),
    "year": ("年度", "年份", "会计年度"),
    "revenue": ("营业收入", "主营业务收入", "经营收入", "销售收入"),
    "profit": ("利润总额", "税前利润"),
}
SCHEMES = {
    "srdi_sme": ("省级专精特新", "省级“专精特新”中小企业", "srdi_sme"),
    "little_giant": ("小巨人", '国家级专精特新"小巨人"企业', "专精特新小巨人"),
    "mayor_quality_award": ("新乡市市长质量奖", "市长质量奖"),
    "luban_award": ("鲁班奖", "中国建设工程鲁班奖（国家优质工程）"),
}
DAMAGED = ("subject_name", "name", "uscc", "registered_on", "scheme", "awarded_on", "year", "revenue", "profit")
UNIT = {"": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}

Values = dict[str, str | None]


@dataclass
class Drawn:
    """A disturbed table: what was meant, row by row, and the page that says it."""

    table: str
    rows: list[list[Any]] = field(default_factory=list)
    meant: dict[int, Values] = field(default_factory=dict)
    damaged: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def add(self, *rows: Sequence[Any]) -> None:
        self.rows.extend(list(row) for row in rows)


_DAYS = st.dates(date(1990, 1, 1), date(2024, 6, 30)).map(date.isoformat)
_DATES = _DAYS | _DAYS.map(lambda day: day[:7]) | _DAYS.map(lambda day: day[:4])
_FEN = st.integers(-(10**12), 10**13).map(lambda fen: format((Decimal(fen) / 100).normalize(), "f"))
_MONEY = st.none() | _FEN | st.integers(0, 50_000).map(lambda number: str(number * 10_000))


@st.composite
def _subjects(draw: st.DrawFn) -> list[Values]:
    bodies = draw(st.lists(st.sampled_from(BODIES), min_size=1, max_size=5, unique=True))
    return [{"name": b.name, "uscc": b.code, "area": b.area, "registered_on": draw(_DATES)} for b in bodies]


@st.composite
def _honours(draw: st.DrawFn) -> list[Values]:
    rows = draw(
        st.lists(
            st.tuples(st.sampled_from(BODIES), st.sampled_from(sorted(SCHEMES)), _DATES),
            min_size=1,
            max_size=5,
            unique=True,
        )
    )
    return [
        {
            "subject_name": body.name,
            "uscc": body.code,
            "scheme": scheme,
            "awarded_on": on,
            "issuer": draw(st.sampled_from([None, "虚构厅", "虚构局（007）"])),
        }
        for body, scheme, on in rows
    ]


@st.composite
def _financials(draw: st.DrawFn) -> list[Values]:
    keys = draw(
        st.lists(st.tuples(st.sampled_from(BODIES), st.integers(2015, 2023)), min_size=1, max_size=5, unique=True)
    )
    return [
        {
            "subject_name": body.name,
            "uscc": body.code,
            "year": str(year),
            "revenue": draw(_MONEY),
            "profit": draw(_MONEY),
        }
        for body, year in keys
    ]


def _written_date(draw: st.DrawFn, text: str) -> str:
    parts = text.split("-")
    year, month, day = [*parts, "", ""][:3]
    forms = [text, wide(text)]
    if day:
        forms += [f"{year}年{int(month)}月{int(day)}日", f"{year}/{int(month)}/{int(day)}", f"{year}.{month}.{day}"]
        forms += [f"{year}年{month}月{day}日", f"{year}{month}{day}"]
    elif month:
        forms += [f"{year}年{int(month)}月", f"{year}.{month}", f"{year}/{month}"]
    else:
        forms += [f"{year}年"]
    return draw(st.sampled_from(forms))


def _written_money(draw: st.DrawFn, text: str, unit: str) -> str:
    """The amount in the unit of its title, or with its own unit."""
    amount = Decimal(text)
    forms = [format((amount / UNIT[unit]).normalize(), "f")]
    forms += [wide(forms[0]), f"{amount / UNIT[unit]:,f}"]
    forms += [format((amount / 10_000).normalize(), "f") + "万元", format((amount / 10**8).normalize(), "f") + "亿元"]
    return draw(st.sampled_from(forms))


def _written(draw: st.DrawFn, column: str, text: str | None, unit: str) -> str:
    if text is None:
        return draw(st.sampled_from(["", "", "/", " "])) if column in ("revenue", "profit") else ""
    if column in ("name", "subject_name"):
        narrow = text.replace("（", "(").replace("）", ")")
        return draw(st.sampled_from([text, f" {text}\u3000", narrow]))
    if column == "uscc":
        return draw(st.sampled_from([text, text.lower(), wide(text), f"{text[:8]} {text[8:]}"]))
    if column in ("registered_on", "awarded_on"):
        return _written_date(draw, text)
    if column == "scheme":
        return draw(st.sampled_from(SCHEMES[text]))
    if column == "area":
        return draw(st.sampled_from([text, *_AREAS[text]]))
    if column == "year":
        return draw(st.sampled_from([text, f"{text}年", wide(text)]))
    if column in ("revenue", "profit"):
        return _written_money(draw, text, unit)
    return text


_AREAS: dict[str, tuple[str, ...]] = {body.area: (body.area_name, f"新乡市{body.area_name}") for body in BODIES}
_AREAS |= {code: texts[:1] for code, texts in _AREAS.items() if texts[0].endswith("市")}


def _damage(draw: st.DrawFn, column: str, text: str) -> str:
    """A cell that no longer says what was meant, and can be seen not to."""
    forms = [f"{text[:2]}\ufffd{text[3:]}", f"{text}\ufffd"]
    if column not in ("name", "subject_name"):
        forms += [f"{text[:1]}?{text[1:]}", f"约{text}"]
    return draw(st.sampled_from(forms))


@st.composite
def disturbed(draw: st.DrawFn) -> Drawn:
    """A table of the register, of honours or of yearly figures, written as somebody might."""
    table = draw(st.sampled_from(["subjects", "honours", "financials"]))
    rows = draw({"subjects": _subjects, "honours": _honours, "financials": _financials}[table]())
    drawn = Drawn(table)
    has = {defect for defect in _DEFECTS if draw(st.integers(0, 2)) == 0}
    columns = list(draw(st.permutations(sorted(rows[0])))) if "shuffled" in has else list(rows[0])
    if "groups" in has and table == "subjects":
        columns.remove("area")
        rows = sorted(rows, key=lambda row: str(row["area"]))
    unit = draw(st.sampled_from(sorted(UNIT)))
    in_line = "unit line" in has and table == "financials" and unit
    titles = [draw(st.sampled_from(TITLES[column])) for column in columns]
    if unit and not in_line:
        titles = [f"{t}（{unit}）" if c in ("revenue", "profit") else t for c, t in zip(columns, titles, strict=True)]
    blanks = sorted(draw(st.sets(st.integers(0, len(columns)), max_size=2))) if "blank columns" in has else []
    _write(draw, drawn, has, _Frame(columns, titles, blanks, "numbering" in has), rows, unit, bool(in_line))
    return drawn


_DEFECTS = (
    "title",
    "attachment",
    "unit line",
    "two lines",
    "groups",
    "subtotal",
    "total",
    "notes",
    "signature",
    "header again",
    "blank rows",
    "blank columns",
    "numbering",
    "empty form",
    "shuffled",
    "damage",
)


@dataclass
class _Frame:
    """The columns of the page: those of the table, with blank ones between and a numbering in front."""

    columns: list[str]
    titles: list[str]
    blanks: list[int]
    is_numbered: bool

    def line(self, cells: Sequence[Any], number: Any = "") -> list[Any]:
        line = list(cells)
        for place in reversed(self.blanks):
            line.insert(place, "")
        return [number, *line] if self.is_numbered else line


def _write(
    draw: st.DrawFn, drawn: Drawn, has: set[str], frame: _Frame, rows: list[Values], unit: str, in_line: bool
) -> None:
    width = len(frame.line(frame.titles))
    if "attachment" in has:
        drawn.add(["附件1："])
    if "title" in has:
        drawn.add(["虚构情况统计表（2023年度）"])
        drawn.merged.append((len(drawn.rows) - 1, 0, len(drawn.rows) - 1, width - 1))
    if in_line:
        drawn.add([*[""] * (width - 1), f"单位：{unit}"])
    if "blank rows" in has:
        drawn.add([])
    header = [frame.line(frame.titles, "序号")]
    if "two lines" in has and len(frame.titles) > 3:
        upper = [*[""] * len(frame.titles)]
        upper[0], upper[2] = "基本情况", "填报情况"
        header = [frame.line(upper), header[0]]
    drawn.add(*header)
    group = None
    for number, row in enumerate(rows, 1):
        if "area" not in frame.columns and drawn.table == "subjects" and row["area"] != group:
            group = row["area"]
            drawn.add([draw(st.sampled_from(_AREAS[str(group)]))])
        cells = [_written(draw, column, row[column], unit) for column in frame.columns]
        if "damage" in has and draw(st.booleans()):
            places = [p for p, c in enumerate(frame.columns) if c in DAMAGED and cells[p].strip() not in ("", "/")]
            place = draw(st.sampled_from(places))
            cells[place] = _damage(draw, frame.columns[place], cells[place])
            drawn.damaged.add(len(drawn.rows) + 1)
        drawn.add(frame.line(cells, str(number)))
        drawn.meant[len(drawn.rows)] = row
        if number == 2 and "header again" in has:
            drawn.add(*header)
        if number == 3 and "subtotal" in has:
            drawn.add(_total(frame, "小计"))
    if "empty form" in has and frame.is_numbered:
        drawn.add(frame.line([""] * len(frame.columns), str(len(rows) + 1)))
    if "total" in has:
        drawn.add(_total(frame, draw(st.sampled_from(["合计", "合  计", "总计"]))))
    if "notes" in has:
        drawn.add([], ["注：以上数据由企业自报。"])
    if "signature" in has:
        drawn.add(["填表人：张三", "审核人：李四"])


def _total(frame: _Frame, word: str) -> list[Any]:
    sums = ["123.4" if column in ("revenue", "profit") else "" for column in frame.columns]
    line = frame.line(sums)
    line[0] = word
    return line


FORMATS: dict[str, Callable[[Drawn], Build]] = {
    "utf-8": lambda drawn: delimited("报送.csv", drawn.rows),
    "gb18030": lambda drawn: delimited("报送.csv", drawn.rows, encoding="gb18030"),
    "tabs": lambda drawn: delimited("报送.tsv", drawn.rows, encoding="utf-8", separator="\t"),
    "utf-16": lambda drawn: delimited("报送.csv", drawn.rows, encoding="utf-16", separator="\t"),
    "semicolons": lambda drawn: delimited("报送.csv", drawn.rows, separator=";"),
    "xlsx": lambda drawn: xlsx("报送.xlsx", Page(drawn.rows, drawn.merged)),
    "xls": lambda drawn: xls("报送.xls", Page(drawn.rows, drawn.merged)),
    "ods": lambda drawn: ods("报送.ods", Page(drawn.rows)),
}
_TEXT_FORMATS = ("utf-8", "gb18030", "tabs", "utf-16", "semicolons")
"""Spreadsheets are read in a process of their own, half a second each: they are drawn less often."""


def _read(drawn: Drawn, form: str) -> Dataset:
    with tempfile.TemporaryDirectory() as place:
        path = FORMATS[form](drawn)(Path(place))
        return read_dataset(path, VOCABULARY, against=None if drawn.table == "subjects" else register())


def _came_back(drawn: Drawn, form: str) -> None:
    note(f"{form} {drawn.table}\n" + "\n".join(f"{n:>3} {row}" for n, row in enumerate(drawn.rows, 1)))
    dataset = _read(drawn, form)
    (account,) = dataset.accounts
    rejected = {row["row"]: row["reason"] for row in dataset.rejected.iter_rows(named=True)}
    note(f"{account}\n{dataset.rejected.select('row', 'column', 'value', 'reason').rows()}")
    assert account.read == account.accepted + account.rejected + account.noted
    frame = dataset.evidence.tables[drawn.table].filter(pl.col("source_file") == account.file)
    table = VOCABULARY.tables[drawn.table]
    texts = canonical(frame, table).to_dicts() if frame.height else []
    taken = dict(zip(frame["source_row"].to_list(), texts, strict=True))
    assert set(taken) | set(rejected) == set(drawn.meant), "a row was lost, or is none"
    for number, row in taken.items():
        meant = dict(drawn.meant[number])
        if drawn.table != "subjects":
            meant["subject_id"] = meant.pop("uscc")
        meant = {name: _folded(name, text) for name, text in meant.items()}
        assert {name: _folded(name, row.get(name)) for name in meant} == meant
    assert all(rejected.values())
    assert set(rejected) == drawn.damaged, "what is not damaged is taken"


def _folded(name: str, text: str | None) -> str | None:
    """Names are kept as written: brackets of either width are the same name."""
    if text is None or not name.endswith("name"):
        return text
    return text.replace("(", "（").replace(")", "）")


@examples(60)
@given(disturbed(), st.sampled_from(_TEXT_FORMATS))
def test_disturbed_text_files_come_back_equal_or_rejected(drawn: Drawn, form: str) -> None:
    _came_back(drawn, form)


@examples(10)
@given(disturbed(), st.sampled_from(["xlsx", "xlsx", "xls", "ods"]))
def test_disturbed_spreadsheets_come_back_equal_or_rejected(drawn: Drawn, form: str) -> None:
    _came_back(drawn, form)
