"""What a survey in bulk says in the terminal: verdicts, the clauses, and where the decisions lie."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mingpin.cli.bulk_run import Finished
from mingpin.cli.console import STATUS, out
from mingpin.documents.sheet_parts import demonstration_words
from mingpin.documents.wording import WORDS_ORDER, kind_word, rows_told, verdict_word
from mingpin.language import _, in_language

NUMBER_WIDTH = 10


def print_rejected(console: Console, rows: Mapping[str, int]) -> None:
    """Says how many rows were not accepted, and what tells why."""
    if rows.get("rejected"):
        told = _("{number} rows were not accepted; `mingpin intake check` says why beside each.")
        console.print(Text(told.format(number=f"{rows['rejected']:,}"), style="not_met"), soft_wrap=True)


def print_bulk(finished: Finished, folder: Path) -> None:
    """Prints the counts of a survey in bulk."""
    console, program, counts = out(), finished.program, finished.counts
    rows = finished.summary["rows"]
    console.print()
    if finished.summary["run"]["demonstration"]:
        console.print(Text(f" {demonstration_words()} ", style="reverse"))
    console.print(Text(in_language(program.pack.title), style="bold"))
    told = _("programme year {year} · as of {day}").format(year=program.year, day=program.as_of.isoformat())
    console.print(Text(told))
    if rows:
        console.print(Text(rows_told(rows), style="faint"))
    line = Text.assemble((f"{counts.subjects:,}", "bold"), " ", _("subjects"))
    for verdict, number in counts.verdicts.items():
        line.append("    ● ", style=STATUS[verdict])
        line.append(f"{verdict_word(verdict)} ")
        line.append(f"{number:,}", style=f"bold {STATUS[verdict]}")
    console.print(Padding(line, (1, 0)))
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="faint", pad_edge=False)
    widths = {verdict: max(cell_len(verdict_word(verdict)), NUMBER_WIDTH) for verdict in WORDS_ORDER}
    left = console.width - sum(widths.values()) - len(widths) - 1
    table.add_column(_("Clause by clause"), no_wrap=True, overflow="ellipsis", width=max(left, 12))
    for verdict, width in widths.items():
        table.add_column(verdict_word(verdict), justify="right", no_wrap=True, width=width)
    for lowered in program.clauses:
        clause = lowered.clause
        name = Text.assemble(
            (f"{kind_word(clause.kind)} ", "faint"), in_language(clause.title), (f"  {clause.number}", "faint")
        )
        numbers = counts.clauses[clause.id]
        table.add_row(
            name,
            *(
                Text(f"{numbers[verdict]:,}", style=STATUS[verdict] if numbers[verdict] else "faint")
                for verdict in WORDS_ORDER
            ),
        )
    console.print(table)
    console.print()
    print_rejected(console, rows)
    console.print(
        Text.assemble((_("Decisions"), "faint"), "  ", (str(folder / finished.decisions), "bold")), soft_wrap=True
    )
    console.print(
        Text(_("A survey in bulk writes no workbook; name the dataset without --engine for one."), style="faint"),
        soft_wrap=True,
    )
