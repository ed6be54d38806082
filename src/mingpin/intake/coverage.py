"""Declarations of coverage: read from a line of text, and refused where they contradict the rows of their own list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from mingpin.intake.cells import CodeReader
from mingpin.intake.columns import IDENTIFIER
from mingpin.intake.errors import IntakeError
from mingpin.language import _, in_language
from mingpin.vocabulary.evidence import frame_schema, upper
from mingpin.vocabulary.load import COVERAGE_TABLE
from mingpin.vocabulary.model import Type, Vocabulary
from mingpin.vocabulary.values import Span, ValueFault, date_span, physical

COUNT = "count"
"""A column that declarations may have beside those of their table: how many rows the list has, as its supplier says."""

_KEYS = {
    "list": ("list", "名单", "名单名称"),
    "area": ("area", "地区", "覆盖地区"),
    "subject": ("subject", "主体", "主体编号"),
    "period_from": ("from", "period-from", "起", "自", "起始日期"),
    "period_to": ("to", "period-to", "止", "至", "截止日期"),
    "as_of": ("as-of", "截至", "数据截至", "名单生成日期"),
    "supplier": ("supplier", "提供单位", "报送单位"),
    "count": ("count", "条数", "行数"),
}
_REQUIRED = ("list", "period_from", "period_to", "as_of", "supplier")
_EXAMPLE = "list=penalties,area=卫辉市,from=2021-01-01,to=2024-06-30,as-of=2024-06-30,supplier=新乡市信用办"
_CHINESE_DAY = re.compile(r"(\d{4})\s*[年./]\s*(?:(\d{1,2})\s*(?:[月./]\s*(?:(\d{1,2})\s*日?)?)?)?")


@dataclass(frozen=True)
class Declaration:
    """What a supplier says of a list: that for an area (a code), or for one subject (as written: its id, credit code or name), it
    is complete from `period_from` to `period_to`, as drawn on `as_of`. `count` is how many rows it has, where that was said.
    """

    list: str
    area: str | None
    subject: str | None
    period_from: Span
    period_to: Span
    as_of: Span
    supplier: str
    count: int | None = None


def declaration(text: str, vocabulary: Vocabulary, supplier: str = "") -> Declaration:
    """The declaration that a line says: `list=penalties,area=卫辉市,from=2021-01-01,to=2024-06-30,as-of=2024-06-30,supplier=…`.

    The keys may be Chinese (名单, 地区, 主体, 起, 止, 截至, 提供单位, 条数), the list and the area codes or labels. `supplier` is
    who supplies where the line does not say. Raises IntakeError.
    """
    parts = _parts(text)
    if supplier:
        parts.setdefault("supplier", supplier)
    missing = [_KEYS[key][0] for key in _REQUIRED if not parts.get(key)]
    if missing:
        what = _("The declaration does not say: {keys}.").format(keys=_(", ").join(missing))
        raise _refused(text, what)
    if bool(parts.get("area")) == bool(parts.get("subject")):
        raise _refused(text, _("A declaration is for one area or for one subject; give one of area= and subject=."))
    try:
        columns = vocabulary.tables[COVERAGE_TABLE].columns
        codes = {
            key: CodeReader(vocabulary.classifications[columns[key].classification or ""]).read(parts[key])
            for key in ("list", "area")
            if parts.get(key)
        }
        days = {key: _span(parts[key]) for key in ("period_from", "period_to", "as_of")}
        count = physical(Type.INT, parts.get("count"))
    except ValueFault as fault:
        raise _refused(text, str(fault)) from fault
    if count is not None and count < 0:
        raise _refused(text, _("“{value}” is no number of rows.").format(value=count))
    return Declaration(
        codes["list"], codes.get("area"), parts.get("subject") or None, **days, supplier=parts["supplier"], count=count
    )


def rows_of(declarations: Sequence[Declaration], vocabulary: Vocabulary) -> pl.DataFrame:
    """The declarations as physical rows of the coverage table, with `COUNT` beside its columns. `subject_id` is the subject as
    written: it is looked up like that of any row. Where they stood is blank.
    """
    schema = {**frame_schema(vocabulary.tables[COVERAGE_TABLE]), COUNT: pl.Int64}
    rows = []
    for said in declarations:
        row = {"list": said.list, "area": said.area, IDENTIFIER: said.subject, COUNT: said.count}
        for name in ("period_from", "period_to", "as_of"):
            row[name], row[upper(name)] = getattr(said, name)
        rows.append({**row, "supplier": said.supplier, "supplied_by": said.supplier})
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def contradictions(
    coverage: pl.DataFrame, tables: Mapping[str, pl.DataFrame], vocabulary: Vocabulary
) -> dict[int, str]:
    """Why declarations (physical rows of the coverage table, by position) are refused; those that may stand are left out.

    Looked at are a declaration's own days, and the rows of its list in `tables` (physical frames; subjects with `area`, better
    completed) that came in the same file; for a declaration without `source_file`, all rows. A row contradicts only where it
    certainly is of the list and certainly outside of every declaration of that list from the same file: in another area (where
    only one is declared), after the day on which the list was drawn, or for a list of events before or after the period. The
    declared count must be that of the rows.
    """
    declared = _declared(coverage)
    found = dict(_own_days(declared, vocabulary))
    if declared.height:
        from mingpin.intake.list_contradictions import compare  # the parser of conditions takes half a second to load

        for position, sentence in compare(declared, tables, vocabulary, lambda said: _named(said, vocabulary)):
            found.setdefault(position, sentence)
    return dict(sorted(found.items()))


def _parts(text: str) -> dict[str, str]:
    """The values of a line by our keys; a comma that no key follows belongs to the value before it."""
    known = {spelling: key for key, spellings in _KEYS.items() for spelling in spellings}
    parts: dict[str, str] = {}
    last = ""
    for piece in re.split("[,，]", text):
        key, equals, value = (part.strip() for part in piece.replace("＝", "=").partition("="))
        named = known.get(key.casefold().replace("_", "-"))
        if equals and not named:
            what = _("“{key}” is not known in a declaration.").format(key=key)
            raise _refused(text, what)
        if equals and named:
            if named in parts:
                raise _refused(text, _("“{key}” is given twice.").format(key=key))
            parts[named], last = value, named
        elif last == "supplier":
            parts[last] += f"，{piece.strip()}"
        elif piece.strip():
            raise _refused(text, _("“{text}” is no key with a value.").format(text=piece.strip()))
    return parts


def _span(text: str) -> Span:
    found = _CHINESE_DAY.fullmatch(text)
    return date_span("-".join(part for part in found.groups() if part) if found else text)


def _refused(text: str, what: str) -> IntakeError:
    return IntakeError(
        what, where=text.strip() or "covers", remedy=_("Write for example: {example}.").format(example=_EXAMPLE)
    )


def _declared(coverage: pl.DataFrame) -> pl.DataFrame:
    """The declarations with their position `_at`, in one shape: missing columns blank, an unknown upper end like the lower."""
    days = [end for name in ("period_from", "period_to", "as_of") for end in (name, upper(name))]
    types = {"list": pl.String, "area": pl.String, IDENTIFIER: pl.String, "source_file": pl.String, COUNT: pl.Int64}
    types |= dict.fromkeys(days, pl.Date)
    blank = [pl.lit(None, dtype=type_).alias(name) for name, type_ in types.items() if name not in coverage.columns]
    frame = coverage.with_columns(blank).select(list(types)).with_row_index("_at")
    return frame.with_columns(pl.coalesce(upper(name), name).alias(upper(name)) for name in days[::2])


def _own_days(declared: pl.DataFrame, vocabulary: Vocabulary) -> Iterator[tuple[int, str]]:
    """Declarations whose days cannot be, whatever their rows."""
    for said in declared.filter(pl.col(upper("period_to")) < pl.col("period_from")).iter_rows(named=True):
        reason = _("The period of “{list}” ends ({last}) before it begins ({first}); correct it.")
        yield said["_at"], reason.format(**_named(said, vocabulary))
    for said in declared.filter(pl.col(upper("as_of")) < pl.col("period_to")).iter_rows(named=True):
        reason = _(
            "“{list}” was drawn on {drawn} and cannot speak of the days up to {last}; "
            "let the period end on that day, or send a list drawn later."
        )
        yield said["_at"], reason.format(**_named(said, vocabulary))


def _named(said: Mapping[str, object], vocabulary: Vocabulary) -> dict[str, str]:
    """The parts of a declaration as a sentence names them."""
    known = vocabulary.lists.get(str(said["list"]))
    ends = {"first": ("period_from", "period_from"), "last": ("period_to", upper("period_to"))}
    days = {name: _day(said[low], said[high]) for name, (low, high) in ends.items()}
    drawn = _day(said["as_of"], said[upper("as_of")])
    return {"list": in_language(known.label) if known else str(said["list"]), "drawn": drawn, **days}


def _day(first: object, last: object) -> str:
    if first == last or not isinstance(first, date) or not isinstance(last, date):
        return str(first)
    return f"{first:%Y-%m}" if (first.year, first.month) == (last.year, last.month) else f"{first:%Y}"
