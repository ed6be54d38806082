"""The vocabulary as pages show it: names of areas, tables and columns, values as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings

from mingpin.language import _, current_language, in_language
from mingpin.pages.numbers import grouped
from mingpin.vocabulary.evidence import upper
from mingpin.vocabulary.model import Column, Table, Type
from mingpin.vocabulary.place import shared_vocabulary
from mingpin.vocabulary.values import FEN_PER_YUAN, FOREVER, MILLIONTHS

REGISTER = "subjects"
NOT_SHOWN = ("subject_id", "subject_name")
"""Columns that say only whose row it is."""
PROVENANCE = ("source", "supplier", "recorded_on")
"""Columns that say where a row comes from: shown with its source, not among what it says."""
HEADLINES: Mapping[str, tuple[str, ...]] = {
    "subjects": ("name",),
    "honours": ("scheme", "work"),
    "financials": ("year",),
    "peer_thresholds": ("measure", "industry", "year"),
    "market_positions": ("product", "year"),
    "satisfaction": ("product", "year"),
    "trademarks": ("mark", "registration_no"),
    "licences": ("licence_kind",),
    "incidents": ("kind",),
    "inspections": ("product", "result"),
    "trade_incidents": ("kind", "product"),
    "service_incidents": ("kind",),
    "credit_listings": ("list",),
    "violations": ("kind",),
    "certifications": ("kind",),
    "standards": ("title", "standard_no"),
    "disputes": ("kind",),
    "policy_findings": ("kind",),
    "ip_rights": ("kind", "title"),
    "brand_users": ("user_name",),
    "actions": ("kind", "title"),
    "cultivation": ("tier",),
    "judgements": ("judgement", "year"),
    "coverage": ("list",),
}
"""The columns that tell a reader at a glance what a row says."""
TIMELESS = frozenset({REGISTER, "coverage"})
"""Tables that stand elsewhere on a subject's page than on its time line."""
ADVERSE = frozenset(
    {
        "incidents",
        "trade_incidents",
        "service_incidents",
        "credit_listings",
        "violations",
        "disputes",
        "policy_findings",
    }
)
"""Tables whose rows speak against a subject."""
_BRACKETS = re.compile(r"\s*[（(].*[)）]$")
_HUNDRED_MILLION, _TEN_THOUSAND = 100_000_000, 10_000


@dataclass(frozen=True)
class Shown:
    """A column's value as a page shows it."""

    name: str
    label: str
    text: str
    is_number: bool = False


def table(name: str) -> Table | None:
    """The evidence table of this name; None where there is none."""
    return shared_vocabulary().tables.get(name)


def table_label(name: str) -> str:
    known = table(name)
    return in_language(known.label) if known else name


def label_of(classification: str, code: str) -> str:
    """What a code is called; the code itself where its classification does not have it, nothing for none."""
    if not code:
        return ""
    if classification == "list":
        return list_label(code)
    return in_language(shared_vocabulary().label_of(classification, code))


def area_label(code: str) -> str:
    return label_of("area", code)


def list_label(code: str) -> str:
    known = shared_vocabulary().lists.get(code)
    return in_language(known.label) if known else code


def choices(classification: str) -> list[tuple[str, str]]:
    """The codes of a classification with what they are called, in its order; `none` first where it is ordered."""
    vocabulary = shared_vocabulary()
    if classification == "list":
        return [(code, in_language(known.label)) for code, known in vocabulary.lists.items()]
    known = vocabulary.classifications.get(classification)
    if known is None:
        return []
    none = [("none", _("None of them"))] if known.is_ordered and "none" not in known.entries else []
    return none + [(code, in_language(entry.label)) for code, entry in known.entries.items()]


def county_choices() -> list[tuple[str, str]]:
    """The counties and zones of the city that runs the programme, and the city's own level."""
    entries = shared_vocabulary().classifications["area"].entries
    return [
        (code, in_language(entry.label))
        for code, entry in entries.items()
        if entry.extra.get("parent") == settings.CITY_AREA
    ]


def areas_around(code: str) -> list[str]:
    """The codes of the areas that an area lies in, itself included: a declaration for 4107 speaks of 410781 too."""
    return [code[:length] for length in range(2, len(code) + 1)] if code else []


