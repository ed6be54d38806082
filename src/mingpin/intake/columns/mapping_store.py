"""Chosen mappings, kept by the shape of their sheets and proposed next time."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from mingpin.intake.columns.mapping import KEYS, Mappings, SheetMapping
from mingpin.intake.errors import IntakeError
from mingpin.language import _


def remembered(store: Path | str) -> Mappings:
    """The mappings that are remembered in this file; none where it does not exist. Raises IntakeError where it is damaged."""
    store = Path(store)
    if not store.exists():
        return Mappings()
    try:
        entries = json.loads(store.read_text(encoding="utf-8"))["sheets"]
        sheets = [
            SheetMapping(
                **{key: entry[key] for key in KEYS if key in entry and key != "titles"},
                titles=tuple(entry.get("titles", ())),
                is_remembered=True,
            )
            for entry in entries
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        remedy = _("Put back a copy of it, or delete it: then nothing is remembered.")
        what = _("The remembered mappings cannot be read.")
        raise IntakeError(what, where=str(store), why=str(error) + ".", remedy=remedy) from error
    return Mappings(tuple(sheets))


def remember(mappings: Iterable[SheetMapping], store: Path | str, by: str = "", on: date | None = None) -> None:
    """Keeps these mappings by the shape of their sheets, in place of what was remembered for it; those without a
    shape are not kept."""
    store = Path(store)
    kept = {mapping.shape: mapping for mapping in remembered(store)}
    for mapping in mappings:
        if mapping.shape and not mapping.is_remembered:
            day = (on or date.today()).isoformat()
            kept.pop(mapping.shape, None)
            kept[mapping.shape] = replace(mapping, chosen_by=by or mapping.chosen_by, chosen_on=day)
    entries = [{key: value for key in KEYS if (value := _stored(getattr(mapping, key)))} for mapping in kept.values()]
    store.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(store, json.dumps({"sheets": entries}, ensure_ascii=False, indent=1) + "\n")


def _stored(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else dict(value) if not isinstance(value, str) else value


def write_atomically(path: Path, text: str) -> None:
    """Whoever reads the file meanwhile finds the old or the new content whole."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
