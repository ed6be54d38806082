"""The pages of the documentation, and the code that they show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).parents[2]
_OPENING = re.compile(r"\s*(`{3,})(\w*)")


def all_pages() -> list[Path]:
    """Every Markdown page of the repository's root and of docs."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def blocks(page: Path) -> Iterator[tuple[str, str]]:
    """The fenced blocks of a page: their language, and what is in them."""
    fence, language, block = "", "", ""
    for line in page.read_text("utf-8").splitlines(keepends=True):
        opening = _OPENING.match(line)
        if not fence and opening:
            fence, language, block = opening[1], opening[2], ""
        elif fence and line.strip() == fence:
            yield language, dedent(block)
            fence = ""
        else:
            block += line
