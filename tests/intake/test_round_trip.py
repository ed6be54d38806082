"""Rows written canonically come back equal; disturbed cells come back equal or rejected with a reason, never different."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpin.intake import read_dataset, write_dataset
from mingpin.intake.cells.texts import is_read_back
from mingpin.intake.write import canonical
from mingpin.vocabulary import Evidence
from mingpin.vocabulary.completion import complete
from mingpin.vocabulary.model import Column, Table, Type

from ..conftest import examples
from .samples import SOURCE, VOCABULARY, credit_code, csv_bytes, differences, without_source, workbook

_CHARACTERS = st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffd") | st.sampled_from(
    '甲,"；\t\n'
)
_TEXT = (
    st.text(_CHARACTERS, min_size=1, max_size=12)
    .map(str.strip)
    .filter(lambda text: text.strip() == text != "" and is_read_back("text", pl.Series([text]))[0])
)
_TEXTS = _TEXT | st.sampled_from(
    ["007", "NA", "null", "1e5", "=1+1", "'", "无", "9141078112345678901", "a\nb", 'a,"b"']
)
_ITEM = _TEXTS.filter(lambda text: not set(text) & set("；;、\n") and text != "无")
_DAYS = st.dates(date(2, 1, 1), date(9999, 12, 31)).map(date.isoformat)
_CASES: dict[Type, st.SearchStrategy[Any]] = {
    Type.TEXT: _TEXTS,
    Type.BOOL: st.booleans(),
    Type.INT: st.integers(-(10**15), 10**15),
    Type.MONEY: st.decimals(-(10**12), 10**12, places=2, allow_nan=False).map(str),
    Type.SHARE: st.decimals(0, 1, places=6, allow_nan=False).map(str),
    Type.DATE: _DAYS | _DAYS.map(lambda day: day[:7]) | _DAYS.map(lambda day: day[:4]) | st.just("9999-12-31"),
    Type.ITEMS: st.lists(_ITEM, max_size=3),
}
_IDENTITY = {"subject_id", "subject_name", "name", "uscc", "owner_id", "owner_name", "user_id", "user_name"}
SUBJECTS = 3


def _value(column: Column) -> st.SearchStrategy[Any]:
    if column.classification:
        return st.sampled_from(sorted(VOCABULARY.classifications[column.classification].entries))
    return _CASES[column.type]


def _row(table: Table) -> st.SearchStrategy[dict[str, Any]]:
    given_, open_ = {}, {}
    for column in table.columns.values():
        if column.name not in _IDENTITY:
            (given_ if column.is_required else open_)[column.name] = _value(column)
    if table.id == "coverage":  # a declaration that contradicts itself or its rows would be refused
        given_ |= {
            name: st.just(f"9999-12-{day}") for name, day in (("period_from", 29), ("period_to", 30), ("as_of", 31))
        }
        del open_["area"]
    who = {"subject_id": st.integers(0, SUBJECTS - 1).map(lambda number: f"S{number}")} if table.has_subject else {}
    if "user_id" in table.columns:
        who["user_id"] = st.just("外地用户")
    return st.fixed_dictionaries({**given_, **who}, optional=open_)


@st.composite
def bodies(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    """The rows of three subjects and of some other tables of the real vocabulary, with canonical values."""
    subjects = [
        {
            **draw(_row(VOCABULARY.tables["subjects"])),
            "subject_id": f"S{number}",
            "name": draw(st.none() | st.just(f"名称{number}（新乡）")),
            "uscc": draw(
                st.none() | st.just(credit_code(number, draw(st.sampled_from(["410728", "110105", "100000"]))))
            ),
            "owner_id": draw(st.sampled_from([None, "S0", "外地组织"])),
        }
        for number in range(SUBJECTS)
    ]
    names = draw(st.sets(st.sampled_from(sorted(set(VOCABULARY.tables) - {"subjects"})), max_size=3))
    return {"subjects": subjects} | {
        name: draw(st.lists(_row(VOCABULARY.tables[name]), max_size=4)) for name in sorted(names)
    }


@examples(40)
@given(bodies(), st.sampled_from(["csv", "parquet", "xlsx"]))
def test_what_is_written_canonically_comes_back_equal(rows: dict[str, list[dict[str, Any]]], form: str) -> None:
    evidence = complete(Evidence.from_rows(VOCABULARY, rows), VOCABULARY)
    with tempfile.TemporaryDirectory() as place:
        path = Path(place)
        if form == "xlsx":
            frames = {name: canonical(frame, VOCABULARY.tables[name]) for name, frame in evidence.tables.items()}
            sheets = {name: [frame.columns, *frame.rows()] for name, frame in frames.items() if frame.height}
            path = workbook(path / "all.xlsx", sheets)
        else:
            write_dataset(evidence, path, VOCABULARY, "csv" if form == "csv" else "parquet")
        dataset = read_dataset(path, VOCABULARY)
    assert dataset.rejected.rows() == []
    assert differences(evidence, dataset.evidence) == []


def _wide(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character for character in text)


DISTURBANCES: dict[str, Callable[[str], str]] = {
    "spaces around": lambda text: f" {text}\u3000",
    "full-width letters and digits": _wide,
    "a replacement character": lambda text: f"{text}\ufffd",
    "a letter in it": lambda text: f"{text[:1]}?{text[1:]}",
    "a digit too many": lambda text: f"{text}00",
    "cut short": lambda text: text[:-1],
}
_STRICT = {
    "kind": "enterprise",
    "uscc": credit_code(7),
    "area": "410783",
    "registered_on": "2021-05-03",
    "is_four_new": "true",
    "domain": "industry",
}
"""Columns whose cells can be wrong, each with a value of which no disturbance makes another value."""


@examples(40)
@given(
    st.lists(st.tuples(st.sampled_from(sorted(_STRICT)), st.sampled_from(sorted(DISTURBANCES))), min_size=1, max_size=6)
)
def test_a_disturbed_cell_comes_back_equal_or_rejected_with_a_reason(disturbed: list[tuple[str, str]]) -> None:
    header = ["subject_id", *_STRICT]
    rows = [[f"S{number}", *_STRICT.values()] for number in range(len(disturbed))]
    for row, (column, disturbance) in zip(rows, disturbed, strict=True):
        place = header.index(column)
        row[place] = DISTURBANCES[disturbance](row[place])
    expected = Evidence.from_rows(VOCABULARY, {"subjects": [{"subject_id": "S", **_STRICT}]})
    wanted = complete(expected, VOCABULARY).subjects.drop(*SOURCE, "subject_id", "organisation_id").row(0)
    with tempfile.TemporaryDirectory() as place_:
        path = Path(place_) / "register.csv"
        path.write_bytes(csv_bytes([header, *rows]))
        dataset = read_dataset(path, VOCABULARY)
    kept = {row["source_row"]: row for row in dataset.evidence.subjects.iter_rows(named=True)}
    refused = {row["row"]: row for row in dataset.rejected.iter_rows(named=True)}
    assert sorted([*kept, *refused]) == list(range(2, len(rows) + 2))
    for number, row in enumerate(rows, start=2):
        if number in kept:
            found = dataset.evidence.subjects.filter(pl.col("source_row") == number)
            assert found.drop(*SOURCE, "subject_id", "organisation_id").row(0) == wanted
        else:
            column = disturbed[number - 2][0]
            assert refused[number]["column"] == column
            assert refused[number]["value"] == row[header.index(column)].strip()
            assert refused[number]["reason"]
            assert next(csv.reader([refused[number]["text"]])) == [value.strip() for value in row]


def test_the_same_evidence_gives_the_same_bytes_and_leaves_out_what_reading_finds_again(tmp_path: Path) -> None:
    rows = {
        "subjects": [{"subject_id": "甲", "uscc": credit_code(1), "registered_on": "2020-05"}],
        "honours": [{"subject_id": "甲", "scheme": "srdi_sme", "awarded_on": "2021"}],
    }
    evidence = complete(Evidence.from_rows(VOCABULARY, rows), VOCABULARY)
    for folder in ("one", "two"):
        write_dataset(evidence, tmp_path / folder, VOCABULARY)
    for name in ("subjects.csv", "honours.csv"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    text = (tmp_path / "one" / "honours.csv").read_text("utf-8-sig")
    assert text == "subject_id,scheme,awarded_on\n甲,srdi_sme,2021\n"
    assert without_source(read_dataset(tmp_path / "one", VOCABULARY).evidence.subjects).equals(
        without_source(evidence.subjects)
    )


def test_items_that_were_declared_none_come_back_as_none_and_not_as_blank(tmp_path: Path) -> None:
    rows = {"subjects": [{"subject_id": "甲", "applied_goods": []}, {"subject_id": "乙"}]}
    evidence = complete(Evidence.from_rows(VOCABULARY, rows), VOCABULARY)
    write_dataset(evidence, tmp_path, VOCABULARY)
    assert "甲,无" in (tmp_path / "subjects.csv").read_text("utf-8-sig")
    assert read_dataset(tmp_path, VOCABULARY).evidence.subjects["applied_goods"].to_list() == [[], None]


@pytest.mark.parametrize(
    "row", [{"address": "/"}, {"owner_id": "无"}, {"applied_goods": ["无"]}, {"applied_goods": ["甲；乙"]}]
)
def test_a_text_that_a_cell_would_not_give_back_is_not_written(tmp_path: Path, row: dict[str, Any]) -> None:
    evidence = Evidence.from_frames(
        VOCABULARY, {"subjects": pl.DataFrame([{"subject_id": "甲", **row}], infer_schema_length=None)}
    )
    with pytest.raises(ValueError, match="has no canonical writing"):
        write_dataset(evidence, tmp_path / "out", VOCABULARY)
    assert not (tmp_path / "out").exists()


def test_a_span_that_is_no_month_or_year_is_not_written(tmp_path: Path) -> None:
    evidence = Evidence.from_rows(VOCABULARY, {"subjects": [{"subject_id": "甲", "registered_on": "2020"}]})
    subjects = evidence.subjects.with_columns(registered_on__to=date(2020, 6, 30))
    with pytest.raises(ValueError, match="registered_on"):
        write_dataset(Evidence({**evidence.tables, "subjects": subjects}), tmp_path / "out", VOCABULARY)
    assert not (tmp_path / "out").exists()
