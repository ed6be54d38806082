"""Names of subjects: what is one name in two writings, which former names stand with it, and how people shorten it."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpin.vocabulary.names import (
    NameParts,
    comparable,
    comparable_text,
    folded,
    is_branch,
    may_name_former,
    short_name,
    split_name,
)

from ..conftest import examples


def _compared(name: str) -> str:
    return str(pl.select(comparable(pl.lit(name))).item())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("新乡（河南）某某有限公司", "新乡(河南)某某有限公司"),
        ("新乡市 某某 有限公司", "新乡市某某有限公司"),
        ("新乡市某某有限责任公司", "新乡市某某有限公司"),
        ("新乡市某某有限责任公司红旗分公司", "新乡市某某有限公司红旗分公司"),
        ("ＡＢＣ有限公司", "ABC有限公司"),
        ("阿里·甲有限公司", "阿里•甲有限公司"),
        ("新乡市\u200b某某有限公司", "新乡市某某有限公司"),
    ],
)
def test_two_writings_of_one_name_compare_equal(one: str, other: str) -> None:
    assert _compared(one) == _compared(other) == comparable_text(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("新乡市某某有限公司", "新乡市某某有限公司红旗分公司"),
        ("新乡市某某有限公司", "新乡市某某股份有限公司"),
        ("新乡市某某厂", "新乡市某某一厂"),
        ("甲（河南）有限公司", "甲有限公司"),
    ],
)
def test_a_branch_and_another_form_are_other_names(one: str, other: str) -> None:
    assert _compared(one) != _compared(other)


def test_folding_alone_leaves_the_words() -> None:
    name = pl.select(folded(pl.lit("某某有限责任公司（新乡）"))).item()
    assert name == "某某有限责任公司(新乡)"
    assert pl.select(is_branch(folded(pl.lit("某某有限公司新乡分公司")))).item()


@pytest.mark.parametrize(
    ("text", "name", "former"),
    [
        ("新乡市甲厂（原：新乡市乙厂）", "新乡市甲厂", ("新乡市乙厂",)),
        ("新乡市甲厂(曾用名：乙厂、丙厂)", "新乡市甲厂", ("乙厂", "丙厂")),
        ("新乡市甲有限公司（原新乡市乙机械厂）", "新乡市甲有限公司", ("新乡市乙机械厂",)),
        ("甲有限公司（原名乙（河南）有限公司）", "甲有限公司", ("乙（河南）有限公司",)),
        ("甲（河南）有限公司（前身为乙厂）", "甲（河南）有限公司", ("乙厂",)),
        ("甲有限公司", "甲有限公司", ()),
        ("甲（河南）有限公司", "甲（河南）有限公司", ()),
        ("某某有限公司（原阳分公司）", "某某有限公司（原阳分公司）", ()),
        ("甲酒业（原浆酒销售部）", "甲酒业（原浆酒销售部）", ()),
        ("甲厂（普通合伙）", "甲厂（普通合伙）", ()),
        ("（原：甲厂）", "（原：甲厂）", ()),
    ],
)
def test_former_names_in_brackets_are_told_from_the_name(text: str, name: str, former: tuple[str, ...]) -> None:
    assert split_name(text) == NameParts(name, former)
    assert pl.select(may_name_former(pl.lit(text))).item() or not former


@examples(60)
@given(st.text("甲乙丙原（）()：、有限公司厂曾用名", max_size=16))
def test_nothing_of_a_name_is_lost_when_it_is_split(text: str) -> None:
    parts = split_name(text)
    assert parts.name or not text.strip()
    assert all(part in text for part in (parts.name, *parts.former)) or parts.former
    if parts.former:
        assert pl.select(may_name_former(pl.lit(text))).item()


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("河南省新乡市红旗区天宇科技有限责任公司", "天宇科技"),
        ("卫华集团有限公司", "卫华"),
        ("新乡县平安农民专业合作社", "平安"),
        ("新乡市城市建设有限公司", "城市建设"),
        ("新乡市甲乙有限公司红旗区分公司", "甲乙红旗区分公司"),
        ("甲有限公司", "甲有限公司"),
        ("新乡市甲乙厂（原：丙厂）", "甲乙厂"),
    ],
)
def test_people_shorten_a_name_by_its_place_and_its_form(name: str, short: str) -> None:
    assert short_name(name) == short


def test_a_place_that_does_not_say_that_it_is_one_has_to_be_given() -> None:
    assert short_name("河南心连心化学工业股份有限公司") == "河南心连心化学工业"
    assert short_name("河南心连心化学工业股份有限公司", ["河南"]) == "心连心化学工业"
