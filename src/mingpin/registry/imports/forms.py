"""The forms of an import: files, what a sheet is, what the files cover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import Organisation
from mingpin.accounts.states import Role
from mingpin.intake.columns import SheetMapping
from mingpin.intake.columns.mapping import shape_of_titles
from mingpin.intake.columns.model import LEAVE_ASIDE
from mingpin.intake.columns.titles import keyed_titles
from mingpin.intake.sheets import GROUP_TITLE
from mingpin.language import _, in_language
from mingpin.language import later as __
from mingpin.pages.fields import FilesField
from mingpin.registry import vocabulary
from mingpin.registry.states import ImportState
from mingpin.vocabulary.place import shared_vocabulary

UNITS = ("元", "千元", "万元", "百万元", "亿元")


class UploadForm(forms.Form):
    """Files to be read; the office also says who supplied them."""

    files = FilesField(  # type: ignore[assignment]  # the name is the field's, not that of the form's own files
        label=__("Files"),
        help_text=__(
            "xlsx, xls, ods, csv, JSON lines, Parquet or a zip of them, as they are: titles, notes, totals may stay."
        ),
    )
    title = forms.CharField(
        label=__("Title"), max_length=255, required=False, help_text=__("Blank: the name of the first file.")
    )
    supplier = forms.ModelChoiceField(
        label=__("Supplier"),
        queryset=Organisation.objects.none(),
        required=False,
        help_text=__("Blank: your own organisation."),
    )

    def __init__(self, data: Any = None, files: Any = None, *, by: Acting, title: str = ""):
        super().__init__(data, files, initial={"title": title.replace("\0", "")[:255]})
        if by.has_role(Role.OFFICE):
            suppliers = Organisation.objects.visible_to(by).filter(is_active=True)
            self.fields["supplier"].queryset = suppliers.order_by("kind", "name")  # type: ignore[attr-defined]
        else:
            del self.fields["supplier"]


class ImportFilters(forms.Form):
    state = forms.ChoiceField(label=__("State"), required=False)

    def __init__(self, data: Any = None):
        super().__init__(data)
        self.fields["state"].choices = [("", _("All")), *ImportState.choices]  # type: ignore[attr-defined]

    def apply(self, rows: Any) -> Any:
        state = self.cleaned_data.get("state")
        return rows.filter(state=state) if state else rows


class SheetForm(forms.Form):
    """What a person says of one sheet: which table it is, which column is which, the unit, what all its rows have in common."""

    table = forms.ChoiceField(label=__("Evidence table"), required=False)
    unit = forms.ChoiceField(label=__("Unit of amounts"), required=False)

    def __init__(self, data: Any = None, *, account: Mapping[str, Any], said: SheetMapping | None):
        self.account, self.said = account, said
        self.keys = keyed_titles(tuple(account["titles"]))
        table = account["table"] or (said.table if said else "")
        super().__init__(data, initial={"table": table, "unit": said.unit if said else ""})
        self._offer_tables()
        self.fields["unit"].choices = [("", _("As the sheet says")), *((unit, unit) for unit in UNITS)]  # type: ignore[attr-defined]
        if table in shared_vocabulary().tables:
            self._offer_columns(table)

    def _offer_tables(self) -> None:
        tables = shared_vocabulary().tables
        likely = [name for name in self.account["candidates"] if name in tables]
        others = [name for name in tables if name not in likely]
        named = [(name, in_language(tables[name].label)) for name in (*likely, *others)]
        self.fields["table"].choices = [("", _("Not known: leave the sheet aside")), *named]  # type: ignore[attr-defined]

    def _offer_columns(self, table: str) -> None:
        known = shared_vocabulary().tables[table].columns
        named = [(name, in_language(column.label)) for name, column in known.items()]
        bound = {column["position"]: column["column"] for column in self.account["columns"]}
        choices = [("", _("As it was understood")), (LEAVE_ASIDE, _("Leave aside")), *named]
        for position, title in enumerate(self.account["titles"]):
            chosen = self.said.columns.get(self.keys[position], "") if self.said else ""
            self.fields[f"column-{position}"] = forms.ChoiceField(
                label=_("“{title}” is read as").format(title=title or self.keys[position]),
                choices=choices,
                required=False,
                initial=chosen,
            )
        for name, column in known.items():
            if column.is_required and name not in bound.values() and name != "subject_id":
                self.fields[f"constant-{name}"] = self._constant(name, column.classification, in_language(column.label))

    def _constant(self, name: str, classification: str | None, label: str) -> forms.Field:
        said = self.said.constants.get(name, "") if self.said else ""
        asked = next((q["value"] for q in self.account["questions"] if q["position"] is None and q["value"]
                      and any(one["column"] == name for one in q["candidates"])), "")  # fmt: skip
        title = _("{label} of all rows").format(label=label)
        if classification:
            offered = [("", _("No common value")), *vocabulary.choices(classification)]
            if asked and asked not in dict(offered):
                offered.insert(1, (asked, asked))
            return forms.ChoiceField(label=title, choices=offered, required=False, initial=said)
        return forms.CharField(label=title, required=False, initial=said, help_text=asked)

    @property
    def columns(self) -> Iterator[dict[str, Any]]:
        """Each column of the sheet: title, first cells, what it was taken for and why, what is asked of it, and its field."""
        bound = {column["position"]: column for column in self.account["columns"]}
        asides = {aside["position"]: aside for aside in self.account["left_aside"]}
        questions = {question["position"]: question for question in self.account["questions"]}
        for position, title in enumerate(self.account["titles"]):
            name = f"column-{position}"
            cells = [row[position] for row in self.account["samples"] if position < len(row) and row[position]]
            if title == GROUP_TITLE and not cells and position not in bound:
                continue
            yield {
                "title": title or self.keys[position],
                "cells": cells,
                "bound": bound.get(position),
                "label": self.label_of(bound[position]["column"]) if position in bound else "",
                "aside": asides.get(position),
                "question": questions.get(position),
                "field": self[name] if name in self.fields else None,
            }

    @property
    def columns_are_offered(self) -> bool:
        return any(name.startswith("column-") for name in self.fields)

    @property
    def constants(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("constant-")]

    def label_of(self, column: str) -> str:
        return column_label(self.account["table"], column)

    def mapping(self) -> SheetMapping:
        """What was said, for sheets of this shape."""
        given = self.cleaned_data
        titles = tuple(self.account["titles"])
        return SheetMapping(
            table=given["table"],
            unit=given["unit"],
            columns={
                self.keys[position]: chosen
                for position in range(len(titles))
                if (chosen := given.get(f"column-{position}"))
            },
            constants={
                name.removeprefix("constant-"): value
                for name, value in given.items()
                if name.startswith("constant-") and value
            },
            shape=shape_of_titles(titles),
            file=self.account["file"],
            sheet=self.account["sheet"],
            titles=titles,
        )


def column_label(table: str | None, column: str) -> str:
    """What a column is called: in its table, else in the register, by which a list may name its subjects."""
    tables = shared_vocabulary().tables
    found = (tables[name].columns.get(column) for name in (table or "", "subjects") if name in tables)
    known = next((one for one in found if one is not None), None)
    return in_language(known.label) if known else column


class CoverageForm(forms.Form):
    """One declaration: this list is complete for this area, or this subject, over this time, as drawn on this day."""

    list = forms.ChoiceField(label=__("List"))
    area = forms.ChoiceField(label=__("Area"), required=False, help_text=__("Or one subject, below."))
    subject = forms.CharField(
        label=__("Subject"),
        max_length=64,
        required=False,
        help_text=__("Its id, credit code or full name, if only one."),
    )
    period_from = forms.DateField(label=__("Period from"), widget=forms.DateInput(attrs={"type": "date"}))
    period_to = forms.DateField(label=__("Period to"), widget=forms.DateInput(attrs={"type": "date"}))
    as_of = forms.DateField(label=__("Drawn on"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any = None, *, by: Acting):
        super().__init__(data)
        lists = shared_vocabulary().lists
        self.fields["list"].choices = [(name, in_language(one.label)) for name, one in lists.items()]  # type: ignore[attr-defined]
        areas = [(by.area, vocabulary.area_label(by.area))] if by.area else _areas()
        self.fields["area"].choices = [("", "—"), *areas]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("area") and not given.get("subject"):
            self.add_error("area", _("Say for which area or which subject the list is complete."))
        if given.get("area") and given.get("subject"):
            self.add_error("subject", _("Either an area or a subject, not both."))
        if any(mark in given.get("subject", "") for mark in ",，="):
            self.add_error("subject", _("A subject is named without commas and equals signs."))
        return given

    def line(self) -> str:
        """The declaration as `intake.coverage.declaration` reads it."""
        given = self.cleaned_data
        about = f"area={given['area']}" if given["area"] else f"subject={given['subject']}"
        return (
            f"list={given['list']},{about},from={given['period_from']},to={given['period_to']},as-of={given['as_of']}"
        )


def _areas() -> list[tuple[str, str]]:
    from django.conf import settings

    return [(settings.CITY_AREA, vocabulary.area_label(settings.CITY_AREA)), *vocabulary.county_choices()]
