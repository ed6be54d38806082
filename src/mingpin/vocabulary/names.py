"""Registered names: one spelling for comparing them, and the endings that the law reserves."""

from __future__ import annotations

import polars as pl


def folded(name: pl.Expr) -> pl.Expr:
    """The name for comparison: half-width brackets, letters and digits, no spaces. Words are left as they are."""
    return name.str.normalize("NFKC").str.replace_all(r"\s", "")


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
