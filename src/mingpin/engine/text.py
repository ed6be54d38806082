"""The issued text and the rule blocks woven into it, taken apart: `policy.md` gives the text back, character for character."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mingpin.engine.model import Block
from mingpin.language import _, in_language
from mingpin.vocabulary.errors import PackError, Problem

OPENING, CLOSING = "```clause", "```"

_CHAPTER = re.compile(r"([一二三四五六七八九十]+)、")
_SECTION = re.compile(r"（([一二三四五六七八九十]+)）")
_ITEM = re.compile(r"(\d+)[．.、]")


@dataclass
class _Place:
    """Where in the document we are: instrument, chapter 三、, section （一）, item 1．"""

    instrument: str = ""
    chapter: str = ""
    section: str = ""
    item: str = ""
    chapter_lines: list[str] = field(default_factory=list)

    def read(self, line: str, instruments: Mapping[str, Any]) -> None:
        text = line.strip()
        for instrument in instruments.values():
            if instrument.get("starts_at") and text == str(instrument["starts_at"]).strip():
                self.instrument = in_language(instrument["title"])
                self.chapter = self.section = self.item = ""
                self.chapter_lines = []
        if match := _CHAPTER.match(text):
            self.chapter, self.section, self.item = f"{match[1]}、", "", ""
            self.chapter_lines = []
        elif match := _SECTION.match(text):
            self.section, self.item = f"（{match[1]}）", ""
        elif match := _ITEM.match(text):
            self.item = match[1]
        self.chapter_lines.append(line)

    @property
    def number(self) -> str:
        within = f"{self.chapter}{self.section}{self.item}"
        if self.section or self.item:
            within = within.replace("、（", "（")
        return f"{self.instrument} {within.rstrip('、')}".strip()


def take_apart(markdown: str, file: str, instruments: Mapping[str, Any]) -> tuple[str, tuple[Block, ...]]:
    """The issued text without its blocks, and the blocks in order. Raises PackError for a block that is not closed."""
    issued: list[str] = []
    blocks: list[Block] = []
    place = _Place()
    block: list[str] | None = None
    opened_at = 0
    paragraph = ""
    for number, line in enumerate(markdown.splitlines(keepends=True), start=1):
        text = line.rstrip()
        if block is None and text == OPENING:
            block, opened_at = [], number
        elif block is not None and text == CLOSING:
            section = "".join(place.chapter_lines)
            blocks.append(Block("".join(block), opened_at + 1, paragraph, section, place.number))
            block = None
        elif block is not None:
            block.append(line)
        else:
            issued.append(line)
            place.read(line, instruments)
            if text:
                paragraph = text
    if block is not None:
        what = _("The rule block is not closed.")
        raise PackError(Problem(file, opened_at, what, "", _("End it with a line of three backticks.")))
    return "".join(issued), tuple(blocks)
