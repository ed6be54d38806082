"""Texts that a spreadsheet could run: what every writer of files for people marks as text."""

from __future__ import annotations

RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
"""A text that begins so could be run as a formula by whoever opens or edits its file: such a cell is stored as a string and
carries the quote prefix, which is part of its format, so that it reads back as it was."""
