"""Registered names: one spelling for comparing them, the former names they carry, and the endings that the law reserves."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

_INVISIBLE = "[\\s\u200b-\u200f\u2060\ufeff]"
_DOTS = "[•・‧∙●]"
_LIABILITY = "有限责任公司"
_LIMITED = "有限公司"

_BODY = "公司|集团|厂|店|社|部|场|所|院|中心|站|行|坊|馆|园|铺|庄|协会|商会|学会|联合会|基金会|合作社|联社|研究会|酒家|事务所"
_NOT_FORMER = "阳|平|州|村|乡|浆|酒|材|料|创|生|始|野|色|味|点|木|油|矿|煤|粮|址|地|有"
"""原阳, 原平, 原州 are places, 原浆 and 原料 goods: what stands behind 原 there is no former name."""
_SAYS_FORMER = re.compile(
    "^(?:"
    "(?:原|曾用|更名前|变更前|旧)名称?(?:为|是)?[:：]?"
    "|(?:原|曾用|前身|原为|前身为|更名前|变更前)[:：]"
    "|前身(?:为|是)"
    f"|原(?:为)?(?!{_NOT_FORMER})(?=.{{3,}}(?:{_BODY})$)"
    ")(?P<names>.+)$"
)
_BRACKETED = re.compile(r"[(（]([^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*)[)）]")
_BETWEEN_NAMES = re.compile("[、；;，,/]")

_LEGAL_FORM = re.compile(
    "(?:集团)?(?:股份)?(?:有限责任公司|有限公司|集团公司|公司)$"
    r"|\((?:普通合伙|特殊普通合伙|有限合伙)\)$"
    "|(?:农民|农业|种植|养殖)*专业合作社(?:联合社)?$"
    r"|\((?:个体工商户|个人独资)\)$"
)
_CHINESE = "[\u4e00-\u9fff]"
_PLACE_PREFIX = re.compile(
    f"^(?:{_CHINESE}{{2,3}}(?:省|自治区))?(?:{_CHINESE}{{2,3}}(?<!城)市)?(?:{_CHINESE}{{1,3}}(?:[县区]|(?<!城)市))?"
)
_BRANCH = "分公司|分厂|分店|分社|分行|支行|办事处|营业部|门市部|经营部"
_SHORTEST = 2
"""A short name of fewer characters says nothing."""


@dataclass(frozen=True)
class NameParts:
    """A name as registered, and the former names that stood with it in brackets, in their order."""

    name: str
    former: tuple[str, ...] = ()


def folded(name: pl.Expr) -> pl.Expr:
    """The name for comparison: half-width brackets, letters and digits, one middle dot, no spaces. Words are left as they are."""
    return name.str.normalize("NFKC").str.replace_all(_INVISIBLE, "").str.replace_all(_DOTS, "·")


def comparable(name: pl.Expr) -> pl.Expr:
    """The folded name with 有限责任公司 written 有限公司, which the Company Law (Art. 7) treats as one form. Two names that are
    comparable need not be those of one subject where the register has both.
    """
    return folded(name).str.replace_all(_LIABILITY, _LIMITED, literal=True)


def comparable_text(name: str) -> str:
    """The same for a single name."""
    text = re.sub(_INVISIBLE, "", unicodedata.normalize("NFKC", name))
    return re.sub(_DOTS, "·", text).replace(_LIABILITY, _LIMITED)


def may_name_former(name: pl.Expr) -> pl.Expr:
    """Whether `split_name` could find a former name in this text: a quick look, for whole columns."""
    return name.str.contains(r"[(（][^()（）]*(?:原|曾用|前身|更名前|变更前|旧名)").fill_null(False)


def split_name(text: str) -> NameParts:
    """A name and the former names that stand with it: “甲厂（原：乙厂）”, “甲厂(曾用名：乙厂、丙厂)”.

    Brackets that say nothing of a former name belong to the name (新乡（河南）某公司; 某公司（原阳分公司）).
    """
    former: list[str] = []

    def take(match: re.Match[str]) -> str:
        says = _SAYS_FORMER.match(match.group(1).strip())
        names = [part.strip() for part in _BETWEEN_NAMES.split(says["names"])] if says else []
        if not any(names):
            return match.group(0)
        former.extend(name for name in names if name)
        return ""

    name = _BRACKETED.sub(take, text).strip()
    return NameParts(name, tuple(dict.fromkeys(former))) if name else NameParts(text.strip())


def short_name(name: str, places: Iterable[str] = ()) -> str:
    """The name as people shorten it: folded, without the place before it and the legal form after it. For proposals only:
    different subjects share short names. A branch stays a branch; what would leave less than two characters is not taken away.

    `places` are names of divisions that may stand first, without which only words ending in 省, 市, 县 and 区 are known.
    """
    text = comparable_text(split_name(name).name)
    head, branch = text, ""
    found = re.search(f"^(?P<head>.+公司)(?P<branch>.*(?:{_BRANCH}))$", text)
    if found:
        head, branch = found["head"], found["branch"]
    head = _kept(_LEGAL_FORM.sub("", head), head)
    for place in sorted(places, key=len, reverse=True):
        if head.startswith(place):
            head = _kept(head[len(place) :], head)
    return _kept(_PLACE_PREFIX.sub("", head), head) + branch


def _kept(shortened: str, name: str) -> str:
    return shortened if len(shortened) >= _SHORTEST else name


def is_branch(name: pl.Expr) -> pl.Expr:
    """A folded name that ends in 分公司 (Provisions on Enterprise Name Registration, Art. 13; Company Law, Art. 13)."""
    return name.str.ends_with("分公司")


def is_company(name: pl.Expr) -> pl.Expr:
    """A folded name that ends in 有限公司 or 有限责任公司, with 股份 or without (Company Law, Art. 7)."""
    return name.str.contains("有限(责任)?公司$")


def is_partnership(name: pl.Expr) -> pl.Expr:
    """A folded name that says its partnership in brackets (Partnership Enterprise Law, Arts. 15, 56 and 62)."""
    return name.str.contains(r"\((普通合伙|特殊普通合伙|有限合伙)\)$")


def is_cooperative(name: pl.Expr) -> pl.Expr:
    """A folded name that ends in 专业合作社 (or its union), which is not a branch's name."""
    return name.str.contains("专业合作社(联合社)?$")
