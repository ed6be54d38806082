"""The demonstration register as a folder of canonical tables, with a file that says what it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

from mingpin.demo.generate import Progress, generate
from mingpin.intake import write_dataset
from mingpin.language import _
from mingpin.vocabulary import Vocabulary

MARKER = "说明-演示数据.txt"
"""The file that marks a folder as demonstration data."""

Format = Literal["csv", "parquet"]
MOST_AS_CSV = 20_000
"""Up to so many subjects the tables are csv, which a spreadsheet opens; above that parquet."""

_ABOUT = """\
演示数据（虚构）

本文件夹中的主体、名称、统一社会信用代码、人员、荣誉、财务、商标、证照、事故、处罚、名单和认定结论全部是虚构的，
只供试用和测试。名称以“示例·”开头，每一行的来源写明“演示数据（虚构）”。不对应任何真实的企业、品牌或个人；
引用的政策、奖项和部门名称是真实存在的，但这里的记录不是它们的。统一社会信用代码的校验位正确，主体标识码以 YY 开头，
没有分配给任何单位。请勿与真实数据混用。

主体数：{subjects}    种子：{seed}    数据截至：{as_of}
同样的参数得到同样的文件。

Demonstration data (fictitious)

Every body, name, credit code, person, honour, figure, mark, licence, record, list and judgement in this folder is made up, for
trying things out. Names begin with 示例· and every row says where it comes from. Do not mix it with real data.
"""


def write_demo(
    vocabulary: Vocabulary,
    *,
    subjects: int,
    seed: int,
    as_of: date,
    out: Path | str,
    format: Format | None = None,
    progress: Progress | None = None,
) -> tuple[Path, ...]:
    """Writes the demonstration register into a folder of its own; gives the paths, the marker file last.

    `format` is csv up to 20,000 subjects and parquet above, unless named. A folder that holds an earlier demonstration is written
    anew; one that holds anything else is refused with FileExistsError, before anything is drawn up.
    """
    out = Path(out)
    stale = _earlier_tables(out, vocabulary)
    evidence = generate(vocabulary, subjects=subjects, seed=seed, as_of=as_of, progress=progress)
    for path in stale:
        path.unlink()
    chosen: Format = format or ("csv" if subjects <= MOST_AS_CSV else "parquet")
    tables = write_dataset(evidence, out, vocabulary, chosen)
    marker = out / MARKER
    about = _ABOUT.format(subjects=subjects, seed=seed, as_of=as_of.isoformat())
    # With a byte order mark and Windows line ends: the editors of an office show it as it is meant.
    marker.write_bytes(about.replace("\n", "\r\n").encode("utf-8-sig"))
    return (*tables, marker)


def _earlier_tables(out: Path, vocabulary: Vocabulary) -> tuple[Path, ...]:
    """The tables of an earlier demonstration in this folder. Raises FileExistsError where it holds anything else."""
    if not out.exists():
        return ()
    if not out.is_dir() or (any(out.iterdir()) and not (out / MARKER).is_file()):
        raise FileExistsError(
            _(
                "“{path}” exists and holds no demonstration data, so nothing was written. "
                "Name a folder that does not exist yet, or an empty one."
            ).format(path=out)
        )
    return tuple(
        path
        for table in vocabulary.tables
        for path in (out / f"{table}.csv", out / f"{table}.parquet")
        if path.is_file()
    )
