"""The account of a sheet as JSON: for machines, and to be kept."""

from __future__ import annotations

from typing import Any

from mingpin.intake.account import SheetAccount


def account_json(account: SheetAccount, *, is_understood: bool) -> dict[str, Any]:
    """The account of one sheet; rows read = accepted + rejected + noted."""
    return {
        "file": account.file,
        "sheet": account.sheet,
        "table": account.table,
        "table_reason": account.table_reason,
        "is_understood": is_understood,
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
