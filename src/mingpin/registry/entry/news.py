"""What else is done with each row that comes by form: apps above add functions in `AppConfig.ready()`.

Batches of files, pushes and answers are told of by `taking.take.AFTER`.
"""

from __future__ import annotations

from collections.abc import Callable

from mingpin.registry.models import Batch

AFTER_ENTRY: list[Callable[[Batch], None]] = []
"""What is done with the batch of a row, in its transaction, before the entry of the record."""


def tell_of_entry(batch: Batch) -> None:
    """A row came by form, as this batch."""
    for after in AFTER_ENTRY:
        after(batch)
