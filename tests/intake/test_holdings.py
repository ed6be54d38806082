"""A dataset is added to: nothing twice, nothing lost, nothing overwritten."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from mingpin.intake.errors import IntakeError
from mingpin.intake.holdings import Holdings, Taken, is_holdings, row_tokens, sum_of
from mingpin.vocabulary import Evidence, Vocabulary

from .samples import values

DAY = datetime(2024, 7, 1, 9, 30, tzinfo=UTC)


def _penalty(subject: str, number: int = 1, row: int = 2, file: str = "处罚.xlsx", **more: Any) -> dict[str, Any]:
    given = {
        "subject_id": subject,
        "kind": "administrative_penalty",
        "decided_on": "2023-06-01",
        "document": f"第{number}号",
    }
    return {**given, "source_file": file, "source_sheet": "处罚", "source_row": row, **more}


def _subject(id_: str, row: int = 2, file: str = "名录.csv", **more: Any) -> dict[str, Any]:
    return {"subject_id": id_, "name": f"{id_}有限公司", "source_file": file, "source_row": row, **more}


def _take(
    folder: Path,
    vocabulary: Vocabulary,
    hash_: str = "a" * 64,
    *,
    was: Mapping[tuple[str, str, int], str] | None = None,
    supplied_by: str = "信用办",
    **rows: list[dict[str, Any]],
) -> Taken:
    """Takes in rows; every file that they name has this hash."""
    frames = Evidence.from_rows(vocabulary, rows).tables
    given = {name: frames[name] for name in rows}
    files = {row["source_file"]: hash_ for table in rows.values() for row in table}
    about = {"files": files, "supplied_by": supplied_by, "taken_at": DAY, "accounts": [{"read": 3}]}
    return Holdings(folder).take(given, vocabulary, was=was, **about)


def _counts(taken: Taken) -> tuple[int, int, int, int, int]:
    """New, known, changed, outdated, no longer there."""
    parts = (taken.new, taken.known, taken.changed, taken.outdated, taken.no_longer)
    new, known, changed, outdated, no_longer = (sum_of(part) for part in parts)
    return new, known, changed, outdated, no_longer


def _held(folder: Path, vocabulary: Vocabulary, table: str = "violations", *columns: str) -> list[tuple[Any, ...]]:
    return values(Holdings(folder).evidence_frames(vocabulary)[table], *(columns or ("subject_id", "document")))


def _token(vocabulary: Vocabulary, row: dict[str, Any], table: str = "violations") -> str:
    return str(row_tokens(Evidence.from_rows(vocabulary, {table: [row]}).tables[table], vocabulary.tables[table])[0])


def test_what_was_taken_in_is_there_with_where_it_stood_and_who_sent_it(tmp_path: Path, vocabulary: Vocabulary) -> None:
    assert not is_holdings(tmp_path / "新乡")
    taken = _take(
        tmp_path / "新乡", vocabulary, subjects=[_subject("A")], violations=[_penalty("A"), _penalty("A", 2, 3)]
    )
    assert _counts(taken) == (3, 0, 0, 0, 0)
    assert taken.sentence() == "3 rows are new, 0 changed, 0 known already."
    assert is_holdings(tmp_path / "新乡")
    where = ("source_file", "source_sheet", "source_row", "source_hash", "supplied_by")
    assert _held(tmp_path / "新乡", vocabulary, "violations", *where) == [
        ("处罚.xlsx", "处罚", 2, "a" * 64, "信用办"),
        ("处罚.xlsx", "处罚", 3, "a" * 64, "信用办"),
    ]
    batch = Holdings(tmp_path / "新乡").batches()[0]
    assert (batch.name, batch.sequence, batch.taken_at) == (taken.batch, 1, "2024-07-01T09:30:00+00:00")
    assert (batch.rows, batch.accounts) == ({"subjects": 1, "violations": 2}, [{"read": 3}])


def test_what_is_held_reads_as_the_evidence_that_was_given(tmp_path: Path, vocabulary: Vocabulary) -> None:
    subject = _subject("A", former_names=["老甲", "甲厂"], is_legal_person=True, registered_on="2001-05")
    money = {"subject_id": "A", "year": 2023, "revenue": "123.45", "source_file": "财务.csv", "source_row": 2}
    given = Evidence.from_rows(vocabulary, {"subjects": [subject], "financials": [money]}).tables
    about = {"files": {}, "supplied_by": "", "taken_at": DAY}
    Holdings(tmp_path / "d").take({name: given[name] for name in ("subjects", "financials")}, vocabulary, **about)
    held = Holdings(tmp_path / "d").evidence_frames(vocabulary)
    assert held["subjects"].equals(given["subjects"])
    assert held["financials"].equals(given["financials"])


def test_the_same_file_twice_adds_nothing_and_says_so(tmp_path: Path, vocabulary: Vocabulary) -> None:
    rows: dict[str, Any] = {"subjects": [_subject("A")], "violations": [_penalty("A"), _penalty("A", row=3)]}
    _take(tmp_path, vocabulary, **rows)
    again = _take(tmp_path, vocabulary, **rows)
    assert again.batch is None
    assert _counts(again) == (0, 3, 0, 0, 0)
    assert again.sentence() == "Nothing was added: these files were taken in before, and all 3 rows are known."
    assert len(Holdings(tmp_path).batches()) == 1
    assert len(_held(tmp_path, vocabulary)) == 2


def test_a_row_that_another_file_repeats_is_held_once(tmp_path: Path, vocabulary: Vocabulary) -> None:
    _take(tmp_path, vocabulary, violations=[_penalty("A"), _penalty("A", 2, 3)])
    rows = [_penalty("A", 2, 9, "下半年.csv"), _penalty("A", 3, 10, "下半年.csv")]
    taken = _take(tmp_path, vocabulary, "b" * 64, violations=rows)
    assert _counts(taken) == (1, 1, 0, 0, 0)
    assert _held(tmp_path, vocabulary) == [("A", "第1号"), ("A", "第2号"), ("A", "第3号")]


def test_two_files_sent_together_hold_a_common_row_once_and_account_for_it(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    taken = _take(tmp_path, vocabulary, violations=[_penalty("A"), _penalty("A", file="另一份.csv")])
    assert _counts(taken) == (1, 1, 0, 0, 0)
    assert len(_held(tmp_path, vocabulary)) == 1


def test_two_rows_of_one_sheet_that_say_the_same_are_two(tmp_path: Path, vocabulary: Vocabulary) -> None:
    _take(tmp_path, vocabulary, violations=[_penalty("A"), _penalty("A", row=3)])
    assert len(_held(tmp_path, vocabulary)) == 2


def test_a_file_with_nothing_new_is_still_on_record(tmp_path: Path, vocabulary: Vocabulary) -> None:
    _take(tmp_path, vocabulary, violations=[_penalty("A")])
    taken = _take(tmp_path, vocabulary, "b" * 64, violations=[_penalty("A", file="又一份.csv")])
    assert _counts(taken) == (0, 1, 0, 0, 0)
    assert [dict(batch.files) for batch in Holdings(tmp_path).batches()] == [
        {"处罚.xlsx": "a" * 64},
        {"又一份.csv": "b" * 64},
    ]


def test_of_a_corrected_workbook_only_what_changed_is_taken(tmp_path: Path, vocabulary: Vocabulary) -> None:
    first, second = _penalty("A", 1, 2), _penalty("A", 2, 3)
    taken = _take(tmp_path, vocabulary, violations=[first, second])
    was = {("处罚.xlsx", "处罚", row["source_row"]): _token(vocabulary, row) for row in (first, second)}
    corrected = _take(tmp_path, vocabulary, "b" * 64, was=was, violations=[first, {**second, "document": "第20号"}])
    assert _counts(corrected) == (0, 1, 1, 0, 0)
    assert values(corrected.changed["violations"], "document") == [("第20号",)]
    assert _held(tmp_path, vocabulary) == [("A", "第1号"), ("A", "第20号")]
    batches = Holdings(tmp_path).batches()
    assert batches[0].rows == {"violations": 2}
    kept = pl.read_parquet(tmp_path / str(taken.batch) / "violations.parquet")
    assert values(kept, "document") == [("第1号",), ("第2号",)]
    assert batches[1].superseded["violations"][0].startswith(_token(vocabulary, second))


def test_an_old_file_does_not_bring_back_what_was_corrected(tmp_path: Path, vocabulary: Vocabulary) -> None:
    row = _penalty("A")
    _take(tmp_path, vocabulary, violations=[row])
    was = {("处罚.xlsx", "处罚", 2): _token(vocabulary, row)}
    _take(tmp_path, vocabulary, "b" * 64, was=was, violations=[{**row, "document": "更正"}])
    for hash_ in ("a" * 64, "c" * 64):
        old = _take(tmp_path, vocabulary, hash_, violations=[row])
        assert sum_of(old.outdated) == 1
        assert _held(tmp_path, vocabulary) == [("A", "更正")]
    back = {("处罚.xlsx", "处罚", 2): _token(vocabulary, {**row, "document": "更正"})}
    again = _take(tmp_path, vocabulary, "d" * 64, was=back, violations=[row])
    assert _counts(again)[:3] == (0, 0, 1)
    assert _held(tmp_path, vocabulary) == [("A", "第1号")]


def test_a_marked_row_copied_to_make_another_replaces_nothing(tmp_path: Path, vocabulary: Vocabulary) -> None:
    row = _penalty("A")
    _take(tmp_path, vocabulary, violations=[row])
    token = _token(vocabulary, row)
    was = {("处罚.xlsx", "处罚", 2): token, ("处罚.xlsx", "处罚", 3): token}
    taken = _take(tmp_path, vocabulary, "b" * 64, was=was, violations=[row, _penalty("A", 2, 3)])
    assert _counts(taken) == (1, 1, 0, 0, 0)
    assert _held(tmp_path, vocabulary) == [("A", "第1号"), ("A", "第2号")]


def test_one_of_two_equal_rows_can_be_corrected(tmp_path: Path, vocabulary: Vocabulary) -> None:
    rows = [_penalty("A", row=2), _penalty("A", row=3)]
    _take(tmp_path, vocabulary, violations=rows)
    was = {("处罚.xlsx", "处罚", row): _token(vocabulary, rows[0]) for row in (2, 3)}
    taken = _take(tmp_path, vocabulary, "b" * 64, was=was, violations=[_penalty("A", 9, 2), rows[1]])
    assert _counts(taken) == (0, 1, 1, 0, 0)
    assert sorted(_held(tmp_path, vocabulary)) == [("A", "第1号"), ("A", "第9号")]


def test_the_register_says_the_latest_of_each_subject(tmp_path: Path, vocabulary: Vocabulary) -> None:
    _take(tmp_path, vocabulary, subjects=[_subject("A", address="旧址"), _subject("B", 3)])
    later = [_subject("A", address="新址", file="新名录.csv"), _subject("C", 3, "新名录.csv")]
    taken = _take(tmp_path, vocabulary, "b" * 64, subjects=later)
    assert _counts(taken) == (1, 0, 1, 0, 0)
    assert _held(tmp_path, vocabulary, "subjects", "subject_id", "address") == [("B", None), ("A", "新址"), ("C", None)]
    old = _take(tmp_path, vocabulary, subjects=[_subject("A", address="旧址"), _subject("B", 3)])
    assert old.batch is None
    assert _counts(old) == (0, 1, 0, 1, 0)
    moved_back = _take(tmp_path, vocabulary, "c" * 64, subjects=[_subject("A", address="旧址", file="再迁.csv")])
    assert _counts(moved_back) == (0, 0, 1, 0, 0)
    assert ("A", "旧址") in _held(tmp_path, vocabulary, "subjects", "subject_id", "address")


def test_a_register_row_that_says_less_takes_nothing_away(tmp_path: Path, vocabulary: Vocabulary) -> None:
    _take(tmp_path, vocabulary, subjects=[_subject("A", address="某路", area="410781")])
    taken = _take(tmp_path, vocabulary, "b" * 64, subjects=[_subject("A", area="410781", file="简表.csv")])
    assert _counts(taken) == (0, 1, 0, 0, 0)
    assert _held(tmp_path, vocabulary, "subjects", "address", "area") == [("某路", "410781")]


def test_a_short_register_row_changes_what_it_says_and_keeps_the_rest_known(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    _take(tmp_path, vocabulary, subjects=[_subject("A", 4, address="旧址", area="410781", operating_since="2010")])
    _take(tmp_path, vocabulary, "b" * 64, subjects=[_subject("A", address="新址", file="简表.csv")])
    short = [_subject("A", address="再迁", file="再迁.csv")]
    assert _counts(_take(tmp_path, vocabulary, "c" * 64, subjects=short)) == (0, 0, 1, 0, 0)
    held = Holdings(tmp_path).evidence_frames(vocabulary)["subjects"]
    said = values(held, "address", "area", "operating_since", "operating_since__to")
    assert said == [("再迁", "410781", date(2010, 1, 1), date(2010, 12, 31))]
    notes = held["completed"].to_list()[0]
    assert any(note.startswith("area: earlier_row: ") and " · 4" in note for note in notes), notes
    assert not any(note.startswith("address: ") for note in notes)
    assert _counts(_take(tmp_path, vocabulary, "d" * 64, subjects=short)) == (0, 1, 0, 0, 0)


def test_a_cell_emptied_in_a_marked_workbook_is_taken_away(tmp_path: Path, vocabulary: Vocabulary) -> None:
    row = _subject("A", 4, address="旧址", area="410781")
    _take(tmp_path, vocabulary, subjects=[row])
    was = {("名录.csv", None, 4): _token(vocabulary, row, "subjects")}
    _take(tmp_path, vocabulary, "b" * 64, was=was, subjects=[_subject("A", 4, area="410781")])
    assert _held(tmp_path, vocabulary, "subjects", "address", "area") == [(None, "410781")]


def test_rows_that_a_file_no_longer_has_are_reported_and_kept(tmp_path: Path, vocabulary: Vocabulary) -> None:
    _take(tmp_path, vocabulary, violations=[_penalty("A"), _penalty("A", 2, 3)])
    _take(tmp_path, vocabulary, "c" * 64, supplied_by="卫辉市", violations=[_penalty("W", 7)])
    taken = _take(tmp_path, vocabulary, "b" * 64, violations=[_penalty("A", 2, 2)])
    assert _counts(taken) == (0, 1, 0, 0, 1)
    assert values(taken.no_longer["violations"], "document") == [("第1号",)]
    assert "1 rows taken in before are no longer in the files; they were not removed." in taken.sentence()
    assert len(_held(tmp_path, vocabulary)) == 3


def test_a_row_rejected_at_first_is_taken_when_the_same_file_comes_again(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    _take(tmp_path, vocabulary, violations=[_penalty("A")])
    taken = _take(tmp_path, vocabulary, violations=[_penalty("A"), _penalty("B", 2, 3)])
    assert _counts(taken) == (1, 1, 0, 0, 0)


def test_a_token_is_of_what_a_row_says_not_of_where_it_stood(vocabulary: Vocabulary) -> None:
    row = _penalty("A", occurred_on="2023-05")
    token = _token(vocabulary, row)
    assert token == _token(vocabulary, {**row, "source_file": "别处.csv", "source_row": 99, "supplied_by": "他人"})
    others = [{**row, "occurred_on": "2023-05-01"}, {**row, "document": "第10号"}, {**row, "subject_id": "B"}]
    tokens = {_token(vocabulary, other) for other in others}
    assert len(tokens | {token}) == 4
    assert all(len(each) == 12 and int(each, 16) >= 0 for each in tokens)


def test_a_token_stays_the_same_from_version_to_version(vocabulary: Vocabulary) -> None:
    assert _token(vocabulary, {"subject_id": "A", "name": "甲", "former_names": ["乙", "丙"]}, "subjects") == TOKEN
    assert row_tokens(pl.DataFrame({"subject_id": []}), vocabulary.tables["subjects"]).to_list() == []


TOKEN = "b6b4541aed9c"


def test_a_second_writer_is_told_to_wait(tmp_path: Path, vocabulary: Vocabulary) -> None:
    _take(tmp_path, vocabulary, violations=[_penalty("A")])
    with (tmp_path / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(IntakeError, match="Another intake is writing to this dataset"):
            _take(tmp_path, vocabulary, "b" * 64, violations=[_penalty("B")])
        assert _held(tmp_path, vocabulary) == [("A", "第1号")]
    assert sum_of(_take(tmp_path, vocabulary, "b" * 64, violations=[_penalty("B")]).new) == 1


def test_a_folder_of_other_things_is_not_written_to(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "报告.docx").write_text("x")
    with pytest.raises(IntakeError, match="The folder holds something else: 报告"):
        _take(tmp_path, vocabulary, violations=[_penalty("A")])
    assert not is_holdings(tmp_path)
    assert not is_holdings(tmp_path / "报告.docx")


def test_a_dataset_that_was_tampered_with_is_refused_not_half_read(tmp_path: Path, vocabulary: Vocabulary) -> None:
    batch = tmp_path / str(_take(tmp_path, vocabulary, violations=[_penalty("A"), _penalty("B", 2, 3)]).batch)
    table = batch / "violations.parquet"
    whole = table.read_bytes()
    for damage, sentence in ((whole[:-20], "cannot be read"), (None, "cannot be read")):
        table.unlink() if damage is None else table.write_bytes(damage)
        with pytest.raises(IntakeError, match=sentence):
            Holdings(tmp_path).evidence_frames(vocabulary)
    table.write_bytes(whole)
    pl.read_parquet(table).head(1).write_parquet(table)
    with pytest.raises(IntakeError, match="The table has 1 rows; 2 were taken in"):
        Holdings(tmp_path).evidence_frames(vocabulary)
    record = json.loads((batch / "batch.json").read_text(encoding="utf-8"))
    (batch / "batch.json").write_text(json.dumps({**record, "format": 99}))
    with pytest.raises(IntakeError, match="later version"):
        Holdings(tmp_path).batches()
    (batch / "batch.json").write_text("{")
    with pytest.raises(IntakeError, match="record of this batch cannot be read"):
        Holdings(tmp_path).batches()
