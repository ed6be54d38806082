"""Awkward files are read as an official would read them by hand, and every row of theirs is accounted for."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from python_calamine import load_workbook

from mingpin.intake import Dataset, IntakeError, SheetAccount, read_dataset
from mingpin.intake.write import canonical
from mingpin.language import DEFAULT_LANGUAGE, use_language

from .corpus import SPECIMENS, Specimen
from .corpus.bodies import register
from .corpus.shapes import Cells, NothingTaken, Refused, Sheet
from .samples import VOCABULARY

Place = tuple[str, str]


@dataclass(frozen=True)
class Reading:
    """A specimen with what became of it: a dataset, or the refusal."""

    specimen: Specimen
    path: Path
    outcome: Dataset | IntakeError

    @property
    def dataset(self) -> Dataset:
        assert isinstance(self.outcome, Dataset), f"refused: {self.outcome}"
        return self.outcome

    def accounts(self) -> Mapping[Place, SheetAccount]:
        return {(account.file, account.sheet): account for account in self.dataset.accounts}

    def rejected(self, place: Place) -> dict[int, list[str]]:
        """The faulty titles of each rejected row."""
        rows: dict[int, list[str]] = {}
        for row in self.dataset.rejected.iter_rows(named=True):
            if (row["file"], row["sheet"] or "") == place:
                assert row["reason"], row
                rows.setdefault(row["row"], []).append(row["column"] or "")
        return rows

    def taken(self, place: Place) -> dict[int, list[dict[str, Any]]]:
        """The evidence of a sheet as canonical texts, by row number; rows that only repeat another one are not there."""
        table = self.accounts()[place].table
        if table is None:
            return {}
        frame = self.dataset.evidence.tables[table].filter(
            pl.col("source_file") == place[0], pl.col("source_sheet").fill_null("") == place[1]
        )
        if frame.is_empty():
            return {}
        taken: dict[int, list[dict[str, Any]]] = {}
        for row, texts in zip(frame["source_row"], canonical(frame, VOCABULARY.tables[table]).to_dicts(), strict=True):
            taken.setdefault(row, []).append(texts)
        return taken


@pytest.fixture(scope="module", params=SPECIMENS, ids=lambda specimen: specimen.name)
def reading(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Reading:
    specimen: Specimen = request.param
    use_language(DEFAULT_LANGUAGE)
    path = specimen.build(tmp_path_factory.mktemp("specimen"))
    try:
        outcome: Dataset | IntakeError = read_dataset(
            path,
            VOCABULARY,
            against=None if specimen.is_register else register(),
            asks=isinstance(specimen.expected, NothingTaken),
        )
    except IntakeError as refusal:
        outcome = refusal
    return Reading(specimen, path, outcome)


def test_a_file_is_read_as_an_official_would_read_it(reading: Reading) -> None:
    expected = reading.specimen.expected
    if isinstance(expected, Refused):
        refusal = reading.outcome
        assert isinstance(refusal, IntakeError), "it was not refused"
        assert refusal.what
        assert refusal.remedy
        assert reading.path.name in str(refusal)
    elif isinstance(expected, NothingTaken):
        if isinstance(reading.outcome, Dataset):
            assert sum(account.accepted for account in reading.outcome.accounts) == 0
            assert all(account.rejected or account.questions or account.remarks for account in reading.outcome.accounts)
    else:
        accounts = reading.accounts()
        assert set(expected) <= set(accounts)
        assert {place for place, account in accounts.items() if account.accepted} <= set(expected)
        for place, sheet in expected.items():
            _compare(reading, place, accounts[place], sheet)


def _compare(reading: Reading, place: Place, account: SheetAccount, sheet: Sheet) -> None:
    rejected, taken = reading.rejected(place), reading.taken(place)
    assert account.table == sheet.table
    assert set(rejected) == set(sheet.rejected), _told(reading, place)
    for row, fragment in sheet.rejected.items():
        assert any(fragment in title for title in rejected[row]), (row, fragment, rejected[row])
    assert {row: _differing(taken[row], cells) for row, cells in sheet.accepted.items() if row in taken} == {
        row: [] for row in sheet.accepted if row in taken
    }
    assert len(sheet.accepted) - len(set(taken) & set(sheet.accepted)) == sheet.duplicates
    assert account.duplicates == sheet.duplicates
    kinds = {note.row: note.kind for note in account.note_rows}
    assert set(kinds) == set(sheet.notes)
    assert {row: kinds[row] for row, kind in sheet.notes.items() if kind} == {r: k for r, k in sheet.notes.items() if k}
    below = [row for row in sheet.notes if row > (account.header_row or 0)]
    assert (account.read, account.accepted, account.rejected, account.noted) == (
        len(sheet.accepted) + len(sheet.rejected) + len(below),
        len(sheet.accepted),
        len(sheet.rejected),
        len(below),
    )
    aside, asked = [column.title for column in account.left_aside], [question.title for question in account.questions]
    assert all(any(fragment in title for title in aside) for fragment in sheet.aside), aside
    assert all(any(fragment in title for title in asked) for fragment in sheet.asked), asked


def _differing(
    taken: list[dict[str, Any]], cells: Cells | tuple[Cells, ...]
) -> list[tuple[str, str | None, str | None]]:
    """Cells that were read otherwise than expected: column, expected, read."""
    wanted = cells if isinstance(cells, tuple) else (cells,)
    if len(taken) != len(wanted):
        return [("rows of evidence", str(len(wanted)), str(len(taken)))]
    pairs = zip(taken, wanted, strict=True)
    return [(name, text, row.get(name)) for row, want in pairs for name, text in want.items() if row.get(name) != text]


def _told(reading: Reading, place: Place) -> list[tuple[Any, ...]]:
    rejected = reading.dataset.rejected.filter(pl.col("file") == place[0])
    return rejected.select("row", "column", "value", "reason").rows()


def test_every_row_of_the_file_is_accepted_rejected_or_noted(reading: Reading) -> None:
    if isinstance(reading.outcome, IntakeError):
        pytest.skip("refused as a whole: nothing was taken")
    accounts = reading.accounts()
    for place, account in accounts.items():
        assert account.read == account.accepted + account.rejected + account.noted, place
    for place, rows in _rows_with_content(reading.path).items():
        account = accounts[place]
        if account.table is None:
            assert account.table_reason or account.remarks, place
            continue
        taken, rejected = set(reading.taken(place)), set(reading.rejected(place))
        noted = {note.row for note in account.note_rows}
        assert not taken & rejected
        assert not (taken | rejected) & noted
        assert len({row for row in rows if row > (account.header_row or 0)}) == account.read, place
        assert len(rows - taken - rejected - noted) == account.duplicates, place
        assert taken | rejected | noted <= rows, place


def _rows_with_content(path: Path) -> dict[Place, set[int]]:
    """Row numbers of a file by sheet, read by other means than ours; only for formats of which somebody else sees all rows."""
    return dict(_sheets(path.name, path.read_bytes()))


def _sheets(file: str, content: bytes) -> Iterator[tuple[Place, set[int]]]:
    suffix = Path(file).suffix
    if suffix == ".zip":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for info in archive.infolist():
                is_utf8 = info.flag_bits & 0x800
                name = info.filename if is_utf8 else info.filename.encode("cp437").decode("gb18030")
                yield from _sheets(f"{file}/{name}", archive.read(info))
    elif suffix in (".xlsx", ".xlsm", ".xls", ".ods"):
        book = load_workbook(io.BytesIO(content))
        for meta in book.sheets_metadata:
            rows = book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
            found = {number for number, row in enumerate(rows, 1) if any(str(value).strip() for value in row)}
            if found and "isible" in str(meta.visible) and "Hidden" not in str(meta.visible):
                yield (file, meta.name), found
    elif suffix == ".jsonl":
        yield (file, ""), set(range(1, len([json.loads(line) for line in content.splitlines() if line.strip()]) + 1))
    elif suffix in (".csv", ".tsv", ".txt"):
        text = _decoded(content)
        separator = max(",\t;，", key=text.split("\n", 1)[0].count)
        records = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        yield (file, ""), {number for number, record in enumerate(records, 1) if any(c.strip() for c in record)}


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16" if content[:1] in (b"\xff", b"\xfe") else "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError("no encoding")


def test_there_are_at_least_seventy_specimens_each_with_its_own_name() -> None:
    assert len(SPECIMENS) >= 70
    assert len({specimen.name for specimen in SPECIMENS}) == len(SPECIMENS)