def is_organisation(kind: str) -> bool:
    """Whether subjects of this kind are bodies themselves; what is not (a brand, a product) is carried by one."""
    entry = shared_vocabulary().classifications["subject_kind"].entries.get(kind)
    return bool(entry and entry.extra.get("organisation"))


def headline(table_name: str, values: Mapping[str, Any]) -> str:
    """What a row says, in a few words; the name of its table where it says nothing."""
    known = table(table_name)
    if known is None:
        return table_name
    parts = [
        _("year {year}").format(year=values[name]) if name == "year" else shown(known.columns[name], values)
        for name in HEADLINES.get(table_name, ())
        if name in known.columns and values.get(name) not in (None, "", [])
    ]
    return " · ".join(parts) or in_language(known.label)


def shown_values(table_name: str, values: Mapping[str, Any], *, without: tuple[str, ...] = NOT_SHOWN) -> list[Shown]:
    """The columns of a row that say something, in the table's order."""
    known = table(table_name)
    if known is None:
        return [Shown(name, name, str(value)) for name, value in values.items()]
    return list(_shown(known, values, without))


def _shown(known: Table, values: Mapping[str, Any], without: tuple[str, ...]) -> Iterator[Shown]:
    for name, column in known.columns.items():
        if name in without:
            continue
        text = shown(column, values)
        if text:
            yield Shown(name, short_label(column), text, column.type in (Type.INT, Type.MONEY, Type.SHARE))


def shown(column: Column, values: Mapping[str, Any], *, exact: bool = False) -> str:
    """A physical value as people write it; nothing for a blank. `exact`: money to the fen, never in 万元 or 亿元."""
    value = values.get(column.name)
    if value is None or value == [] or value == "":
        return ""
    if column.type in (Type.CODE, Type.LEVEL):
        return label_of(column.classification or "", str(value))
    if column.type is Type.BOOL:
        return _("yes") if value else _("no")
    if column.type is Type.MONEY:
        return money(int(value), exact=exact)
    if column.type is Type.SHARE:
        return share(int(value))
    if column.type is Type.DATE:
        return days(str(value), str(values.get(upper(column.name)) or value))
    if column.type is Type.ITEMS:
        return _("、").join(str(one) for one in value)
    if column.type is Type.INT and column.name != "year":
        return grouped(int(value))
    return str(value)


def short_label(column: Column) -> str:
    """A column's label without what stands in brackets behind it: the unit, how to fill it in."""
    return _BRACKETS.sub("", in_language(column.label)) or column.name


def money(fen: int, *, exact: bool = False) -> str:
    """An amount of fen in yuan: in Chinese in 亿元 from a hundred million on, in 万元 from ten thousand on."""
    yuan = Decimal(fen) / FEN_PER_YUAN
    if current_language() == "zh":
        if exact:
            return f"{yuan:,.2f} 元"
        for unit, name in ((_HUNDRED_MILLION, "亿元"), (_TEN_THOUSAND, "万元")):
            if abs(yuan) >= unit:
                return f"{grouped(yuan / unit)} {name}"
        return f"{grouped(yuan)} 元"
    return f"CNY {yuan:,.2f}" if exact else f"CNY {grouped(yuan)}"


def share(millionths: int) -> str:
    """A share in per cent."""
    return f"{grouped(Decimal(millionths) * 100 / MILLIONTHS)}%"


def days(first: str, last: str) -> str:
    """A date as precise as it is known: 2021, 2021-05 or 2021-05-03; what never ends in words."""
    if last == FOREVER.isoformat() and first in (last, ""):
        return _("no end")
    if first == last:
        return first
    if first.endswith("-01-01") and last == f"{first[:4]}-12-31":
        return first[:4]
    if first[:7] == last[:7] and first.endswith("-01") and _is_last_of_month(last):
        return first[:7]
    return _("{first} to {last}").format(first=first, last=_("no end") if last == FOREVER.isoformat() else last)


def _is_last_of_month(day: str) -> bool:
    try:
        date.fromisoformat(f"{day[:8]}{int(day[8:]) + 1:02d}")
    except ValueError:
        return True
    return False
