"""What else is done with rows that come or go otherwise than by `taking.take`, which tells of its batches by `AFTER`.

Apps above add functions in `AppConfig.ready()`."""

from __future__ import annotations

from collections.abc import Callable

from mingpin.registry.models import Batch, EvidenceRow

AFTER_ENTRY: list[Callable[[Batch], None]] = []
"""What is done with a batch that a form or an undo makes, in its transaction, before the entry of the record."""

AFTER_WITHDRAWAL: list[Callable[[EvidenceRow], None]] = []
"""What is done when a row was withdrawn and nothing took its place, likewise."""


def tell_of_entry(batch: Batch) -> None:
    """Rows came by form, or were given again by an undo, as this batch; the rows that it supersedes know it."""
    for after in AFTER_ENTRY:
        after(batch)


def tell_of_withdrawal(row: EvidenceRow) -> None:
    """The row was withdrawn."""
    for after in AFTER_WITHDRAWAL:
        after(row)
