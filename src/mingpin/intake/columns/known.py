"""What the titles of a table's columns mean: by name, label and synonym."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from mingpin.intake.columns.model import CREDIT_CODE, IDENTIFIER, SUBJECT_NAMES, YEAR, Means
from mingpin.intake.columns.titles import (
    Reading,
    folded_title,
    is_money_unit,
    is_ratio_unit,
    readings,
    without_brackets,
)
from mingpin.vocabulary.model import Column, Table, Type, Vocabulary

GENERIC = frozenset(
    folded_title(word)
    for word in (
        *(
            "名称",
            "编号",
            "号",
            "类型",
            "种类",
            "类别",
            "级别",
            "等级",
            "层级",
            "状态",
            "结果",
            "结论",
            "情况",
            "金额",
            "日期",
            "时间",
        ),
        *(
            "年度",
            "年份",
            "内容",
            "事由",
            "原因",
            "理由",
            "地区",
            "范围",
            "角色",
            "单位名称",
            "有效期",
            "有效期至",
            "发证日期",
            "备注",
        ),
        *("商标", "产品", "服务", "名单", "指标", "标题", "文号", "批次", "比例", "事项"),
    )
)
"""Titles that say nothing without the line above them: under a line that we do not know they are asked about."""
_NEUTRAL = ("情况", "信息", "资料", "基本", "数据", "内容", "指标", "登记", "申报", "概况", "明细")
_WHO = ("企业", "单位", "主体", "公司", "申报单位", "申报主体", "经营主体", "市场主体")


@dataclass(frozen=True)
class Meaning:
    """What a title means: a column, how we know, and the place among the column's titles (0 the first)."""

    means: Means
    rank: int
    column: Column
    reading: Reading

    @property
    def order(self) -> tuple[int, int, float]:
        """The surest meaning of a column is the least."""
        return self.means, self.rank, -self.reading.confidence


@dataclass(frozen=True)
class Doubt:
    """A title that would mean this column, were it not for something that it says besides."""

    column: Column
    reading: Reading


class Titles:
    """The titles under which the columns of a table are sent."""

    def __init__(self, table: Table, vocabulary: Vocabulary):
        self.table = table
        self.columns = columns_of(table, vocabulary)

    def meaning(self, title: str) -> Meaning | Doubt | None:
        """What the title means; a Doubt where a column is named, but under another unit, year or heading; None if unknown."""
        doubt: Doubt | None = None
        for reading in readings(title):
            known = self.known.get(reading.key)
            if known is None:
                continue
            means, rank, column = known
            if reading.is_unit_bare and column.type is not Type.MONEY:
                continue
            if self._fits(reading, column):
                return Meaning(means, rank, column, reading)
            doubt = doubt or Doubt(column, reading)
        return doubt

    def _fits(self, reading: Reading, column: Column) -> bool:
        if reading.years and (len(reading.years) > 1 or YEAR not in self.table.columns or not is_measure(column)):
            return False
        if not unit_fits(reading.unit, column):
            return False
        if not reading.context:
            return True
        above = self.known.get(reading.context)
        if above is not None and above[2].name != column.name:
            return False
        return reading.key not in GENERIC or self._is_neutral(reading.context)

    def _is_neutral(self, context: str) -> bool:
        labels = {folded_title(label) for label in self.table.label.values()}
        return context in labels or context in _WHO or any(word in context for word in _NEUTRAL)

    @cached_property
    def known(self) -> Mapping[str, tuple[Means, int, Column]]:
        """The surest meaning of each folded title, with its place among the synonyms."""
        found: dict[str, tuple[Means, int, Column]] = {}
        for column in self.columns.values():
            for means, rank, title in _titles(column):
                known = found.get(title)
                if title and (known is None or (means, rank) < known[:2]):
                    found[title] = (means, rank, column)
        return found


def unit_fits(unit: str, column: Column) -> bool:
    """Whether values of the column can be given in this unit."""
    if is_money_unit(unit):
        return column.type not in (Type.SHARE, Type.INT, Type.DATE, Type.BOOL)
    return not (is_ratio_unit(unit) and column.type in (Type.MONEY, Type.DATE, Type.BOOL))


def is_measure(column: Column) -> bool:
    """Whether the column holds something that is measured for a year."""
    return column.type in (Type.MONEY, Type.INT, Type.SHARE, Type.BOOL) and column.name != YEAR


def columns_of(table: Table, vocabulary: Vocabulary) -> Mapping[str, Column]:
    """The columns by which rows of the table are sent: its own, and in evidence about one subject that subject's credit code."""
    subjects = vocabulary.tables["subjects"].columns
    if not table.has_subject or table.columns is subjects or table.columns.keys() == subjects.keys():
        return table.columns
    own, label = table.columns[IDENTIFIER], subjects[IDENTIFIER].label
    columns = {**table.columns, IDENTIFIER: replace(own, synonyms=(*label.values(), *own.synonyms))}
    if CREDIT_CODE in subjects and CREDIT_CODE not in columns and not other_party(table):
        columns[CREDIT_CODE] = subjects[CREDIT_CODE]
    return columns


def other_party(table: Table) -> Column | None:
    """The column of a second party that every row must name: then a credit code may be either's."""
    required = (column for column in table.columns.values() if column.is_required and column.name.endswith("_id"))
    return next((column for column in required if column.name != IDENTIFIER), None)


def says_who(names: Mapping[str, object]) -> bool:
    """Whether these columns say which subject a row is about."""
    return any(name in names for name in (IDENTIFIER, CREDIT_CODE, *SUBJECT_NAMES))


def _titles(column: Column) -> list[tuple[Means, int, str]]:
    labels = [(Means.LABEL, 0, folded_title(label)) for label in column.label.values()]
    short = [(Means.LABEL, 1, without_brackets(label)) for label in column.label.values()]
    synonyms = [(Means.SYNONYM, rank, folded_title(synonym)) for rank, synonym in enumerate(column.synonyms)]
    return [(Means.NAME, 0, folded_title(column.name)), *labels, *short, *synonyms]
