"""What a person chose for sheets of one shape: which table, which column is which, what all rows have."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from mingpin.intake.columns.titles import folded_title, keyed_titles
from mingpin.intake.sheets import GROUP_TITLE, MARK_TITLE, Laid
from mingpin.language import _

KEYS = ("shape", "file", "sheet", "titles", "table", "unit", "columns", "constants", "chosen_by", "chosen_on")
"""What a mapping file says of a sheet."""
_DIGITS = 16


@dataclass(frozen=True)
class SheetMapping:
    """What holds for a sheet. `columns`: title (as `keyed_titles` writes it) to the name of a column, or "-" to leave it aside.
    `constants`: column to the value that all rows have, as a person writes it. What it does not name is recognised as ever.

    It is for sheets of this `shape`; where that is blank, for the sheet of this `file` and `sheet` (blank: any). A remembered one
    says when (`chosen_on`, 2024-05-03) and by whom it was chosen.
    """

    table: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    constants: Mapping[str, str] = field(default_factory=dict)
    shape: str = ""
    file: str = ""
    sheet: str = ""
    titles: tuple[str, ...] = ()
    chosen_by: str = ""
    chosen_on: str = ""
    is_remembered: bool = False

    def remembered_sentence(self) -> str:
        """When and by whom it was chosen."""
        if self.chosen_by and self.chosen_on:
            return _("{who} chose it on {day}.").format(who=self.chosen_by, day=self.chosen_on)
        if self.chosen_on:
            return _("It was chosen on {day}.").format(day=self.chosen_on)
        return _("{who} chose it.").format(who=self.chosen_by) if self.chosen_by else ""


@dataclass(frozen=True)
class Mappings:
    """The mappings of a file, or those that are remembered."""

    sheets: tuple[SheetMapping, ...] = ()

    def __iter__(self) -> Iterator[SheetMapping]:
        return iter(self.sheets)

    def __len__(self) -> int:
        return len(self.sheets)

    def for_sheet(self, laid: Laid) -> SheetMapping | None:
        """The mapping of this sheet: that of its shape and its names, else of its shape, else of its names alone."""
        shape = shape_of(laid)
        shaped = [mapping for mapping in self.sheets if mapping.shape == shape]
        named = [mapping for mapping in shaped if mapping.file and _is_named(mapping, laid)]
        alone = [mapping for mapping in self.sheets if not mapping.shape and _is_named(mapping, laid)]
        found = next(iter((*named, *shaped, *alone)), None)
        return replace(found, shape=shape, titles=laid.titles) if found and not found.shape else found


def shape_of(laid: Laid, table: str | None = None) -> str:
    """The shape of a sheet: the same for sheets with the same titles in the same order, however they are spaced, marked ones
    included. With `table` it is that of the sheet as this table."""
    return shape_of_titles(laid.titles, table)


def shape_of_titles(titles: tuple[str, ...], table: str | None = None) -> str:
    ours = {folded_title(GROUP_TITLE), folded_title(MARK_TITLE)}
    folded = [title for title in map(folded_title, titles) if title not in ours]
    while folded and not folded[-1]:
        folded.pop()
    text = "\n".join((table or "", *folded))
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def unknown_titles(mapping: SheetMapping, titles: tuple[str, ...]) -> tuple[str, ...]:
    """The titles of the mapping that a sheet with these titles lacks."""
    known = {folded_title(key) for key in keyed_titles(titles)}
    return tuple(title for title in mapping.columns if folded_title(title) not in known)


def _is_named(mapping: SheetMapping, laid: Laid) -> bool:
    is_file = mapping.file in ("", laid.file) or laid.file.endswith("/" + mapping.file)
    return is_file and mapping.sheet in ("", laid.sheet)
