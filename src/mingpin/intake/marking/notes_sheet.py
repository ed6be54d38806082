"""The sheet of notes in a marked workbook: counts, legend, what to do. It is read by people only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mingpin.intake.marking.shapes import State, Told
from mingpin.intake.marking.words import plain, state_word
from mingpin.intake.sheets import MARK_TITLE
from mingpin.language import _

WIDTHS = (44, 14, 14, 14, 14)


class Look(StrEnum):
    """How a line of notes looks."""

    TITLE = "title"
    SECTION = "section"
    HEADER = "header"
    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True)
class Line:
    """A row of the sheet."""

    look: Look
    cells: tuple[str | int, ...] = ()


def lines(told: Told) -> list[Line]:
    """The rows of the sheet, from the top."""
    found = [Line(Look.TITLE, (_("What became of the rows"),)), Line(Look.PLAIN, (told.source,)), Line(Look.PLAIN)]
    found.append(Line(Look.HEADER, (_("Sheet"), *(state_word(state) for state in State))))
    for name, counts in told.sheets.items():
        found.append(Line(Look.PLAIN, (name, *(counts[state] for state in State))))
    found += [Line(Look.PLAIN), Line(Look.SECTION, (_("The marks in the column “{title}”").format(title=MARK_TITLE),))]
    found += [Line(look, (text,)) for look, text in _legend()]
    found += [Line(Look.PLAIN), Line(Look.SECTION, (_("What to do"),))]
    found += [Line(Look.PLAIN, (f"{place}. {text}",)) for place, text in enumerate(_steps(), start=1)]
    if told.remarks:
        found += [Line(Look.PLAIN), Line(Look.SECTION, (_("About this copy"),))]
        found += [Line(Look.PLAIN, (remark,)) for remark in told.remarks]
    return [
        Line(line.look, tuple(plain(cell) if isinstance(cell, str) else cell for cell in line.cells)) for line in found
    ]


def _legend() -> list[tuple[Look, str]]:
    return [
        (Look.GOOD, _("✓ The row was read as it stands. “#…” is its token: leave it there.")),
        (Look.BAD, _("✗ The row was not taken, with the reasons; the faulty cells are red and say why in a comment.")),
        (Look.PLAIN, _("Blank: the row is no record (a total, a signature, a group, a note).")),
    ]


def _steps() -> list[str]:
    return [
        _("Correct the red cells in this workbook; do not move or delete other columns."),
        _("Save it and hand it in again whole: only what changed is taken, what is held already is not doubled."),
        _("What is right as it stands is not to be changed to please the program: tell the office that runs it."),
    ]
