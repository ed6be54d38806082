"""The account of intake for machines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mingpin.cli.intake_runs import Open
from mingpin.intake import Dataset, SheetAccount


def check_json(dataset: Dataset, waiting: Open, marked: Mapping[str, Path], mapping: Path | None) -> dict[str, Any]:
    """Every sheet, every row that was not accepted, and the files that were written."""
    return {
        "sheets": [sheet_json(account, waiting) for account in dataset.accounts],
        "rejected": dataset.rejected.to_dicts(),
        "marked": {name: str(place) for name, place in marked.items()},
        "mapping": str(mapping) if mapping else None,
    }


def sheet_json(account: SheetAccount, waiting: Open) -> dict[str, Any]:
    """The account of one sheet; rows read = accepted + rejected + noted."""
    return {
        "file": account.file,
        "sheet": account.sheet,
        "table": account.table,
        "table_reason": account.table_reason,
        "is_understood": (account.file, account.sheet) not in waiting.sheets,
        "header_row": account.header_row,
        "read": account.read,
        "accepted": account.accepted,
        "rejected": account.rejected,
        "noted": account.noted,
        "duplicates": account.duplicates,
        "columns": [
            {
                "position": match.position,
                "title": match.title,
                "column": match.column.name,
                "reason": match.reason,
                "confidence": match.confidence,
                "unit": match.unit,
            }
            for match in account.columns
        ],
        "left_aside": [
            {"position": aside.position, "title": aside.title, "reason": aside.reason} for aside in account.left_aside
        ],
        "questions": [
            {
                "position": question.position,
                "title": question.title,
                "reason": question.reason,
                "value": question.value,
                "is_needed": question.is_needed,
                "candidates": [
                    {"column": name, "label": label, "confidence": confidence}
                    for name, label, confidence in question.candidates
                ],
            }
            for question in account.questions
        ],
        "remarks": list(account.remarks),
        "notes": [{"row": note.row, "kind": note.kind.value, "text": note.text} for note in account.note_rows],
        "source_hash": account.source_hash,
    }
