"""What the titles of a table's columns mean: by name, label and synonym."""

from __future__ import annotations

import re
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
from mingpin.intake.kept import kept
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
_OTHER_HEADING = re.compile(
    "被|上级|下级|母公司|总公司|子公司|分公司|关联|集团|控股|股东|出资|推荐|主管|监管|法定代表|法人代表|负责人|委托|受托|用标|许可[人方]|主办|归口|"
    "担保|代理|采购|供应|客户|对方|竞争|持有[人者方]|所有[人者]|权利人|上[年期]|去年|前年|往年|同期|同比|环比|增[长减幅]|变[更化动]|原[有先]|曾用|"
    "拟[定申]|计划|目标|预[计期测]|累计|平均|占比|比重|owner|parent|holder|previousyear|lastyear|planned|target"
)
"""What a heading says that makes the title below it mean another party, another time or another measure."""
_UNDER_KNOWN = 0.8
"""How sure a title is under a heading that is itself a title of the table (荣誉 above 认定日期)."""
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
        others = (other for other in vocabulary.tables.values() if other.id != table.id)
        self._other_tables = {folded_title(label) for other in others for label in other.label.values()}

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
                return Meaning(means, rank, column, self._weighed(reading))
            doubt = doubt or Doubt(column, reading)
        return doubt

    def _fits(self, reading: Reading, column: Column) -> bool:
        if reading.years and (len(reading.years) > 1 or YEAR not in self.table.columns or not is_measure(column)):
            return False
        if not unit_fits(reading.unit, column):
            return False
        if not reading.context:
            return True
        if _OTHER_HEADING.search(reading.context) or reading.context in self._other_tables:
            return False
        above = self.known.get(reading.context)
        if above is not None and above[2].name != column.name and not _may_head(above[2]):
            return False
        return reading.key not in GENERIC or (above is None and self._is_neutral(reading.context))

    def _weighed(self, reading: Reading) -> Reading:
        """The reading, less sure under a heading that may say more than that the columns belong together."""
        if not reading.context or (self._is_neutral(reading.context) and reading.context not in self.known):
            return reading
        return replace(reading, confidence=min(reading.confidence, _UNDER_KNOWN))

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


titles_of = kept(Titles)
"""The titles of a table in a vocabulary, worked out once."""


def unit_fits(unit: str, column: Column) -> bool:
    """Whether values of the column can be given in this unit."""
    if is_money_unit(unit):
        return column.type not in (Type.SHARE, Type.INT, Type.DATE, Type.BOOL)
    return not (is_ratio_unit(unit) and column.type in (Type.MONEY, Type.DATE, Type.BOOL))


def _may_head(column: Column) -> bool:
    """Whether the column's title may stand over others that belong to it: an honour's, not an amount's or a party's."""
    return column.type in (Type.CODE, Type.LEVEL, Type.TEXT, Type.ITEMS) and not column.name.endswith("_id")


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
