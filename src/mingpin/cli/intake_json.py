"""The account of intake for machines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mingpin.cli.intake_runs import Open
from mingpin.intake import Dataset, SheetAccount
from mingpin.intake.account_json import account_json


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
    return account_json(account, is_understood=(account.file, account.sheet) not in waiting.sheets)
