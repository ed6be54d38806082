"""Lists: search, filters, order and page live in the address, rows come a page at a time, and a workbook shows exactly the same.

Every list costs two queries however long it is: how many rows there are, and those of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property, partial
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.forms import Form
from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from mingpin.errors import Invalid
from mingpin.language import _
from mingpin.pages.marks import moment_markup
from mingpin.pages.numbers import grouped
from mingpin.pages.workbook import MOST_ROWS, Exported, list_workbook

PAGE = 50
_OWN = ("q", "sort", "page", "export")


@dataclass(frozen=True)
class Column:
    """A column of a list. `value` gives what stands in a cell: text, number, day, moment, `Mark`, or None for nothing.

    `sort` is the field by which its header orders the list, `url` where a cell leads. `width` is the workbook's, in characters.
    """

    name: str
    label: Any
    value: Callable[[Any], Any]
    sort: str | None = None
    url: Callable[[Any], str | None] | None = None
    is_number: bool = False
    width: int = 18


@dataclass(frozen=True)
class Cell:
    label: str
    shown: SafeString
    is_number: bool
    is_first: bool


@dataclass(frozen=True)
class Header:
    label: str
    is_number: bool
    url: str
    order: str
    """`ascending`, `descending` or nothing: as `aria-sort` says it."""


class Listing:
    """A list as one request asks for it. Nothing is asked of the database before it is shown or exported."""

    def __init__(
        self,
        request: HttpRequest,
        *,
        rows: QuerySet[Any],
        columns: Sequence[Column],
        search: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None,
        filters: Callable[[Any], Form] | None = None,
        default_sort: str = "-pk",
        export: Any = None,
        search_label: Any = None,
        caption: Any = None,
        empty: Any = None,
        name: str = "listing",
    ):
        self.request, self._rows, self.columns, self._search = request, rows, columns, search
        self.default_sort, self.export, self.name = default_sort, export, name
        self.caption = caption or export or ""
        self._search_label, self._empty = search_label, empty
        self.text = request.GET.get("q", "").replace("\0", "").strip() if search else ""
        self.filters: Form | None = self._bound(filters) if filters else None

    def _bound(self, filters: Callable[[Any], Form]) -> Form:
        """The filters as the address has them; those that it does not name stand at their initial value."""
        bare = filters(None)
        names = {bare.add_prefix(name) for name in bare.fields}
        return filters(self.request.GET) if names & set(self.request.GET) else bare

    # What is in the list

    @cached_property
    def _chosen(self) -> tuple[str, str]:
        """The order's column and direction (`` or `-`): the default where the address names none that there is."""
        asked = self.request.GET.get("sort", "")
        if any(column.name == asked.removeprefix("-") and column.sort for column in self.columns):
            return asked.removeprefix("-"), "-" if asked.startswith("-") else ""
        field = self.default_sort.removeprefix("-")
        named = next(
            (column.name for column in self.columns if column.sort and field in (column.sort, column.name)), ""
        )
        return named, "-" if self.default_sort.startswith("-") else ""

    @cached_property
    def found(self) -> QuerySet[Any]:
        """All rows that search and filters leave, in order: what is counted, shown and exported."""
        rows = self._rows
        if self._search and self.text:
            rows = self._search(rows, self.text)
        if self.filters is not None and self.filters.is_bound:
            rows = self.filters.apply(rows) if self.filters.is_valid() else rows.none()  # type: ignore[attr-defined]
        name, direction = self._chosen
        field = next((column.sort for column in self.columns if column.name == name and column.sort), None)
        order = f"{direction}{field}" if field else self.default_sort
        last = "-pk" if order.startswith("-") else "pk"
        return rows.order_by(order) if order.removeprefix("-") == "pk" else rows.order_by(order, last)

    @cached_property
    def total(self) -> int:
        return self.found.count()

    @cached_property
    def page(self) -> int:
        """The number of the page, the nearest that there is."""
        asked = self.request.GET.get("page", "1")
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 1
        return max(1, min(number, self.last_page))

    @cached_property
    def last_page(self) -> int:
        return max(1, -(-self.total // PAGE))

    @cached_property
    def rows(self) -> list[list[Cell]]:
        """The page's rows, each as its cells."""
        if not self.total:
            return []
        first = (self.page - 1) * PAGE
        return [self._cells(row) for row in self.found[first : first + PAGE]]

    def _cells(self, row: Any) -> list[Cell]:
        return [
            Cell(str(column.label), _shown(column, row), column.is_number, place == 0)
            for place, column in enumerate(self.columns)
        ]

    # What the page says

    @property
    def form_id(self) -> str:
        return f"{self.name}-form"

    @property
    def is_searched(self) -> bool:
        return self._search is not None

    @property
    def search_label(self) -> str:
        return str(self._search_label or _("Search"))

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text or self.described_filters)

    @property
    def is_wrong(self) -> bool:
        return self.filters is not None and self.filters.is_bound and not self.filters.is_valid()

    @property
    def empty_text(self) -> str:
        return str(self._empty or _("What is entered or imported appears here."))

    @property
    def count_text(self) -> str:
        said = _("{count} in all") if not self.is_narrowed else _("{count} found")
        return said.format(count=grouped(self.total))

    @property
    def page_text(self) -> str:
        first = (self.page - 1) * PAGE
        last = min(first + PAGE, self.total)
        return _("{first}–{last} of {total}").format(
            first=grouped(first + 1), last=grouped(last), total=grouped(self.total)
        )

    @cached_property
    def headers(self) -> list[Header]:
        return list(self._headers())

    def _headers(self) -> Iterator[Header]:
        chosen, direction = self._chosen
        for column in self.columns:
            is_chosen = bool(column.sort) and column.name == chosen
            turned = f"-{column.name}" if is_chosen and not direction else column.name
            order = ("descending" if direction else "ascending") if is_chosen else ""
            url = self._address(sort=turned, page=None) if column.sort else ""
            yield Header(str(column.label), column.is_number, url, order)

    @property
    def sort_in_address(self) -> str:
        return self.request.GET.get("sort", "")

    @property
    def foreign(self) -> list[tuple[str, str]]:
        """What of the address is not the list's: it stays there."""
        own = {*_OWN, *((self.filters.add_prefix(name) for name in self.filters.fields) if self.filters else ())}
        return [(name, value) for name, values in self.request.GET.lists() if name not in own for value in values]

    @property
    def pages(self) -> list[tuple[int | None, str]]:
        """The numbers for the foot, each with its address; None stands for those left out."""
        near = {1, self.last_page, *range(self.page - 2, self.page + 3)}
        numbers = [number for number in sorted(near) if 1 <= number <= self.last_page]
        shown: list[tuple[int | None, str]] = []
        for before, number in zip([0, *numbers], numbers, strict=False):
            if number - before == 2:
                shown.append((number - 1, self._address(page=number - 1)))
            elif number - before > 2:
                shown.append((None, ""))
            shown.append((number, self._address(page=number)))
        return shown

    @property
    def previous_url(self) -> str:
        return self._address(page=self.page - 1) if self.page > 1 else ""

    @property
    def next_url(self) -> str:
        return self._address(page=self.page + 1) if self.page < self.last_page else ""

    @property
    def export_url(self) -> str:
        return self._address(page=None, export="xlsx")

    @property
    def clear_url(self) -> str:
        return f"?{urlencode(self.foreign)}" if self.foreign else self.request.path

    def _address(self, **changes: Any) -> str:
        kept = [(n, v) for n, values in self.request.GET.lists() for v in values if n not in ("export", *changes) and v]
        return "?" + urlencode([*kept, *((n, v) for n, v in changes.items() if v is not None)])

    @cached_property
    def described_filters(self) -> list[str]:
        """The filters that narrow the list, each in words."""
        return list(self._described()) if self.filters is not None and self.filters.is_bound else []

    def _described(self) -> Iterator[str]:
        assert self.filters is not None
        self.filters.is_valid()
        for bound in self.filters:
            value = self.filters.cleaned_data.get(bound.name)
            if value in (None, "", [], False):
                continue
            several = isinstance(value, list | tuple | QuerySet)
            words = [str(_choice(bound.field, one)) for one in value] if several else [str(_choice(bound.field, value))]
            yield _("{name}: {value}").format(name=bound.label, value=_(", ").join(words))

    # The workbook

    @property
    def wants_export(self) -> bool:
        return self.export is not None and self.request.GET.get("export") == "xlsx"

    def exported(self) -> FileResponse:
        """A workbook of all pages of the list as it is searched, filtered and ordered. Raises Invalid where it cannot be."""
        if self.is_wrong:
            raise Invalid(_("The list was not exported."), why=_("A filter cannot be used as it is."), field="export")
        if self.total > MOST_ROWS:
            raise Invalid(
                _("The list was not exported."),
                why=_("It has {count} rows; a workbook holds {most}.").format(count=self.total, most=MOST_ROWS),
                remedy=_("Narrow it by search or filters and export the parts."),
            )
        searched = [_("{name}: {value}").format(name=_("Search"), value=self.text)] if self.text else []
        columns = [(str(column.label), column.width, partial(_value, column)) for column in self.columns]
        rows = self.found.iterator(chunk_size=2000)
        return list_workbook(
            Exported(str(self.export), [*searched, *self.described_filters], columns, rows, self.total)
        )


def _value(column: Column, row: Any) -> Any:
    value = column.value(row)
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _choice(field: Any, value: Any) -> Any:
    """How a filter's value is called; the value itself where it is typed."""
    if value is True:
        return _("yes")
    for key, label in getattr(field, "choices", ()):
        if isinstance(label, list | tuple):
            for inner, word in label:
                if str(inner) == str(value):
                    return word
        elif str(key) == str(value):
            return label
    return value


def _shown(column: Column, row: Any) -> SafeString:
    value = _value(column, row)
    url = column.url(row) if column.url else None
    text = _as_text(value)
    return format_html('<a href="{}">{}</a>', url, text) if url and value not in (None, "") else text


def _as_text(value: Any) -> SafeString:
    if value is None or value == "":
        return SafeString('<span class="text-secondary">—</span>')
    if isinstance(value, bool):
        return conditional_escape(_("yes") if value else _("no"))
    if isinstance(value, int | float | Decimal):
        return conditional_escape(grouped(value))
    if isinstance(value, date):
        return moment_markup(value)
    return conditional_escape(value)
