"""An import's files as a dataset: read against what its supplier may know of, and restricted to what it may say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from mingpin.accounts.acting import Acting
from mingpin.accounts.states import Role
from mingpin.intake import Dataset, SheetAccount, read_dataset
from mingpin.intake.account import REJECTED
from mingpin.intake.account_json import account_json
from mingpin.intake.columns.model import Means
from mingpin.intake.coverage import Declaration, declaration
from mingpin.intake.grids import open_grids
from mingpin.intake.holdings.compare import COPY, DIGEST
from mingpin.intake.marking import has_marks, tokens_in
from mingpin.language import _
from mingpin.registry.imports.asked import answering_register_rows, asked_of, without_blank_answers
from mingpin.registry.imports.identities import under_held_ids
from mingpin.registry.imports.mapping import holding
from mingpin.registry.imports.staging import names_of, staged
from mingpin.registry.models import Import, Subject
from mingpin.registry.taking import Files, held
from mingpin.registry.taking.held import ROW_ID
from mingpin.vocabulary.evidence import COMPLETED
from mingpin.vocabulary.place import shared_vocabulary

REGISTER = "subjects"
COVERAGE = "coverage"


def read(of_import: Import, by: Acting) -> tuple[Dataset, Files]:
    """The import's files as they are understood now, and which files they are. Raises IntakeError where one cannot be read.

    Rows are matched with the subjects that the person may know of, and with no others: whether there are others is not told.
    """
    vocabulary = shared_vocabulary()
    names = names_of(of_import)
    known = _known_subjects(by)
    with staged(of_import) as place:
        dataset = read_dataset(
            place,
            vocabulary,
            mappings=holding(of_import),
            against={REGISTER: known},
            covers=declarations(of_import),
            supplier=of_import.supplier.name,
            asks=True,
        )
        was = _earlier_tokens(place, dataset.accounts, list(names.values()))
    hashes = {account.file: account.source_hash for account in dataset.accounts if account.table is not None}
    given = under_held_ids(dataset.given, known, by.area)
    asked = asked_of(of_import.supplier)
    answered = without_blank_answers(replace(dataset, given=given), asked)
    return _restricted(answered, by, asked.get(REGISTER, {})), Files(hashes, was)


def declarations(of_import: Import) -> Sequence[Declaration]:
    """What the supplier says that the files cover. Raises IntakeError for one that does not fit the vocabulary."""
    return [declaration(text, shared_vocabulary(), of_import.supplier.name) for text in of_import.covers]


def accounts_json(dataset: Dataset) -> list[dict[str, Any]]:
    """The accounts as an import keeps them: with titles, first records and possible tables."""
    return [
        {
            **account_json(account, is_understood=account.table is not None or not account.titles),
            "titles": list(account.titles),
            "samples": [list(row) for row in account.samples],
            "candidates": list(account.candidates),
            "is_used_again": any(match.means is Means.REMEMBERED for match in account.columns),
            "matched": {how.name.lower(): count for how, count in sorted(account.matched.items())},
        }
        for account in dataset.accounts
    ]


def _known_subjects(by: Acting) -> pl.DataFrame:
    if by.area:
        rows = held(REGISTER, area=by.area)
    elif by.has_role(Role.CARRIER):
        own = Subject.objects.visible_to(by).values_list("subject_id", flat=True)
        rows = held(REGISTER, subjects=list(own))
    else:
        rows = held(REGISTER)
    return rows.drop(DIGEST, COPY, ROW_ID, COMPLETED)


def _earlier_tokens(
    place: Path, accounts: Sequence[SheetAccount], names: Sequence[str]
) -> dict[tuple[str, str, int], str]:
    """The tokens that rows carry in workbooks which were marked before."""
    found: dict[tuple[str, str, int], str] = {}
    for name in names:
        of_file = [account for account in accounts if account.file == name or account.file.startswith(f"{name}/")]
        if has_marks(of_file):
            found |= tokens_in(open_grids(place if place.is_file() else place / name, name), of_file)
    return found


def _restricted(dataset: Dataset, by: Acting, asked: Mapping[str, frozenset[str]]) -> Dataset:
    """The dataset less the rows that this person may not give: register rows of other areas (a county's), any register row
    (a department's or an enterprise's) but for the columns that it was asked for, declarations for areas that are not theirs.
    They come back rejected, with the reason."""
    if by.has_role(Role.OFFICE, "platform"):
        return dataset
    given = dict(dataset.given)
    faults: list[tuple[pl.DataFrame, str]] = []
    if REGISTER in given:
        kept, barred = _register_rows(given[REGISTER], by)
        dataset, answers, barred = answering_register_rows(dataset, barred, asked)
        given[REGISTER] = pl.concat([kept, answers], how="diagonal_relaxed")
        reason = _("Your organisation may not give this row of the register; ask the city office.")
        faults.append((barred, reason))
    if COVERAGE in given:
        mine, others = _declarations(given[COVERAGE], by)
        given[COVERAGE] = mine
        faults.append((others, _("Your organisation cannot say what is complete for this area.")))
    for barred, reason in faults:
        dataset = _rejecting(dataset, barred, reason)
    return replace(dataset, given={name: frame for name, frame in given.items() if frame.height})


def _register_rows(rows: pl.DataFrame, by: Acting) -> tuple[pl.DataFrame, pl.DataFrame]:
    if not by.area:
        return rows.clear(), rows
    own = set(Subject.objects.visible_to(by).values_list("subject_id", flat=True))
    area = rows["area"] if "area" in rows.columns else pl.Series([None] * rows.height, dtype=pl.String)
    may = pl.Series(
        [code == by.area or (code is None and id_ in own) for id_, code in zip(rows["subject_id"], area, strict=True)],
        dtype=pl.Boolean,
    )
    return rows.filter(may), rows.filter(~may)


def _declarations(rows: pl.DataFrame, by: Acting) -> tuple[pl.DataFrame, pl.DataFrame]:
    area = rows["area"] if "area" in rows.columns else pl.Series([None] * rows.height, dtype=pl.String)
    if by.has_role(Role.DEPARTMENT):
        return rows, rows.clear()
    may = pl.Series([code is None or (bool(by.area) and code == by.area) for code in area], dtype=pl.Boolean)
    return rows.filter(may), rows.filter(~may)


def _rejecting(dataset: Dataset, barred: pl.DataFrame, reason: str) -> Dataset:
    """The dataset with these of its accepted rows rejected for a reason."""
    if not barred.height:
        return dataset
    place = barred.select(
        file=pl.col("source_file"), sheet=pl.col("source_sheet").fill_null(""), row=pl.col("source_row")
    ).unique(maintain_order=True)
    lines = place.with_columns(reason=pl.lit(reason), column=pl.lit(""), value=pl.lit(""), text=pl.lit(""))
    blank = [pl.lit(None, dtype=type_).alias(name) for name, type_ in REJECTED.items() if name not in lines.columns]
    rejected = lines.with_columns(blank).select(pl.col(name).cast(type_) for name, type_ in REJECTED.items())
    counts: Mapping[tuple[str, str], int] = {
        (file, sheet): count for file, sheet, count in place.group_by("file", "sheet").len().iter_rows()
    }
    accounts = tuple(
        replace(account, accepted=account.accepted - count, rejected=account.rejected + count)
        if (count := counts.get((account.file, account.sheet), 0)) else account
        for account in dataset.accounts
    )  # fmt: skip
    return replace(dataset, accounts=accounts, rejected=pl.concat([dataset.rejected, rejected]))
