"""Laid-out sheets as wholes: block by block, whatever they hold, and quickly."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from mingpin.intake import IntakeError
from mingpin.intake.layout import lay_out
from mingpin.intake.sheets import ROW, Block, CellFault, Grid, Malformed, cell, cells_frame
from mingpin.vocabulary import Vocabulary

from .layout_sheets import (
    FIRMS,
    FORM,
    GROUP,
    HEAD,
    HEADER,
    JOINED,
    REMARK,
    SIGNED,
    THREE_YEARS,
    TITLE,
    TOTAL,
    TWO_LINES,
    UNIT,
    Row,
    firm,
    head,
    kinds,
    laid,
    records,
    rows_of,
    sheet,
    titles,
)
from .samples import VOCABULARY, credit_code


def test_faults_and_malformed_rows_of_records_come_through() -> None:
    faults = (CellFault(2, 1, "x", "title"), CellFault(4, 2, "9.14E+17", "rounded"), CellFault(6, 0, "#N/A", "note"))
    grid = sheet(
        "标题", HEADER, FIRMS[0], FIRMS[1], (), "合计", faults=faults, malformed=(Malformed(5, '"x', "quotes"),)
    )
    table = lay_out(grid, VOCABULARY)
    assert table is not None
    (batch,) = table.batches()
    assert batch.faults == (faults[1],)
    assert batch.malformed == (Malformed(5, '"x', "quotes"),)


def test_a_format_that_names_its_columns_is_all_data() -> None:
    rows = [("合计", "1"), ("企业名称", "2"), ("卫辉市", None)]
    frame = cells_frame(list(zip(*rows, strict=True)), range(1, 4))
    grid = Grid("x.parquet", "", "parquet", lambda: iter([Block(frame)]), titles=("name", "year"))
    table = lay_out(grid, VOCABULARY)
    assert table is not None
    assert (table.titles, table.head) == (("name", "year"), ())
    assert [row[:2] for batch in table.batches() for row in batch.cells.rows()] == rows
    empty = lay_out(Grid("x.parquet", "", "parquet", lambda: iter(()), titles=("name",)), VOCABULARY)
    assert empty is not None
    assert [batch.cells.columns for batch in empty.batches()] == [["c0", ROW]]


def test_the_first_batch_has_records_and_reads_no_further_than_it_must() -> None:
    read = 0
    small = sheet("标题", HEADER, "卫辉市", *(firm(number) for number in range(1, 2000)), size=1)

    def counted() -> Iterator[Block]:
        nonlocal read
        for block in small.blocks():
            read += 1
            yield block

    table = lay_out(Grid("x.xlsx", "", "xlsx", counted), VOCABULARY)
    assert table is not None
    assert read < 400
    read = 0
    first = next(iter(islice(table.batches(), 1)))
    assert first.cells.height == 1
    assert [note.kind for note in first.notes] == [GROUP]
    assert read <= 4


def test_ordinary_rows_cost_next_to_nothing() -> None:
    height = 200_000
    texts = pl.DataFrame({"n": pl.int_range(height, eager=True)}).select(pl.format("第{}号有限公司", "n")).to_series()
    columns = [texts.alias(cell(position)) for position in range(10)]
    body = cells_frame(columns, range(2, height + 2))
    top = cells_frame([[title] for title in (*HEADER, *"甲乙丙丁戊己")], [1])
    grid = Grid("x.xlsx", "", "xlsx", lambda: iter([Block(pl.concat([top, body]))]))
    table = lay_out(grid, VOCABULARY)
    assert table is not None
    start = time.perf_counter()
    assert sum(batch.cells.height for batch in table.batches()) == height
    assert time.perf_counter() - start < 3


def test_everything_at_once(vocabulary: Vocabulary) -> None:
    title = "2024年度新乡市名品培育企业汇总表"
    rows: list[Row | str] = [
        "附件2：",
        title,
        ("填报单位：市工信局（盖章）", None, None, None, None, "单位：万元"),
        (),
        *TWO_LINES,
        "卫辉市",
        ("一", "制造业（2家）"),
        THREE_YEARS[0],
        THREE_YEARS[1],
        ("小计", None, "30", "32", "34"),
        title,
        *TWO_LINES,
        "辉县市（1家）",
        ("3", "丙厂", "1", "2", "3", "某街"),
        ("4",),
        ("合计", None, "31", "34", "37"),
        ("注：", "1. 本表一式三份"),
        "2. 收入以审计报告为准",
        ("填表人：张三", None, "审核人：李四", None, "联系电话：", "0373-1234567"),
        (None, None, None, None, None, "2024年3月5日"),
        "第 1 页 共 1 页",
    ]
    table = lay_out(sheet(*rows, size=4, merged=("A2:F2", "A5:A6", "B5:B6", "C5:E5", "F5:F6", "A7:F7")), vocabulary)
    assert table is not None
    assert titles(table) == JOINED
    assert table.unit == "万元"
    assert head(table) == [TITLE, TITLE, UNIT, HEAD, HEAD]
    assert [(row[1], row[-1]) for row in records(table)] == [
        ("甲厂", "卫辉市 · 制造业"),
        ("乙厂", "卫辉市 · 制造业"),
        ("丙厂", "辉县市"),
    ]
    found = [kind for _row, kind in kinds(table)]
    assert found == [GROUP, GROUP, TOTAL, TITLE, HEAD, HEAD, GROUP, FORM, TOTAL, REMARK, REMARK, SIGNED, SIGNED, REMARK]


_WORDS = (
    *(
        "企业名称",
        "统一社会信用代码",
        "序号",
        "营业收入",
        "卫辉市",
        "一、制造业（3家）",
        "合计",
        "小计",
        "填表人：张三",
        "注：略",
        "续表",
    ),
    *(
        "单位：家",
        "2024年3月5日",
        "某厂",
        "新乡市甲有限公司",
        "12",
        "3家",
        "……",
        "第 1 页",
        "（盖章）",
        "附件1",
        "一",
        "1、如下",
        "甲",
        "。",
    ),
)
CODE = credit_code(1)
_CELLS = st.one_of(st.none(), st.sampled_from((*_WORDS, CODE)), st.text(max_size=4))
_TABLES = st.lists(st.lists(_CELLS, min_size=1, max_size=6), max_size=14)


@settings(max_examples=80, deadline=None)
@given(_TABLES, st.sampled_from(("xlsx", "csv")), st.integers(1, 5), st.booleans())
def test_every_row_is_exactly_one_of_head_note_record_and_malformed(
    rows: list[list[str | None]], format: str, size: int, has_header: bool
) -> None:
    grid = sheet(*([list(HEADER)] if has_header else []), *rows, format=format, size=size, merged=("A2:A4", "B3:C3"))
    content = [row for block in grid.blocks() for row in block.cells[ROW]]
    try:
        table = lay_out(grid, VOCABULARY)
    except IntakeError:
        return
    if table is None:
        assert content == []
        return
    batches = list(table.batches())
    found = [note.row for note in table.head]
    found += [note.row for batch in batches for note in batch.notes]
    found += [row.row for batch in batches for row in batch.malformed]
    found += [row for batch in batches for row in batch.cells[ROW]]
    assert sorted(found) == content
    widths = {tuple(batch.cells.columns) for batch in batches}
    assert widths == {(*(cell(position) for position in range(len(table.titles))), ROW)}
    with_code = {row[ROW] for block in grid.blocks() for row in block.cells.rows(named=True) if CODE in row.values()}
    assert with_code.isdisjoint(note.row for batch in batches for note in batch.notes)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 8), st.sampled_from(("note", "group", "total", "page"))), max_size=6),
    st.integers(1, 4),
    st.sampled_from(("xlsx", "csv")),
)
def test_records_come_back_equal_whatever_stands_between_them(
    disturbances: list[tuple[int, str]], size: int, format: str
) -> None:
    rows: list[Row] = [firm(number) for number in range(1, 9)]
    wide = {"note": ("注：略",), "group": ("卫辉市",), "total": ("合计", "", "", "9"), "page": HEADER}
    for place, what in disturbances:
        rows.insert(place, wide[what])
    table = laid("标题", HEADER, *rows, format=format, size=size)
    assert [row[:-1] for row in records(table)] == [firm(number) for number in range(1, 9)]


def test_texts_without_end_are_read_in_no_time() -> None:
    texts = [
        "-" * 200_000 + "x",
        "_" + " " * 200_000 + "x",
        "表(" * 100_000,
        "单" + " " * 200_000 + "位",
        "一" * 200_000,
    ]
    start = time.process_time()
    table = laid(*texts, HEADER, *texts, *FIRMS)
    assert len(rows_of(table)) + len(kinds(table)) == len(texts) + len(FIRMS)
    assert time.process_time() - start < 2
