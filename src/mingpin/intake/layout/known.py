"""What the vocabulary knows: titles of columns, and values that a group row may stand for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

from mingpin.intake.layout.words import LONGEST, folded
from mingpin.vocabulary.load import PROVENANCE
from mingpin.vocabulary.model import Column, Vocabulary

_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_YEAR = re.compile(r"^(?:19|20)\d\d(?:年度|年)?|^\d+[.、]")
_USUAL = (
    *(
        "序号",
        "序",
        "no.",
        "编号",
        "备注",
        "说明",
        "联系电话",
        "电话",
        "手机",
        "手机号",
        "手机号码",
        "传真",
        "邮箱",
        "电子邮箱",
        "邮编",
        "姓名",
        "职务",
    ),
    *(
        "法定代表人",
        "法人代表",
        "法人",
        "负责人",
        "联系方式",
        "所属乡镇",
        "乡镇",
        "县区",
        "地址",
        "排名",
        "得分",
        "审核意见",
        "推荐意见",
        "推荐单位",
    ),
    *("名称", "单位", "数量", "金额", "合计", "日期", "时间", "类别", "类型"),
)
_NAME_WORDS = ("名称", "企业", "单位", "公司", "主体", "品牌", "产品", "景区", "获奖", "姓名", "对象", "名字")
_NO_NAME = re.compile(
    "(?:数量?|个数|类型|类别|种类|性质|规模|地址|住所|代码|编码|编号|电话|日期|时间|年度|级别|等级|状态|所在地|简介|介绍|负责人|联系人|法人|代表|领域|行业|数额)$"
)


class Known:
    """The titles and values of a vocabulary, folded."""

    def __init__(self, vocabulary: Vocabulary):
        self._vocabulary = vocabulary

    def is_title(self, text: str) -> bool:
        """Whether a column of some table is called this, or sheets usually have a column that is; units and marks aside."""
        return len(text) <= LONGEST and any(key in self._titles for key in _keys(text))

    def is_provenance(self, text: str) -> bool:
        """Whether the text is a label of where a sheet comes from, which stands above tables too: 填报单位, 填报日期."""
        return len(text) <= LONGEST and folded(text) in self._provenance

    def is_name_title(self, text: str) -> bool:
        """Whether names stand in the column of this title."""
        if any(key in self._names for key in _keys(text)):
            return True
        return any(word in text for word in _NAME_WORDS) and not _NO_NAME.search(_BRACKETS.sub("", folded(text)))

    def classifications_of(self, text: str) -> frozenset[str]:
        """The classifications that have this label or spelling; empty where none has."""
        return self._values.get(folded(text), frozenset()) if len(text) <= LONGEST else frozenset()

    @cached_property
    def _titles(self) -> frozenset[str]:
        columns = (column for table in self._vocabulary.tables.values() for column in table.columns.values())
        titles = (title for column in columns if column.name not in PROVENANCE for title in _titles_of(column))
        return frozenset(key for title in (*titles, *_USUAL) for key in _keys(title))

    @cached_property
    def _provenance(self) -> frozenset[str]:
        return frozenset(folded(title) for column in PROVENANCE.values() for title in _titles_of(column))

    @cached_property
    def _names(self) -> frozenset[str]:
        tables = self._vocabulary.tables.values()
        named = (table.columns[name] for table in tables for name in ("name", "subject_name") if name in table.columns)
        return frozenset(key for column in named for title in _titles_of(column) for key in _keys(title))

    @cached_property
    def _values(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for classification in self._vocabulary.classifications.values():
            for entry in classification.entries.values():
                for text in (*entry.label.values(), *(entry.extra.get("spellings") or ())):
                    found[folded(str(text))].add(classification.id)
        return {text: frozenset(ids) for text, ids in found.items()}


_held: list[tuple[Vocabulary, Known]] = []


def known_to(vocabulary: Vocabulary) -> Known:
    """What this vocabulary knows; held for the next sheet."""
    if not _held or _held[0][0] is not vocabulary:
        _held[:] = [(vocabulary, Known(vocabulary))]
    return _held[0][1]


def _titles_of(column: Column) -> Iterator[str]:
    yield column.name
    yield from column.label.values()
    yield from column.synonyms


def _keys(text: str) -> Iterator[str]:
    """A title as it stands, and without what stands in brackets, years and marks."""
    key = folded(text)
    yield key
    shorter = _BRACKETS.sub("", key)
    if shorter and shorter != key:
        yield shorter
    undated = _YEAR.sub("", shorter)
    if undated and undated != shorter:
        yield undated
