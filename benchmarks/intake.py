"""Reading large files: ours beside the usual readers of spreadsheets and csv, each in a process of its own.

Makes an xlsx of 100,000 rows x 40 columns and a csv of 1,000,000 rows, then prints seconds and peak memory of each reader in one
run; asserts nothing. The anonymous part of the memory is told beside the whole (Linux only): the rest are pages of files, which
the system takes back when it needs them. Ours knows what the cells mean when it is done; the others have cells. A reader that is
not installed is named as such (pandas is no dependency of ours; install it to compare).

`python benchmarks/intake.py --rows 100000 --csv-rows 1000000 4000000 --json figures.json`
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

VOCABULARY = Path(__file__).parent.parent / "packs" / "vocabulary"
HEADER = (
    *("企业名称", "统一社会信用代码", "成立日期", "所属县区", "住所", "经营范围", "是否四新", "注册资本"),
    *("登记类型", "登记状态", "开业日期", "领域", "独立法人", "联系人", "曾用名", "申报产品"),
)
CSV_COLUMNS = 8
AREAS = ("红旗区", "卫滨区", "凤泉区", "牧野区", "新乡县", "获嘉县", "原阳县", "长垣市")
_POLL = 0.02
"""Seconds between two looks at the memory of a reader."""


@dataclass(frozen=True)
class Figure:
    """What one reader needed for one file. `peak` is in MB and counts the processes that it started; `anonymous` is what of the
    memory is not pages of files (0 where the system does not say). None: it did not finish."""

    file: str
    reader: str
    seconds: float | None
    peak: float | None
    anonymous: float | None
    told: str


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rows", type=int, default=100_000, help="rows of the xlsx")
    arguments.add_argument("--columns", type=int, default=40, help="columns of the xlsx")
    arguments.add_argument("--csv-rows", type=int, nargs="+", default=[1_000_000], help="a csv of each size")
    arguments.add_argument("--csv-columns", type=int, default=CSV_COLUMNS)
    arguments.add_argument(
        "--only", nargs="+", default=[], help="only the readers with one of these words in their name"
    )
    arguments.add_argument("--json", type=Path, help="write the figures here as well")
    arguments.add_argument("--one", nargs=2, metavar=("READER", "FILE"), help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.one:
        _one(*chosen.one)
        return
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}")
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "register.xlsx"
        _write_xlsx(book, chosen.rows, chosen.columns)
        sizes = {book: (chosen.rows, chosen.columns)}
        for rows in chosen.csv_rows:
            text = Path(folder) / f"register-{rows}.csv"
            _write_csv(text, rows, chosen.csv_columns)
            sizes[text] = (rows, chosen.csv_columns)
        for path, (rows, columns) in sizes.items():
            print(f"{path.suffix[1:]}, {rows:,} rows x {columns} columns, {path.stat().st_size / 1e6:,.0f} MB:")
            for reader in READERS[path.suffix]:
                if not chosen.only or any(word in reader for word in chosen.only):
                    figures.append(_measured(reader, path))
                    _print(figures[-1])
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(figure) for figure in figures], indent=2) + "\n", encoding="utf-8")


def _print(figure: Figure) -> None:
    if figure.seconds is None or figure.peak is None or figure.anonymous is None:
        print(f"  {figure.reader:<34} {figure.told}", flush=True)
    else:
        memory = f"{figure.peak:8,.0f} MB, {figure.anonymous:6,.0f} anonymous"
        print(f"  {figure.reader:<34} {figure.seconds:7.2f} s {memory}   {figure.told}", flush=True)


def _measured(reader: str, path: Path) -> Figure:
    """Runs the reader in its own process; the time includes starting it and its imports."""
    command = [sys.executable, __file__, "--one", reader, str(path)]
    started = time.perf_counter()
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, text=True)
        peak = anonymous = 0.0
        while process.poll() is None:
            whole, own = _resident(process.pid)
            peak, anonymous = max(peak, whole), max(anonymous, own)
            time.sleep(_POLL)
        seconds = time.perf_counter() - started
        out.seek(0)
        lines = out.read().strip().splitlines() or [""]
    if process.returncode:
        return Figure(path.name, reader, None, None, None, lines[-1])
    most, told = lines[-1].split(" ", 1)
    return Figure(path.name, reader, seconds, max(peak, float(most)), anonymous, told)


def _resident(pid: int) -> tuple[float, float]:
    """Memory of a process and of those that it started, and the anonymous part of it, in MB; 0 where the system does not say."""
    whole = anonymous = 0.0
    with suppress(OSError, ValueError, IndexError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            name, _colon, told = line.partition(":")
            if name in ("VmRSS", "RssAnon"):
                size = int(told.split()[0]) * 1024 / 1e6
                whole, anonymous = (size, anonymous) if name == "VmRSS" else (whole, size)
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                more = _resident(int(child))
                whole, anonymous = whole + more[0], anonymous + more[1]
    return whole, anonymous


def _one(reader: str, file: str) -> None:
    """Reads the file with one reader and prints the peak of this process and what was read."""
    read = {**READERS[".xlsx"], **READERS[".csv"]}[reader]
    try:
        told = read(Path(file))
    except ModuleNotFoundError as error:
        print(f"not installed: {error.name}")
        sys.exit(3)
    print(f"{_peak():.1f} {told}")


def _peak() -> float:
    try:
        import resource
    except ModuleNotFoundError:
        return 0.0
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kilobytes / (1e6 if sys.platform == "darwin" else 1e3)


def _ours(path: Path) -> str:
    from mingpin.intake import read_dataset
    from mingpin.vocabulary import load_vocabulary

    dataset = read_dataset(path, load_vocabulary(VOCABULARY))
    (account,) = dataset.accounts
    return f"{account.accepted:,} rows accepted, {account.rejected:,} rejected, {account.noted:,} notes"


def _our_grids(path: Path) -> str:
    from mingpin.intake.grids import open_grids

    cells = rows = 0
    for grid in open_grids(path):
        for block in grid.blocks():
            rows += block.cells.height
            cells += block.cells.height * sum(name.startswith("c") for name in block.cells.columns)
    return f"{rows:,} rows, {cells:,} cells"


def _openpyxl(path: Path) -> str:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    rows = sum(1 for sheet in book for _row in sheet.iter_rows(values_only=True))
    return f"{rows:,} rows passed by, none kept"


def _calamine(path: Path) -> str:
    from python_calamine import load_workbook

    rows = load_workbook(path).get_sheet_by_index(0).to_python()
    return f"{len(rows):,} rows as lists"


def _pandas_excel(engine: str) -> Callable[[Path], str]:
    def read(path: Path) -> str:
        import pandas as pd  # type: ignore[import-untyped, import-not-found, unused-ignore]

        return f"{len(pd.read_excel(path, engine=engine, dtype=str)):,} rows as a frame"

    return read


def _pandas_csv(path: Path) -> str:
    import pandas as pd  # type: ignore[import-untyped, import-not-found, unused-ignore]

    return f"{len(pd.read_csv(path, dtype=str)):,} rows as a frame"


def _polars_csv(path: Path) -> str:
    import polars as pl

    return f"{pl.read_csv(path, infer_schema=False).height:,} rows as a frame"


def _plain_csv(path: Path) -> str:
    import csv

    with path.open(encoding="utf-8-sig", newline="") as lines:
        return f"{sum(1 for _row in csv.reader(lines)):,} rows passed by, none kept"


READERS: dict[str, dict[str, Callable[[Path], str]]] = {
    ".xlsx": {
        "ours: evidence": _ours,
        "ours: cells only": _our_grids,
        "calamine, to lists": _calamine,
        "pandas with calamine": _pandas_excel("calamine"),
        "pandas with openpyxl": _pandas_excel("openpyxl"),
        "openpyxl, read only": _openpyxl,
    },
    ".csv": {
        "ours: evidence, csv": _ours,
        "ours: cells only, csv": _our_grids,
        "pandas read_csv": _pandas_csv,
        "polars read_csv": _polars_csv,
        "csv of the standard library": _plain_csv,
    },
}


def _records(rows: int, columns: int) -> Iterator[list[Any]]:
    """Invented subjects with valid credit codes; the columns beyond the known ones are figures that nobody asked for."""
    from stdnum.cn import uscc

    day = date(1990, 1, 1)
    filler = [f"{place * 137 % 1000}.{place % 100:02}" for place in range(max(columns - len(HEADER), 0))]
    for number in range(rows):
        body = f"91410702MA{number:07d}"
        known = [
            f"新乡市虚构{number}号有限公司",
            body + uscc.calc_check_digit(body),
            (day + timedelta(number % 12_000)).isoformat(),
            AREAS[number % len(AREAS)],
            f"新乡市虚构路{number % 997}号",
            "机械零部件制造、销售；技术咨询",
            "是" if number % 3 else "否",
            f"{number % 5000}万元",
            "有限责任公司(自然人投资或控股)",
            "存续",
            f"{1990 + number % 34}年{number % 12 + 1}月",
            "工业" if number % 5 else "农业",
            "是",
            f"虚构联系人{number % 89}",
            "",
            "螺栓；螺母" if number % 2 else "面粉",
        ]
        yield [*known, *filler][:columns]


def _titles(columns: int) -> list[str]:
    return [*HEADER, *(f"指标{place}" for place in range(1, columns - len(HEADER) + 1))][:columns]


def _write_xlsx(path: Path, rows: int, columns: int) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False})
    sheet = book.add_worksheet("主体")
    sheet.write_row(0, 0, _titles(columns))
    for number, record in enumerate(_records(rows, columns), 1):
        for place, value in enumerate(record):
            if place >= len(HEADER):
                sheet.write_number(number, place, float(value))
            else:
                sheet.write_string(number, place, value)
    book.close()


def _write_csv(path: Path, rows: int, columns: int) -> None:
    import csv

    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(_titles(columns))
        writer.writerows(_records(rows, columns))


if __name__ == "__main__":
    main()
