"""Colours and widths of marked workbooks."""

from __future__ import annotations

COLOURS = {
    "good": ("EBF6F0", "1A7F4B"),
    "bad": ("FDF0EE", "B3261E"),
    "fault": ("F8C8C4", "B3261E"),
}
"""Ground and ink: of the mark of an accepted row, of a rejected row, and of a faulty cell (which keeps its own ink)."""
MARK_WIDTH = 60
COLUMN_WIDTH = 18
