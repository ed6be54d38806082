"""The workbook of a request: for each table a sheet with whom it is about and only what is asked; it is read back as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from mingpin.collection.models import Request, RequestItem
from mingpin.collection.questions import COVERAGE, REGISTER, tables_of_list
from mingpin.collection.states import ItemState
from mingpin.collection.wording import item_words, why_of
from mingpin.documents.sheet_parts import demonstration_words, for_paper
from mingpin.documents.styles import BANNER, GROUND, HEADER, LINE, SECTION, TITLE, WRAPPED, Style
from mingpin.documents.workbook import Cell, Sheet, Value, Workbook, wide
from mingpin.language import _, current_language, one_after_another, use_language
from mingpin.registry import vocabulary
from mingpin.vocabulary.model import Column, Table, Type
from mingpin.vocabulary.place import shared_vocabulary

FILL_IN = Style(ground="#fffbe6", line_below=LINE)
GIVEN = Style(ground=GROUND, line_below=LINE)
ASKED = Style(bold=True, size=10, ground="#fff1b8", wrap=True, line_below="#c9cdd4", line_above="#c9cdd4")
IDENTITY = {REGISTER: ("subject_id", "name", "uscc"), COVERAGE: ("list", "area", "subject_id", "subject_name")}
_NOT_IN_LISTS = frozenset({"source", "supplier", "recorded_on"})
_LONGEST_CHOICES = 255
"""Characters that a list of choices in a cell may have in xlsx."""
_NAME = 31
INSTRUCTIONS = "填写说明"
"""The name by which intake leaves a sheet aside."""


def write_workbook(path: Path, request: Request) -> None:
    """Writes the workbook of what is still open, in Chinese: titles are those by which intake knows columns."""
    language = current_language()
    use_language("zh")
    try:
        _write(path, request)
    finally:
        use_language(language)


def _write(path: Path, request: Request) -> None:
    items = list(request.items.filter(state=ItemState.OPEN).select_related("subject").order_by("place"))
    with Workbook(path, title=request.title) as book:
        _instructions(book, request, items)
        for table, rows in _by_table(items).items():
            _table_sheet(book, shared_vocabulary().tables[table], rows)
        asked = {item.table for item in items}
        for table in _tables_of_lists(items):
            if table not in asked:
                _empty_sheet(book, shared_vocabulary().tables[table])


Rows = dict[tuple[Any, ...], list[RequestItem]]


def _by_table(items: Sequence[RequestItem]) -> dict[str, Rows]:
    """The items by table, then by the row that would answer them; the row that decides most first."""
    found: dict[str, Rows] = {}
    for item in items:
        key = (item.subject_id, item.area, item.list_code, *sorted(item.keys.items()))
        found.setdefault(item.table, {}).setdefault(key, []).append(item)
    return found


def _tables_of_lists(items: Sequence[RequestItem]) -> tuple[str, ...]:
    lists = [item.list_code for item in items if item.list_code and item.subject_id is None]
    known = shared_vocabulary()
    return tuple(dict.fromkeys(table for name in lists for table in tables_of_list(known, name)))


def _instructions(book: Workbook, request: Request, items: Sequence[RequestItem]) -> None:
    sheet = book.sheet(INSTRUCTIONS, (34, 48, 60, 14))
    if settings.DEMONSTRATION:
        sheet.merged(demonstration_words(), BANNER, first=0, last=3)
        sheet.row((), height=20)
    sheet.row([request.title], style=TITLE, height=36)
    run = request.run
    asked = _("Asked by {office} of {holder}, for the programme year {year}, from the survey as of {day}.").format(
        office=_office(), holder=request.holder.name, year=run.year, day=run.as_of.isoformat()
    )
    _line(sheet, asked)
    if request.due_on:
        _line(sheet, _("Please answer by {day}.").format(day=request.due_on.isoformat()), bold=True)
    sheet.gap()
    sheet.row([_("How to answer")], style=SECTION, height=26)
    for number, step in enumerate(_steps(run.as_of.isoformat()), start=1):
        _line(sheet, f"{number}. {step}")
    sheet.gap()
    sheet.row([_("What is asked, and why")], style=SECTION, height=26)
    titles: list[Cell | Value] = [
        _("What is asked"),
        _("Clause"),
        _("What the document says"),
        _("Number of questions"),
    ]
    sheet.row(titles, style=HEADER, height=26)
    for cells in _reasons(request, items):
        sheet.row(cells, style=WRAPPED, height=8 + 15 * _lines(cells))
    for_paper(sheet)


def _lines(cells: Sequence[Cell | Value]) -> int:
    """How many lines the tallest of the wrapped cells of a reason has."""
    return max(
        sum(max(1, -(-wide(line) // width)) for line in str(cell or "").split("\n"))
        for cell, width in zip(cells, (32, 46, 58, 12), strict=True)
    )


def _steps(day: str) -> list[str]:
    """How a workbook is filled in and sent back."""
    blank = _("What you do not know stays blank: a blank says nothing, it is never read as 0 or as no.")
    complete = (
        _("A sheet may declare that a list is complete: give the period, and the day on which the list was drawn."),
        _("Without that day the row does not count; it should not lie before {day}.").format(day=day),
        _("Begin the period as early as the list is complete: some clauses ask whether something ever happened."),
        _("What the list holds goes into the sheet of its table."),
    )
    return [
        one_after_another(_("Fill in the yellow cells of the following sheets."), blank),
        one_after_another(
            _("Do not change names, credit codes and ids: rows find their subject by them."),
            _("Rows that you cannot answer may stay or be deleted."),
        ),
        one_after_another(*complete),
        one_after_another(
            _("Send the file on the page of this request (“Send the filled workbook”), or answer there by form."),
            _("You see what was understood before anything is taken in."),
        ),
        one_after_another(
            _("What your organisation does not hold is said on the page of the request, with the reason."),
            _("It is not asked of you again."),
        ),
    ]


def _office() -> str:
    return vocabulary.label_of("department", "leading_group_office")


def _line(sheet: Sheet, text: str, *, bold: bool = False) -> None:
    style = Style(bold=True, wrap=True, middle=False) if bold else Style(wrap=True, middle=False)
    sheet.merged(text, style, first=0, last=3)
    sheet.row((), height=6 + 15 * max(1, -(-wide(text) // 148)))


def _reasons(request: Request, items: Sequence[RequestItem]) -> Iterator[list[Cell | Value]]:
    counts: dict[tuple[str, str], int] = {}
    for item in items:
        place = (item_words(item), item.reason)
        counts[place] = counts.get(place, 0) + 1
    why = why_of(request.run, [code for _words, code in counts])
    for (words, code), count in counts.items():
        clauses = "\n".join(one.label for one in why[code])
        quotes = "\n".join(f"“{quote}”" for one in why[code][:2] for quote in one.quotes[:2])
        yield [words, clauses or None, quotes or None, count]


def _table_sheet(book: Workbook, table: Table, rows: Rows) -> None:
    """Whom it is about, which row is meant, and the asked columns, empty."""
    items = [item for found in rows.values() for item in found]
    asked = [name for name in table.columns if any(name in item.columns for item in items)]
    given = [name for name in _identity(table) if name in table.columns]
    given += [name for name in table.columns if any(name in item.keys for item in items) and name not in given]
    columns = [table.columns[name] for name in (*given, *asked)]
    sheet = book.sheet(
        _sheet_name(table),
        [_width(column, name in given) for name, column in zip((*given, *asked), columns, strict=True)],
    )
    titles = [Cell(column.label["zh"], HEADER if column.name in given else ASKED) for column in columns]
    header = sheet.row(titles, height=32)
    for found in rows.values():
        wanted = {name for item in found for name in item.columns}
        told = _given(table, found[0])
        sheet.row(
            [
                *(Cell(told.get(name), GIVEN) for name in given),
                *(Cell(None, FILL_IN if name in wanted else GIVEN) for name in asked),
            ],
            height=22,
        )
    for place, name in enumerate(asked, start=len(given)):
        _offer(sheet, table.columns[name], header + 1, sheet.next_row - 1, place)
    sheet.worksheet.freeze_panes(header + 1, min(2, len(given)))
    for_paper(sheet, repeat=(header, header))


def _identity(table: Table) -> tuple[str, ...]:
    return IDENTITY.get(table.id, ("subject_id", "subject_name"))


def _given(table: Table, item: RequestItem) -> dict[str, Value]:
    subject = item.subject
    told: dict[str, Value] = dict(item.keys)
    if subject is not None:
        told |= {
            "subject_id": subject.subject_id,
            "subject_name": subject.name,
            "name": subject.name,
            "uscc": subject.uscc,
        }
    if table.id == COVERAGE:
        told |= {
            "list": vocabulary.list_label(item.list_code),
            "area": vocabulary.area_label(item.area) if item.area else None,
        }
    return {name: value for name, value in told.items() if value not in ("", None)}


def _offer(sheet: Sheet, column: Column, first: int, last: int, place: int) -> None:
    """Lets a cell be chosen from a list, where it is a code of few, or yes or no."""
    if column.type is Type.BOOL:
        words = ["是", "否"]
    elif column.type in (Type.CODE, Type.LEVEL):
        words = [label for _code, label in vocabulary.choices(column.classification or "")]
    else:
        return
    if last >= first and len(",".join(words)) <= _LONGEST_CHOICES and not any("," in word for word in words):
        offered = {"validate": "list", "source": words, "error_type": "warning"}
        sheet.worksheet.data_validation(first, place, last, place, offered)


def _empty_sheet(book: Workbook, table: Table) -> None:
    """All columns of a table, for what a declared list holds."""
    columns = [column for name, column in table.columns.items() if name not in _NOT_IN_LISTS]
    sheet = book.sheet(_sheet_name(table), [_width(column, False) for column in columns])
    sheet.row([Cell(column.label["zh"], ASKED if column.is_required else HEADER) for column in columns], height=32)
    sheet.worksheet.freeze_panes(1, 0)
    for_paper(sheet, repeat=(0, 0))


def _sheet_name(table: Table) -> str:
    """The table's label, without what no sheet may be called."""
    kept = "".join(" " if character in "[]:*?/\\'" else character for character in table.label["zh"])
    return kept.strip()[:_NAME]


def _width(column: Column, is_given: bool) -> float:
    if column.name in ("name", "subject_name", "list"):
        return 40
    if column.name in ("subject_id", "uscc"):
        return 22
    return max(12 if is_given else 16, min(30, wide(column.label["zh"]) + 2))
