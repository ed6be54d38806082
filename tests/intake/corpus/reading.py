"""Reading: formats, encodings, separators, several sheets, bundles, and cells damaged before we see them."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from .bodies import (
    BING,
    FINANCIALS_HEADER,
    GENG,
    HONOURS_HEADER,
    JIA,
    REGISTER_HEADER,
    WU,
    YI,
    earned,
    honour_row,
    honoured,
    money_row,
    register_row,
    registered,
)
from .shapes import NothingTaken, Refused, Sheet, Specimen, notes
from .writing import Build, Formula, Page, bundle, cut, delimited, json_lines, ods, parquet, raw, text, xls, xlsx

BODIES = (JIA, YI, BING)
ROWS: list[list[Any]] = [list(REGISTER_HEADER), *map(register_row, BODIES)]
DATED: list[list[Any]] = [
    list(REGISTER_HEADER),
    *([b.name, b.code, date.fromisoformat(b.registered_on)] for b in BODIES),
]
THREE = Sheet("subjects", {row: registered(body) for row, body in enumerate(BODIES, 2)}, notes=notes(header=1))
RARE = [*register_row(GENG)]
RARE[0] = "卫辉市虚构䶮纺织有限公司"


def _register(name: str, build: Build, file: str, sheet: str = "", expected: Sheet = THREE) -> Specimen:
    return Specimen(name, build, {(file, sheet): expected}, is_register=True)


def _records(count: int = 3) -> Sheet:
    """What a format without a header row gives: records count from 1 and there are no notes."""
    return Sheet("subjects", {row: registered(body) for row, body in enumerate(BODIES[:count], 1)})


def _spaced() -> bytes:
    lines = text(ROWS).split("\r\n")
    return "\r\n".join([lines[0], "", lines[1], ",,", lines[2], lines[3], "", ""]).encode()


SPECIMENS = (
    _register("utf-8 with a byte order mark", delimited("名录.csv", ROWS), "名录.csv"),
    _register("utf-8 without one", delimited("名录.csv", ROWS, encoding="utf-8"), "名录.csv"),
    _register(
        "gb18030 with a character of four bytes",
        delimited("名录.csv", [*ROWS, RARE], encoding="gb18030"),
        "名录.csv",
        expected=Sheet(
            "subjects", {**THREE.accepted, 5: registered(GENG, name="卫辉市虚构䶮纺织有限公司")}, notes=notes(header=1)
        ),
    ),
    _register(
        "utf-16 with tabs, as Excel saves “Unicode text”",
        delimited("名录.txt", ROWS, encoding="utf-16", separator="\t"),
        "名录.txt",
    ),
    _register(
        "utf-16 big-endian csv",
        raw("名录.csv", b"\xfe\xff" + text(ROWS).encode("utf-16-be")),
        "名录.csv",
    ),
    _register("semicolons", delimited("名录.csv", ROWS, separator=";"), "名录.csv"),
    _register(
        "full-width commas",
        raw("名录.csv", "\r\n".join("，".join(row) for row in ROWS).encode()),
        "名录.csv",
    ),
    _register("tabs in gb18030", delimited("名录.tsv", ROWS, encoding="gb18030", separator="\t"), "名录.tsv"),
    _register(
        "blank lines between rows, and rows of separators only",
        raw("名录.csv", _spaced()),
        "名录.csv",
        expected=Sheet("subjects", {3: registered(JIA), 5: registered(YI), 6: registered(BING)}, notes=notes(header=1)),
    ),
    _register(
        "quoted cells with commas, quotes and line breaks",
        delimited(
            "名录.csv",
            [
                [*REGISTER_HEADER, "经营范围"],
                [*register_row(JIA), '机械,"精密"零件\n制造'],
                [*register_row(YI), "食品；饮料"],
            ],
        ),
        "名录.csv",
        expected=Sheet(
            "subjects",
            {
                2: registered(JIA, business_scope='机械,"精密"零件\n制造'),
                3: registered(YI, business_scope="食品；饮料"),
            },
            notes=notes(header=1),
        ),
    ),
    _register(
        "rows of a text file that are cut short or run over",
        delimited(
            "名录.csv",
            [
                [*REGISTER_HEADER, "住所"],
                [*register_row(JIA), "虚构路1号"],
                register_row(YI)[:2],
                [*register_row(BING), "虚构路", "3号"],
            ],
            is_padded=False,
        ),
        "名录.csv",
        expected=Sheet("subjects", {2: registered(JIA, address="虚构路1号")}, {3: "", 4: ""}, notes=notes(header=1)),
    ),
    _register(
        "JSON lines",
        json_lines("名录.jsonl", [dict(zip(REGISTER_HEADER, row, strict=True)) for row in ROWS[1:]]),
        "名录.jsonl",
        expected=_records(),
    ),
    _register(
        "JSON lines whose records have different keys",
        json_lines(
            "名录.jsonl",
            [
                {"企业名称": JIA.name, "统一社会信用代码": JIA.code},
                {"统一社会信用代码": YI.code, "企业名称": YI.name, "成立日期": YI.registered_on, "住所": None},
            ],
        ),
        "名录.jsonl",
        expected=Sheet("subjects", {1: JIA.about(registered_on=None), 2: registered(YI, address=None)}),
    ),
    _register(
        "parquet with typed columns",
        parquet("名录.parquet", pl.DataFrame(DATED[1:], schema=list(REGISTER_HEADER), orient="row")),
        "名录.parquet",
        expected=_records(),
    ),
    _register("xls", xls("名录.xls", ROWS), "名录.xls", "Sheet1"),
    _register("xls with date cells", xls("名录.xls", DATED), "名录.xls", "Sheet1"),
    _register("ods", ods("名录.ods", ROWS), "名录.ods", "Sheet1"),
    _register(
        "ods with date cells, formatted down to the last row",
        ods("名录.ods", DATED, blank_rows=1_000_000),
        "名录.ods",
        "Sheet1",
    ),
    _register("xlsm, macros put aside", xlsx("名录.xlsm", ROWS, macros=True), "名录.xlsm", "Sheet1"),
    _register("xlsx with date cells", xlsx("名录.xlsx", DATED), "名录.xlsx", "Sheet1"),
    Specimen(
        "a workbook of register, honours and instructions",
        xlsx(
            "汇总.xlsx",
            Page([["请各单位如实填写，勿改动表头。"]], name="填表说明"),
            Page(ROWS, name="企业名录"),
            Page([list(HONOURS_HEADER), honour_row(JIA), honour_row(BING, "鲁班奖", "2021")], name="荣誉"),
        ),
        {
            ("汇总.xlsx", "企业名录"): THREE,
            ("汇总.xlsx", "荣誉"): Sheet(
                "honours", {2: honoured(JIA), 3: honoured(BING, "luban_award", "2021")}, notes=notes(header=1)
            ),
        },
        is_register=True,
    ),
    Specimen(
        "a zip of two tables in a folder",
        bundle(
            "材料.zip",
            [delimited("名录.csv", ROWS), xlsx("财务.xlsx", [list(FINANCIALS_HEADER), money_row(JIA)])],
            folder_in_zip="市工信局/",
        ),
        {
            ("材料.zip/市工信局/名录.csv", ""): THREE,
            ("材料.zip/市工信局/财务.xlsx", "Sheet1"): Sheet("financials", {2: earned(JIA)}, notes=notes(header=1)),
        },
        is_register=True,
    ),
    Specimen(
        "a zip whose names are in gbk, unsaid",
        bundle("材料.zip", [delimited("企业名录.csv", ROWS)], is_gbk=True),
        {("材料.zip/企业名录.csv", ""): THREE},
        is_register=True,
    ),
    Specimen(
        "formulas with the values that Excel kept",
        xlsx("财务.xlsx", [list(FINANCIALS_HEADER), money_row(JIA, 2023, Formula("=2000*5", 10000)), money_row(YI)]),
        {
            ("财务.xlsx", "Sheet1"): Sheet(
                "financials", {2: earned(JIA, revenue="10000"), 3: earned(YI)}, notes=notes(header=1)
            )
        },
    ),
    Specimen(
        "a formula whose value was never calculated",
        xlsx("财务.xlsx", [list(FINANCIALS_HEADER), money_row(JIA, 2023, Formula("=2000*5")), money_row(YI)]),
        {("财务.xlsx", "Sheet1"): Sheet("financials", {3: earned(YI)}, {2: "营业收入"}, notes(header=1))},
    ),
    Specimen(
        "cells that hold an error",
        xlsx(
            "财务.xlsx",
            [list(FINANCIALS_HEADER), money_row(JIA, 2023, Formula("=1/0", "#DIV/0!")), money_row(YI)],
        ),
        {("财务.xlsx", "Sheet1"): Sheet("financials", {3: earned(YI)}, {2: "营业收入"}, notes(header=1))},
    ),
    _register(
        "codes that were typed as numbers and rounded",
        xlsx("名录.xlsx", [[*REGISTER_HEADER], [JIA.name, 914107001234567890, JIA.registered_on], register_row(YI)]),
        "名录.xlsx",
        "Sheet1",
        Sheet("subjects", {3: registered(YI)}, {2: "信用代码"}, notes(header=1)),
    ),
    _register(
        "a name with a replacement character",
        delimited(
            "名录.csv",
            [list(REGISTER_HEADER), ["新乡市虚构\ufffd机械有限公司", *register_row(JIA)[1:]], register_row(YI)],
        ),
        "名录.csv",
        expected=Sheet("subjects", {3: registered(YI)}, {2: "企业名称"}, notes(header=1)),
    ),
    _register(
        "a hidden sheet beside the one that is meant",
        xlsx("名录.xlsx", Page(ROWS, name="名录"), Page([["旧数据", "勿用"], ["甲", "乙"]], name="旧", is_hidden=True)),
        "名录.xlsx",
        "名录",
    ),
    Specimen("an empty file", raw("名录.csv", b""), Refused()),
    Specimen("blank lines only", raw("名录.csv", b"\r\n\r\n , ,\r\n"), NothingTaken()),
    Specimen(
        "utf-8 damaged in the middle", raw("名录.csv", text(ROWS).encode()[:60] + b"\xe5\x93\r\n,\xff"), Refused()
    ),
    Specimen(
        "a quotation mark never closed",
        raw("名录.csv", ('企业名称,住所\r\n"甲厂,新乡\r\n乙厂,新乡\r\n').encode()),
        Refused(),
    ),
    Specimen("an xlsx cut short", cut(xlsx("名录.xlsx", ROWS)), Refused()),
    Specimen("an xls cut short", cut(xls("名录.xls", ROWS), 0.3), Refused()),
    Specimen("an ods cut short", cut(ods("名录.ods", ROWS)), Refused()),
    Specimen("a zip cut short", cut(bundle("材料.zip", [delimited("名录.csv", ROWS)])), Refused()),
    Specimen(
        "a web page called xls",
        raw("名录.xls", b"<html><table><tr><td>1</td></tr></table></html>"),
        Refused(),
    ),
    Specimen("a picture called csv", raw("名录.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1"), Refused()),
    Specimen("broken JSON", raw("名录.jsonl", '{"企业名称": "甲"\n{"企业名称":'.encode()), Refused()),
    Specimen(
        "a list that names a former body only",
        delimited("荣誉.csv", [list(HONOURS_HEADER), [WU.former_names, "", "省级专精特新", "2023"]]),
        {("荣誉.csv", ""): Sheet("honours", {2: honoured(WU, on="2023")}, notes=notes(header=1))},
    ),
)
