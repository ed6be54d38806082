"""The trial corpus: awkward files as offices send them, each with the account that an official expects."""

from __future__ import annotations

from . import cells, combined, identity, reading, sheets
from .shapes import Specimen

SPECIMENS: tuple[Specimen, ...] = (
    *reading.SPECIMENS,
    *sheets.SPECIMENS,
    *cells.SPECIMENS,
    *identity.SPECIMENS,
    *combined.SPECIMENS,
)

__all__ = ["SPECIMENS", "Specimen"]
