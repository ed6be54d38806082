"""`mingpin evidence`: what a dataset says, as Parquet files for surveys in bulk."""

from __future__ import annotations

from pathlib import Path

import click
from rich.text import Text

from mingpin.cli import console, options
from mingpin.cli.bulk_output import print_rejected
from mingpin.cli.exits import Exit, Stop
from mingpin.cli.framework import Command
from mingpin.cli.framework import marked as _
from mingpin.cli.pack_finder import find_pack
from mingpin.cli.result_folder import result_folder
from mingpin.documents.report import rows_of
from mingpin.documents.wording import rows_told
from mingpin.engine import load_pack
from mingpin.intake import read_dataset
from mingpin.intake.columns import read_mapping
from mingpin.language import _ as said
from mingpin.vocabulary.evidence_files import is_evidence_folder, names_of_files, write_evidence


@click.command(
    cls=Command,
    help=_(
        "Write what DATASET says into DIR as Parquet files, one for each evidence table, with what its rows settle by law "
        "filled in.\n\nSuch a folder is surveyed without being read row by row: `mingpin survey DIR --engine polars`, or on "
        "Spark."
    ),
)
@options.dataset_argument
@options.pack_option
@options.mapping_option
@options.out_option()
@options.json_option
@options.shared
def evidence(dataset: Path, pack_name: str | None, mapping: Path | None, out: Path, force: bool, as_json: bool) -> None:
    vocabulary = load_pack(find_pack(pack_name)).vocabulary
    if not dataset.exists():
        raise Stop(Exit.INPUT, said("There is no file or folder {path}.").format(path=dataset), said("Check the path."))
    names = names_of_files(vocabulary)
    with result_folder(out, is_evidence_folder, force=force, names=names) as folder, console.steps() as now:
        now.begin(said("Reading {dataset}").format(dataset=dataset.name))
        mappings = read_mapping(mapping, vocabulary) if mapping else None
        found = read_dataset(dataset, vocabulary, mappings=mappings)
        now.begin(said("Writing evidence files"))
        rows = rows_of(found.accounts)
        write_evidence(found.evidence, folder, vocabulary, rows)
    tables = {name: frame.height for name, frame in found.evidence.tables.items() if frame.height}
    if as_json:
        console.emit_json({"folder": str(out), "tables": tables, "rows": rows})
        return
    screen = console.out()
    screen.print(Text(rows_told(rows), style="faint"))
    told = said("{subjects} subjects and {rows} rows of evidence in {files} tables: {folder}")
    others = sum(tables.values()) - tables.get("subjects", 0)
    numbers = {"subjects": f"{tables.get('subjects', 0):,}", "rows": f"{others:,}", "files": len(tables), "folder": out}
    screen.print(told.format(**numbers), soft_wrap=True)
    print_rejected(screen, rows)
