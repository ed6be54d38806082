"""Demonstration data from its size and seed to its folder."""

from __future__ import annotations

import shlex
from datetime import date
from pathlib import Path
from typing import Literal, cast

from rich.text import Text

from mingpin.cli.console import emit_json, out, program_name, steps
from mingpin.cli.pack_finder import find_pack
from mingpin.cli.result_folder import result_folder
from mingpin.demo import generate
from mingpin.documents.sheet_parts import demonstration_words
from mingpin.engine import load_pack
from mingpin.intake import write_dataset
from mingpin.language import _

MARK = "演示数据-DEMONSTRATION.txt"
"""The file that marks a folder of demonstration data as such, for people and for us."""


def make_demo(
    folder: Path,
    *,
    subjects: int,
    seed: int,
    as_of: date,
    format_: str,
    pack_name: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """Writes the data and says what to do with it."""
    vocabulary = load_pack(find_pack(pack_name)).vocabulary
    with result_folder(folder, lambda place: (place / MARK).is_file(), force=force) as staging, steps() as now:
        now.begin(_("Making up subjects"), total=subjects)
        evidence = generate(vocabulary, subjects=subjects, seed=seed, as_of=as_of, progress=now.reach)
        now.begin(_("Writing tables"))
        paths = write_dataset(evidence, staging, vocabulary, cast(Literal["csv", "parquet"], format_))
        told = "演示数据：企业、人员与数字均为虚构。\nDemonstration data: organisations, people and figures are fictitious.\n"
        made = f"mingpin demo-data --subjects {subjects} --seed {seed} --as-of {as_of.isoformat()}\n"
        (staging / MARK).write_text(told + made, encoding="utf-8")
    counts = {name: frame.height for name, frame in evidence.tables.items() if frame.height}
    if as_json:
        emit_json(
            {"folder": str(folder), "subjects": subjects, "seed": seed, "as_of": as_of.isoformat(), "rows": counts}
        )
        return
    console = out()
    console.print(Text(f" {demonstration_words()} ", style="reverse"))
    written = _("{subjects} subjects and {rows} rows of evidence in {files} tables: {folder}")
    rows = sum(counts.values()) - counts.get("subjects", 0)
    told = written.format(subjects=f"{subjects:,}", rows=f"{rows:,}", files=len(paths), folder=folder)
    console.print(Text(told), soft_wrap=True)
    console.print(Text(_("Next:"), style="faint"))
    command = f"survey {shlex.quote(str(folder))} --year {as_of.year} --as-of {as_of.isoformat()} --out var/survey"
    console.print(Text(f"  {program_name()} {command}", style="command"), soft_wrap=True)
