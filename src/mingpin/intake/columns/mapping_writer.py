"""Mapping files as they are proposed: what was recognised, and what is asked with its candidates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mingpin.intake.columns.mapping import shape_of
from mingpin.intake.columns.mapping_store import write_atomically
from mingpin.intake.columns.model import LEAVE_ASIDE, Question, Recognised
from mingpin.intake.columns.tables import TableChoice
from mingpin.intake.columns.titles import keyed_titles
from mingpin.intake.sheets import Laid
from mingpin.language import _, in_language
from mingpin.vocabulary.model import Vocabulary

_PLAIN = re.compile(r"^[^\W\d][\w（）()·]*$")
_WORDS_OF_YAML = {"yes", "no", "true", "false", "on", "off", "null", "y", "n", "none"}


@dataclass(frozen=True)
class Proposal:
    """A sheet with what was found out about it. `recognised` is None where its table is not known."""

    laid: Laid
    choice: TableChoice
    recognised: Recognised | None = None


def write_mapping(path: Path | str, proposals: Iterable[Proposal], vocabulary: Vocabulary) -> None:
    """Writes a mapping file for these sheets: what was recognised as lines that hold, what is asked as comments with the
    candidates, each a line to be uncommented. Read back as it is, it changes nothing."""
    lines = [
        "# " + _("Which column of each sheet is which. Correct it and give it with --mapping."),
        "# " + _("“-” leaves a column aside. To answer a question, remove the # before one of its lines."),
        "sheets:",
    ]
    for proposal in proposals:
        lines += (
            "".join(character if character.isprintable() else " " for character in line)
            for line in _proposed(proposal, vocabulary)
        )
    write_atomically(Path(path), "\n".join(lines) + "\n")


def _proposed(proposal: Proposal, vocabulary: Vocabulary) -> Iterator[str]:
    laid, choice, recognised = proposal.laid, proposal.choice, proposal.recognised
    keys = keyed_titles(laid.titles)
    yield f"  - shape: {_scalar(shape_of(laid))}"
    yield f"    file: {_scalar(laid.file)}"
    if laid.sheet:
        yield f"    sheet: {_scalar(laid.sheet)}"
    yield f"    titles: [{', '.join(_scalar(title) for title in laid.titles)}]"
    yield f"    # {choice.reason}"
    if choice.table is None:
        for table, _score in choice.candidates or tuple((table, 0.0) for table in vocabulary.tables):
            yield f"    # table: {table}  # {in_language(vocabulary.tables[table].label)}"
        return
    yield f"    table: {choice.table}  # {in_language(vocabulary.tables[choice.table].label)}"
    if recognised is None:
        return
    yield "    columns:"
    bound = [*recognised.matches, *(match for year in recognised.years for match in year.matches)]
    named: set[int] = set()
    for match in sorted(bound, key=lambda match: match.position):
        line = f"{_scalar(keys[match.position])}: {match.column.name}  # {in_language(match.column.label)} — {match.reason}"
        is_ours = match.position in named or match.part is not None
        yield f"      # {line}" if is_ours else f"      {line}"
        named.add(match.position)
    for column in recognised.left_aside:
        if column.position is not None and column.position not in named:
            yield f"      # {_scalar(keys[column.position])}: {_scalar(LEAVE_ASIDE)}  # {column.reason}"
    for question in recognised.questions:
        if question.position is not None:
            yield from _asked(question, keys[question.position])
    if not bound:
        yield "      {}"
    yield from _proposed_constants(recognised)


def _asked(question: Question, key: str) -> Iterator[str]:
    yield f"      # ? {question.title}: {question.reason}"
    for name, label, confidence in question.candidates:
        yield f"      # {_scalar(key)}: {name}  # {label} ({confidence:.0%})"
    yield f"      # {_scalar(key)}: {_scalar(LEAVE_ASIDE)}"


def _proposed_constants(recognised: Recognised) -> Iterator[str]:
    asked = [question for question in recognised.questions if question.position is None]
    if recognised.constants:
        yield "    constants:"
        yield from (f"      {name}: {_scalar(value)}" for name, value in recognised.constants.items())
    elif asked:
        yield "    # constants:"
    for question in asked:
        indent = "      " if recognised.constants else "    "
        yield f"{indent}# ? {question.reason}"
        yield from (
            f"{indent}#   {name}: {_scalar(question.value)}  # {label}" for name, label, _ in question.candidates
        )


def _scalar(text: str) -> str:
    """The text as YAML, quoted where it might be taken for something else."""
    if _PLAIN.match(text) and text.casefold() not in _WORDS_OF_YAML:
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return character if character.isprintable() else f"\\U{ord(character):08x}"
