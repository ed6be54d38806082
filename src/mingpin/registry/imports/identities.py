"""Under which ids subjects that are sent are kept, so that no id tells of those that the sender may not see."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

import polars as pl

REGISTER = "subjects"
_IDS = ("subject_id", "owner_id", "organisation_id")


def under_held_ids(given: Mapping[str, pl.DataFrame], known: pl.DataFrame, area: str) -> Mapping[str, pl.DataFrame]:
    """The rows with their subjects under the ids of those that are known already by their credit code.

    Of what a county sends (`area`), other subjects get an id of that county's own, made of what the row gives as id. Were it kept
    as given, a row would be refused, or not, by whether another county has such a subject: asking would be knowing. Two that are
    one are proposed to the office, which sees both.
    """
    if REGISTER not in given:
        return given
    changed = _changed(given[REGISTER], known, area)
    return {name: _with_ids(frame, changed) for name, frame in given.items()} if changed else given


def _changed(register: pl.DataFrame, known: pl.DataFrame, area: str) -> dict[str, str]:
    held = set(known["subject_id"])
    by_code = _by_code(known)
    sent = set(register["subject_id"])
    changed: dict[str, str] = {}
    for subject_id in register["subject_id"]:
        if subject_id in held:
            continue
        code = by_code.get(subject_id)
        if code is not None and code not in sent:
            changed[subject_id] = code
        elif area:
            changed[subject_id] = f"{area}-{sha256(f'{area}:{subject_id}'.encode()).hexdigest()[:12].upper()}"
    return changed


def _by_code(known: pl.DataFrame) -> dict[str, str]:
    """The subjects whose credit code no other has; what is carried by another is known by that one's code."""
    codes = known.filter(pl.col("uscc").is_not_null() & pl.col("owner_id").is_null()).select("uscc", "subject_id")
    return dict(codes.unique("uscc", keep="none").iter_rows())


def _with_ids(frame: pl.DataFrame, changed: Mapping[str, str]) -> pl.DataFrame:
    columns = [name for name in _IDS if name in frame.columns and frame.schema[name] == pl.String]
    return frame.with_columns(pl.col(columns).replace(dict(changed))) if columns else frame
