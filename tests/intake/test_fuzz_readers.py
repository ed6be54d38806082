"""Damaged and forged files: reading gives a dataset or a refusal in words, and comes to an end."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType

import polars as pl
import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from mingpin.intake import Dataset, IntakeError, read_dataset
from mingpin.language import DEFAULT_LANGUAGE, use_language

from ..conftest import examples
from .corpus.bodies import BING, FINANCIALS_HEADER, JIA, REGISTER_HEADER, YI, money_row, register, register_row
from .corpus.writing import Build, Page, bundle, delimited, json_lines, ods, parquet, xls, xlsx
from .samples import VOCABULARY

SECONDS = 20
"""Longer than this, and a clerk believes that the program hangs."""
LONGEST_PIECE = 64
PIECES = (
    b",",
    b'"',
    b"\n",
    b"\r",
    b"\t\t",
    b";;;;",
    b"\0",
    b"\xef\xbb\xbf",
    b"<",
    b"&x;",
    b"{",
    b"[",
    b"null",
    b"9" * 40,
    "合计".encode(),
)
"""What text files, spreadsheets and JSON are made of."""
_ROWS = [["虚构名录"], list(REGISTER_HEADER), *map(register_row, (JIA, YI, BING)), ["注：虚构。"]]
_RECORDS = [dict(zip(REGISTER_HEADER, register_row(body), strict=True)) for body in (JIA, YI, BING)]
_MONEY = [list(FINANCIALS_HEADER), money_row(JIA), money_row(YI, "2022年", "1.5亿元")]

SEEDS: dict[str, Build] = {
    "名录.csv": delimited("名录.csv", _ROWS),
    "名录.gbk.csv": delimited("名录.gbk.csv", _ROWS, encoding="gb18030"),
    "名录.utf16.csv": delimited("名录.utf16.csv", _ROWS, encoding="utf-16", separator="\t"),
    "名录.jsonl": json_lines("名录.jsonl", _RECORDS),
    "名录.parquet": parquet("名录.parquet", pl.DataFrame(_RECORDS)),
    "材料.zip": bundle("材料.zip", [delimited("名录.csv", _ROWS), delimited("财务.csv", _MONEY)]),
    "名录.xlsx": xlsx("名录.xlsx", Page(_ROWS, [(0, 0, 0, 2)]), Page(_MONEY, name="财务")),
    "名录.xls": xls("名录.xls", Page(_ROWS), Page(_MONEY, name="财务")),
    "名录.ods": ods("名录.ods", Page(_ROWS), Page(_MONEY, name="财务")),
}
_IN_PROCESS = ("名录.csv", "名录.gbk.csv", "名录.utf16.csv", "名录.jsonl")
_IN_A_CHILD = ("名录.parquet", "材料.zip", "名录.xlsx", "名录.xls", "名录.ods")


@cache
def _seed(name: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return SEEDS[name](Path(folder)).read_bytes()


Change = Callable[[bytes], bytes]


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """One thing that happens to a file: bytes flipped, cut off, put in, repeated, or taken out of another file."""
    kind = draw(st.sampled_from(["flip", "truncate", "insert", "splice", "repeat", "zero"]))
    at, length = draw(st.floats(0, 1)), draw(st.integers(1, LONGEST_PIECE))
    mask, piece = (
        draw(st.integers(1, 255)),
        draw(st.sampled_from(PIECES) | st.binary(min_size=1, max_size=LONGEST_PIECE)),
    )
    other, from_ = draw(st.sampled_from(sorted(SEEDS))), draw(st.floats(0, 1))

    def change(content: bytes) -> bytes:
        place = min(int(at * len(content)), max(len(content) - 1, 0))
        head, tail = content[:place], content[place:]
        if kind == "flip":
            return head + bytes(byte ^ mask for byte in tail[:1]) + tail[1:]
        if kind == "truncate":
            return head
        if kind == "insert":
            return head + piece + tail
        if kind == "repeat":
            return head + tail[:length] * 3 + tail[length:]
        if kind == "zero":
            return head + bytes(min(length, len(tail))) + tail[length:]
        strange = _seed(other)
        start = int(from_ * len(strange))
        return head + strange[start : start + length] + tail[length:]

    return change


@contextmanager
def _in_time() -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"reading took longer than {SECONDS} s")

    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _is_read_or_refused(name: str, made: list[Change]) -> None:
    use_language(DEFAULT_LANGUAGE)
    content = _seed(name)
    for change in made:
        content = change(content)
    note(f"{name}: {content[:4000]!r}")
    with tempfile.TemporaryDirectory() as folder, _in_time():
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            outcome: Dataset | IntakeError = read_dataset(path, VOCABULARY, against=register())
        except IntakeError as refusal:
            outcome = refusal
    if isinstance(outcome, IntakeError):
        assert outcome.what
        assert outcome.remedy
        return
    for account in outcome.accounts:
        assert account.read == account.accepted + account.rejected + account.noted


@pytest.mark.parametrize("name", _IN_PROCESS)
def test_text_files(name: str) -> None:
    @examples(30)
    @given(st.lists(changes(), min_size=1, max_size=4))
    def run(made: list[Change]) -> None:
        _is_read_or_refused(name, made)

    run()


@pytest.mark.parametrize("name", _IN_A_CHILD)
def test_files_that_a_process_of_its_own_reads(name: str) -> None:
    @examples(8)
    @given(st.lists(changes(), min_size=1, max_size=4))
    def run(made: list[Change]) -> None:
        _is_read_or_refused(name, made)

    run()


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_what_is_damaged_was_readable_before(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(_seed(name))
    dataset = read_dataset(path, VOCABULARY, against=register())
    assert sum(account.accepted for account in dataset.accounts) >= 3
