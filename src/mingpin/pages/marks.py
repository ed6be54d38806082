"""Status as a dot and a word, never by colour alone; days and moments: for templates and for cells of lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

KINDS = ("ok", "no", "open", "none", "busy")


@dataclass(frozen=True)
class Mark:
    """A status: `ok` it holds, `no` it does not, `open` it is not settled, `busy` under way, `none` does not apply.

    Put into a page it is a dot and the word; as text, and in an exported workbook, the word alone.
    """

    kind: str
    word: Any

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"a status is one of {', '.join(KINDS)}, not {self.kind!r}")

    def __str__(self) -> str:
        return str(self.word)

    def __html__(self) -> SafeString:
        return format_html(
            '<span class="mark-{}"><span class="dot" aria-hidden="true"></span>{}</span>', self.kind, self.word
        )


def moment_markup(moment: date) -> SafeString:
    """A day, or a moment with hour and minute in local time."""
    if isinstance(moment, datetime):
        local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
        return format_html('<time datetime="{}">{}</time>', moment.isoformat(), local.strftime("%Y-%m-%d %H:%M"))
    return format_html('<time datetime="{0}">{0}</time>', moment.isoformat())
