"""Organisations that do not exist, in a small register; every credit code is well formed and belongs to nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from mingpin.vocabulary import Evidence

from ..samples import VOCABULARY, credit_code


@dataclass(frozen=True)
class Body:
    name: str
    code: str
    area: str
    area_name: str
    registered_on: str
    former_names: str = ""

    def about(self, **more: str | None) -> dict[str, str | None]:
        """The cells of a register row of this body, and more."""
        return {"name": self.name, "uscc": self.code, **more}


def _body(number: int, name: str, area: str, area_name: str, registered_on: str, former: str = "") -> Body:
    class_ = "93" if name.endswith("合作社") else "91"
    return Body(name, credit_code(number, area, class_), area, area_name, registered_on, former)


JIA = _body(11, "新乡市虚构甲机械有限公司", "410702", "红旗区", "2011-01-11")
YI = _body(12, "新乡市虚构乙食品有限公司", "410711", "牧野区", "2012-02-12")
BING = _body(13, "河南虚构丙起重机股份有限公司", "410783", "长垣市", "2013-03-13")
DING = _body(14, "辉县市虚构丁种植专业合作社", "410782", "辉县市", "2014-04-14")
WU = _body(15, "新乡市虚构戊药业有限责任公司", "410725", "原阳县", "2015-05-15", "新乡市虚构戊制药厂")
JI = _body(16, "新乡（虚构己）实业有限公司", "410702", "红旗区", "2016-06-16")
GENG = _body(17, "卫辉市虚构庚纺织有限公司", "410781", "卫辉市", "2017-07-17")
GENG_BRANCH = _body(18, "卫辉市虚构庚纺织有限公司延津分公司", "410726", "延津县", "2018-08-18")
XIN_ONE = _body(19, "新乡市虚构辛超市", "410703", "卫滨区", "2019-09-19")
XIN_TWO = _body(20, "新乡市虚构辛超市", "410704", "凤泉区", "2020-10-20")

ALL = (JIA, YI, BING, DING, WU, JI, GENG, GENG_BRANCH, XIN_ONE, XIN_TWO)
"""Ten bodies: brackets, a former name, a branch, and two that share their name."""

REGISTER_HEADER = ("企业名称", "统一社会信用代码", "成立日期")
HONOURS_HEADER = ("企业名称", "统一社会信用代码", "荣誉名称", "认定日期")
FINANCIALS_HEADER = ("企业名称", "统一社会信用代码", "年度", "营业收入（元）")


@cache
def register() -> Mapping[str, pl.DataFrame]:
    """The rows against which lists without a register of their own are read."""
    rows = [
        {
            "subject_id": body.code,
            "name": body.name,
            "uscc": body.code,
            "area": body.area,
            "registered_on": body.registered_on,
            "former_names": body.former_names,
        }
        for body in ALL
    ]
    return {"subjects": Evidence.from_rows(VOCABULARY, {"subjects": rows}).subjects}


def register_row(body: Body) -> list[Any]:
    return [body.name, body.code, body.registered_on]


def registered(body: Body, **more: str | None) -> dict[str, str | None]:
    """What a row of `REGISTER_HEADER` gives."""
    return body.about(registered_on=body.registered_on, **more)


def honour_row(body: Body, honour: Any = "省级专精特新", on: Any = "2023-05-03") -> list[Any]:
    return [body.name, body.code, honour, on]


def honoured(body: Body, scheme: str = "srdi_sme", on: str = "2023-05-03", **more: str | None) -> dict[str, str | None]:
    """What a row of `HONOURS_HEADER` gives."""
    return {"subject_id": body.code, "scheme": scheme, "awarded_on": on, **more}


def money_row(body: Body, year: Any = 2023, revenue: Any = "50000000") -> list[Any]:
    return [body.name, body.code, year, revenue]


def earned(
    body: Body, year: str = "2023", revenue: str | None = "50000000", **more: str | None
) -> dict[str, str | None]:
    """What a row of `FINANCIALS_HEADER` gives."""
    return {"subject_id": body.code, "year": year, "revenue": revenue, **more}
