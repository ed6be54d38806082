"""The issued text as it reads, with the places that rules quote: paragraphs, and in each the marked stretches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from mingpin.engine.model import Clause, Pack
from mingpin.engine.text import CLOSING, OPENING

_CHAPTER = re.compile(r"[一二三四五六七八九十]+、")


class Role(StrEnum):
    """What a paragraph is in the document, for its typography."""

    HEADING = "heading"
    CHAPTER = "chapter"
    TEXT = "text"


@dataclass(frozen=True)
class Mark:
    """A quoted stretch of a paragraph, by positions; `number` counts the quotes of its paragraph from 1."""

    start: int
    end: int
    number: int
    quote: str
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Stretch:
    """A piece of a paragraph and the marks that lie over it, the innermost last."""

    text: str
    marks: tuple[Mark, ...]
    ends: tuple[Mark, ...]


@dataclass(frozen=True)
class Paragraph:
    """A line of the issued text that is not blank, with the clauses whose blocks stand under it."""

    text: str
    role: Role
    clauses: tuple[Clause, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The paragraph cut where marks begin and end."""
        cuts = sorted({0, len(self.text), *(m.start for m in self.marks), *(m.end for m in self.marks)})
        pieces = []
        for start, end in pairwise(cuts):
            over = sorted(
                (mark for mark in self.marks if mark.start <= start and mark.end >= end),
                key=lambda mark: mark.start - mark.end,
            )
            ends = tuple(mark for mark in self.marks if mark.end == end)
            pieces.append(Stretch(self.text[start:end], tuple(over), ends))
        return tuple(pieces)


def paragraphs(pack: Pack) -> tuple[Paragraph, ...]:
    """The document's paragraphs in order, each with its clauses and marks."""
    found = list(_split(pack))
    quotes: list[dict[str, list[str]]] = [{} for _paragraph in found]
    for place, paragraph in enumerate(found):
        for clause in paragraph.clauses:
            for quote in clause.quotes:
                at = _where(quote, place, found)
                if at is not None:
                    quotes[at].setdefault(quote, []).append(clause.id)
    return tuple(
        replace(paragraph, marks=_marks(paragraph.text, held)) for paragraph, held in zip(found, quotes, strict=True)
    )


def numbers_of(clause: Clause, all_paragraphs: Iterable[Paragraph]) -> dict[str, int]:
    """The number of each quote of a clause, as it is marked in the text."""
    return {
        mark.quote: mark.number for paragraph in all_paragraphs for mark in paragraph.marks if clause.id in mark.clauses
    }


def _split(pack: Pack) -> Iterable[Paragraph]:
    by_line = {clause.line: clause for clause in pack.clauses}
    lines: list[tuple[str, list[Clause]]] = []
    in_block = False
    markdown = (pack.folder / "policy.md").read_text(encoding="utf-8")
    for number, line in enumerate(markdown.splitlines(), start=1):
        text = line.strip()
        if not in_block and text == OPENING:
            in_block = True
            if number + 1 in by_line and lines:
                lines[-1][1].append(by_line[number + 1])
        elif in_block:
            in_block = text != CLOSING
        elif text:
            lines.append((text, []))
    for text, clauses in lines:
        yield Paragraph(text, _role(text, clauses), tuple(clauses))


LONGEST_HEADING = 40


def _role(text: str, clauses: Sequence[Clause]) -> Role:
    if _CHAPTER.match(text) and len(text) < LONGEST_HEADING:
        return Role.CHAPTER
    ends_a_sentence = text[-1] in "。；，：:;" or text.startswith("（一）")
    return Role.TEXT if clauses or ends_a_sentence or len(text) >= LONGEST_HEADING else Role.HEADING


def _where(quote: str, place: int, found: Sequence[Paragraph]) -> int | None:
    """The paragraph that a quote stands in: the clause's own, else the nearest before it."""
    return next((at for at in range(place, -1, -1) if quote in found[at].text), None)


def _marks(text: str, quotes: dict[str, list[str]]) -> tuple[Mark, ...]:
    spans = sorted((text.index(quote), -len(quote), quote) for quote in quotes)
    return tuple(
        Mark(start, start - length, number, quote, tuple(dict.fromkeys(quotes[quote])))
        for number, (start, length, quote) in enumerate(spans, start=1)
    )
