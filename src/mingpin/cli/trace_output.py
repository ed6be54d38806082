"""One subject's trace for the terminal: the verdict, each clause as a tree, and the rows of evidence that it cites."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mingpin.cli.console import STATUS
from mingpin.cli.trace_tree import Citations, TraceTree
from mingpin.documents.report import SurveyReport
from mingpin.documents.sheet_parts import demonstration_words
from mingpin.documents.wording import code_word, verdict_word
from mingpin.engine import Verdict
from mingpin.language import _

Trace = Mapping[str, Any]


def print_trace(console: Console, trace: Trace, report: SurveyReport, *, everything: bool) -> None:
    """Prints the trace. Without `everything`, readings that agree are told together, and clauses that do not apply in a line."""
    if report.is_demonstration:
        console.print(Text(f" {demonstration_words()} ", style="reverse"))
    for line in _head(trace, report):
        console.print(line)
    citations = Citations(trace["evidence"])
    trees = TraceTree(trace, citations, everything=everything)
    aside = []
    for clause in trace["clauses"]:
        if clause["verdict"] == Verdict.NOT_APPLICABLE and not everything:
            aside.append(clause)
        else:
            console.print()
            console.print(trees.of_clause(clause))
    if aside:
        names = "；".join(f"{clause['number']} {clause['title']}" for clause in aside)
        console.print()
        console.print(Text(_("Not applicable: {clauses}").format(clauses=names), style="aside"))
    if citations.cited:
        console.print()
        console.print(Text(_("Evidence"), style="bold"))
        console.print(_evidence(citations))


def _head(trace: Trace, report: SurveyReport) -> Iterator[Text | Padding]:
    subject, verdict = trace["subject"], Verdict(trace["verdict"])
    vocabulary = report.program.pack.vocabulary
    yield Text(subject.get("name") or subject["subject_id"], style="bold")
    columns = vocabulary.tables["subjects"].columns
    details = [subject["subject_id"], subject.get("uscc", "")]
    details += [
        code_word(vocabulary, columns[name].classification or "", subject[name])
        for name in ("kind", "area", "domain")
        if subject.get(name)
    ]
    yield Text(" · ".join(dict.fromkeys(part for part in details if part)), style="faint")
    told = _("programme year {year} · as of {day}").format(year=trace["year"], day=trace["as_of"])
    line = Text.assemble((f"● {verdict_word(verdict)}", f"bold {STATUS[verdict]}"), f"  {trace['summary']}")
    yield Padding(Text.assemble(told, "  ", line), (1, 0, 0, 0))
    yield Text(f"{trace['pack']['title']} · {trace['pack']['hash'][:12]}", style="faint")


def _evidence(citations: Citations) -> Table:
    """Each cited row: its number, where it stands, what it says."""
    table = Table(box=None, padding=(0, 1, 0, 0), show_header=False, pad_edge=False)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for number, row in citations.rows():
        cells = "，".join(f"{title} {value}" for title, value in row["cells"].items() if value != "")
        told = Text.assemble((f"{row['label']}  ", "bold"), (place_of(row), "faint"), "\n", cells)
        table.add_row(Text(f"[{number}]", style="faint"), told)
    return table


def place_of(row: Trace) -> str:
    """Where a row of evidence stands: document, supplier, file, sheet, row; and what was filled in."""
    place = " ".join(str(row[key]) for key in ("source_file", "source_sheet") if row.get(key))
    if row.get("source_row") is not None:
        place = _("{place} row {row}").format(place=place, row=row["source_row"]).strip()
    told = " · ".join(part for part in (row.get("source", ""), row.get("supplier", ""), place) if part)
    if row.get("completed"):
        told += " · " + _("filled in: {columns}").format(columns="；".join(row["completed"]))
    return told
