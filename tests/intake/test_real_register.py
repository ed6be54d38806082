"""The published register of the city is read whole, without a mapping file. It is not distributed: without it, the test skips."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from mingpin.intake import Dataset, read_dataset

from .samples import VOCABULARY, differences

ROWS = 3462


def _register() -> Path:
    shared = Path(os.environ.get("MINGPIN_SHARED") or Path(__file__).parents[2].parent / "shared")
    path = shared / "data" / "xinxiang_registry.csv"
    if not path.is_file():
        pytest.skip(
            "the real register is not here; set MINGPIN_SHARED to the folder that has data/xinxiang_registry.csv"
        )
    return path


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return read_dataset(_register(), VOCABULARY)


def test_every_row_is_accounted_for(dataset: Dataset) -> None:
    (account,) = dataset.accounts
    assert (account.read, account.accepted, account.rejected, account.duplicates) == (ROWS, ROWS, 0, 0)
    assert dataset.evidence.subjects.height == ROWS
    assert dataset.evidence.subjects["source_row"].to_list() == list(range(2, ROWS + 2))


def test_its_columns_are_recognised_and_the_others_named(dataset: Dataset) -> None:
    (account,) = dataset.accounts
    assert {match.title: match.column.name for match in account.columns} == {
        "subject_name": "name",
        "uscc": "uscc",
        "uscc_check_ok": "uscc_check_ok",
        "registered_on": "registered_on",
        "entity_type": "entity_type",
        "registered_capital": "registered_capital",
        "business_scope": "business_scope",
        "address": "address",
        "registering_area_code": "area",
        "source_year_file": "source_year_file",
    }
    assert [column.title for column in account.left_aside] == ["registering_area"]


def test_its_rows_settle_what_they_can_and_no_more(dataset: Dataset) -> None:
    subjects = dataset.evidence.subjects
    assert subjects["subject_id"].to_list() == subjects["uscc"].to_list() == subjects["organisation_id"].to_list()
    assert Counter(subjects["registered_province"]) == {"41": ROWS}
    assert Counter(subjects["kind"]) == {"enterprise": 3445, "individual_business": 17}
    assert subjects.filter(area="410783").height == 344, "the former county code of 长垣"
    assert subjects.filter(area="410728").height == 0
    branches = subjects.filter(pl.col("name").str.ends_with("分公司") | (pl.col("entity_type") == "collective_branch"))
    assert branches["is_legal_person"].to_list() == [False] * branches.height
    unsettled = subjects.filter(pl.col("entity_type") == "collective", ~pl.col("name").str.ends_with("公司"))
    assert set(unsettled["is_legal_person"]) == {None}
    assert subjects["operating_since"].null_count() == ROWS


def test_the_same_rows_in_gb18030_give_the_same_evidence(dataset: Dataset, tmp_path: Path) -> None:
    copy = tmp_path / "register.csv"
    copy.write_bytes(_register().read_text("utf-8-sig").encode("gb18030"))
    assert differences(read_dataset(copy, VOCABULARY).evidence, dataset.evidence) == []
