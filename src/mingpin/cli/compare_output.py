"""A comparison in words: counts, who enters and leaves, by county and field, and at which clauses verdicts moved."""

from __future__ import annotations

from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mingpin.cli.comparisons import Compared
from mingpin.cli.console import STATUS
from mingpin.documents.wording import clause_label, code_word, verdict_word
from mingpin.engine import Verdict
from mingpin.engine.compare import ABSENT
from mingpin.language import _, in_language

WORDS = (Verdict.MET, Verdict.NOT_MET, Verdict.UNDETERMINED)
BREAKDOWNS = ("area", "domain", "industry_field")


def comparison_json(compared: Compared) -> dict[str, Any]:
    """A comparison for machines."""
    comparison = compared.comparison
    return {
        "before": {"name": compared.before, "verdicts": compared.counts[0]},
        "after": {"name": compared.after, "verdicts": compared.counts[1]},
        "enters": comparison.enters.to_dicts(),
        "leaves": comparison.leaves.to_dicts(),
        "changes": comparison.changes.to_dicts(),
        "clauses": comparison.clause_changes.to_dicts(),
        "by": {column: comparison.by(column).to_dicts() for column in BREAKDOWNS},
    }


def print_comparison(console: Console, compared: Compared, limit: int) -> None:
    """Prints a comparison."""
    comparison = compared.comparison
    for title, name in ((_("Before"), compared.before), (_("After"), compared.after)):
        console.print(Text.assemble((f"{title}  ", "faint"), name), soft_wrap=True)
    console.print()
    console.print(_counts(compared))
    if not comparison.changes.height:
        console.print()
        console.print(Text(_("No verdict changes."), style="faint"))
        if not comparison.clause_changes.height:
            return
    for title, frame, style in (
        (_("Enters “met”: {number}"), comparison.enters, "met"),
        (_("Leaves “met”: {number}"), comparison.leaves, "not_met"),
        (_("Other changes: {number}"), _others(comparison.changes), "open"),
    ):
        if frame.height:
            console.print()
            console.print(Text(title.format(number=f"{frame.height:,}"), style=f"bold {style}"))
            console.print(_people(compared, frame, limit))
    for column in BREAKDOWNS:
        table = _breakdown(compared, column)
        if table.row_count:
            console.print()
            console.print(table)
    if comparison.clause_changes.height:
        console.print()
        console.print(_clauses(compared))


def _plain(*titles: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="faint", pad_edge=False)
    for title in titles:
        table.add_column(title, overflow="fold")
    return table


def _counts(compared: Compared) -> Table:
    table = _plain("", _("Before"), _("After"), "")
    before, after = compared.counts
    for verdict in WORDS:
        moved = after[verdict.value] - before[verdict.value]
        table.add_row(
            Text(f"● {verdict_word(verdict)}", style=STATUS[verdict]),
            f"{before[verdict.value]:,}",
            Text(f"{after[verdict.value]:,}", style="bold"),
            Text(f"{moved:+,}" if moved else "=", style="faint"),
        )
    return table


def _others(changes: pl.DataFrame) -> pl.DataFrame:
    met = Verdict.MET.value
    return changes.filter((pl.col("before") != met) & (pl.col("after") != met))


def _people(compared: Compared, frame: pl.DataFrame, limit: int) -> Table:
    vocabulary = compared.pack.vocabulary
    clauses = {clause.id: clause for clause in compared.pack.clauses}
    table = _plain(_("Subject"), _("County"), _("Verdict"), _("Clauses"))
    for row in frame.head(limit).iter_rows(named=True):
        touched = [clause_label(clauses[id_]) if id_ in clauses else id_ for id_ in row["clauses"]]
        table.add_row(
            f"{row['name'] or ''}  {row['subject_id']}".strip(),
            code_word(vocabulary, "area", row["area"]),
            Text.assemble(_verdict(row["before"]), " → ", _verdict(row["after"])),
            Text("；".join(touched), style="faint"),
        )
    if frame.height > limit:
        table.add_row(Text(_("… and {number} more").format(number=f"{frame.height - limit:,}"), style="faint"))
    return table


def _verdict(word: str) -> tuple[str, str]:
    if word == ABSENT:
        return _("not in the register"), "aside"
    return verdict_word(word), STATUS[Verdict(word)]


def _breakdown(compared: Compared, column: str) -> Table:
    vocabulary = compared.pack.vocabulary
    definition = vocabulary.tables["subjects"].columns[column]
    table = _plain(in_language(definition.label), _("enter"), _("leave"))
    for code, enters, leaves in compared.comparison.by(column).select(column, "enters", "leaves").iter_rows():
        if enters or leaves:
            table.add_row(code_word(vocabulary, definition.classification or "", code), f"{enters:,}", f"{leaves:,}")
    return table


def _clauses(compared: Compared) -> Table:
    clauses = {clause.id: clause for clause in compared.pack.clauses}
    table = _plain(_("Clause"), _("Verdict"), _("Subjects"))
    columns = ("clause", "before", "after", "subjects")
    for id_, before, after, number in compared.comparison.clause_changes.select(columns).iter_rows():
        clause = clauses.get(id_)
        kind = clause.kind if clause else None
        words = [
            (_("not in the register"), "aside") if word == ABSENT else (verdict_word(word, kind), STATUS[Verdict(word)])
            for word in (before, after)
        ]
        name = clause_label(clause) if clause else id_
        table.add_row(name, Text.assemble(words[0], " → ", words[1]), f"{number:,}")
    return table
