"""What else is done with each row that comes by form, and with each undo: apps above add functions in `AppConfig.ready()`.

Batches of files, pushes and answers are told of by `taking.take.AFTER`.
"""

from __future__ import annotations

from collections.abc import Callable

from mingpin.registry.models import Batch

AFTER_ENTRY: list[Callable[[Batch], None]] = []
"""What is done with the batch of a row, in its transaction, before the entry of the record."""


AFTER_UNDO: list[Callable[[Batch], None]] = []
"""What is done with the batch that takes an import back, in its transaction, before the entry of the record."""


def tell_of_entry(batch: Batch) -> None:
    """A row came by form, as this batch."""
    for after in AFTER_ENTRY:
        after(batch)


def tell_of_undo(batch: Batch) -> None:
    """An import was taken back by this batch."""
    for after in AFTER_UNDO:
        after(batch)
