"""Packs in the terminal: what was checked, what the cases show, what each provision is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from mingpin.documents.provisions import Provision, State, state_word, target_words
from mingpin.documents.wording import department, kind_word
from mingpin.engine import Pack, Program
from mingpin.engine.cases import CaseReport
from mingpin.engine.model import Kind
from mingpin.language import _, in_language

TRUTHS = ("true", "false", "unknown")


def print_check(console: Console, pack: Pack) -> None:
    """Says that a pack is right, and what it holds."""
    console.print(Text.assemble(("✓ ", "bold met"), (in_language(pack.title), "bold")))
    kinds = Counter(clause.kind for clause in pack.clauses)
    listed = _(", ").join(f"{kind_word(kind)} {kinds[kind]}" for kind in Kind if kinds[kind])
    told = _("{number} provisions: {kinds}. Every quote stands in the text; every condition can be evaluated.")
    console.print(Text(told.format(number=len(pack.clauses), kinds=listed)))
    console.print(Text(f"{pack.id} · {pack.hash}", style="faint"), soft_wrap=True)


def report_json(report: CaseReport) -> dict[str, Any]:
    """The cases and what they show, for machines."""
    return {
        "cases": len(report.results),
        "failed": [
            {
                "case": result.case.sentence,
                "file": result.case.file,
                "line": result.case.line,
                "failures": list(result.failures),
            }
            for result in report.failed
        ],
        "leaves": len(report.leaves),
        "not_shown": {path: list(words) for path, words in report.not_shown.items()},
    }


def print_report(console: Console, pack: Pack, report: CaseReport) -> None:
    """Prints failures, then by clause how many leaves the cases show with each truth."""
    held = len(report.results) - len(report.failed)
    line = Text.assemble(("✗ ", "bold not_met") if report.failed else ("✓ ", "bold met"))
    line.append(_("{held} of {number} cases hold.").format(held=held, number=len(report.results)), style="bold")
    console.print(line)
    for result in report.failed:
        console.print(
            Text.assemble(
                ("✗ ", "not_met"), result.case.sentence, (f"  {result.case.file}:{result.case.line}", "faint")
            )
        )
        for failure in result.failures:
            console.print(Text(f"    {failure}", style="not_met"))
    console.print()
    console.print(_coverage(pack, report))
    missing = report.not_shown
    if missing:
        console.print()
        told = _("{number} of {leaves} leaves are not shown with every truth; --json lists them.")
        console.print(Text(told.format(number=len(missing), leaves=len(report.leaves)), style="open"))


def _coverage(pack: Pack, report: CaseReport) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="faint", pad_edge=False)
    table.add_column(_("Clause coverage"), overflow="fold")
    table.add_column(_("leaves"), justify="right")
    for title in (_("shown true"), _("shown false"), _("shown unknown")):
        table.add_column(title, justify="right")
    for clause in pack.executable:
        leaves = [shown for path, shown in report.leaves.items() if path.startswith(f"{clause.id}#")]
        counts = [sum(1 for shown in leaves if truth in shown) for truth in (True, False, None)]
        cells = [Text(str(count), style="met" if count == len(leaves) else "open") for count in counts]
        name = Text.assemble(
            (f"{kind_word(clause.kind)} ", "faint"), in_language(clause.title), (f"  {clause.id}", "faint")
        )
        table.add_row(name, str(len(leaves)), *cells)
    return table


def print_provisions(console: Console, found: Sequence[Provision], program: Program) -> None:
    """Prints every provision in a line or two."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="faint", pad_edge=False)
    for title in (_("Kind"), _("Place in the document"), _("Provision"), _("State of its rule")):
        table.add_column(title, overflow="fold")
    for provision in found:
        clause = provision.clause
        name = Text.assemble(in_language(clause.title), "\n", (clause.id, "faint"))
        table.add_row(Text(kind_word(clause.kind), style="bold"), clause.number, name, _state(provision, program))
    console.print(table)


def _state(provision: Provision, program: Program) -> Text:
    clause, vocabulary = provision.clause, program.pack.vocabulary
    parts = [state_word(state) for state in provision.states if state not in (State.TARGET, State.OWNED)]
    if clause.target is not None:
        parts.insert(0, _("{goal}, by {day}").format(goal=target_words(clause.target, program), day=clause.target.due))
    line = Text("；".join(parts))
    if clause.owners:
        owners = _(", ").join(department(vocabulary, owner) for owner in clause.owners)
        line.append(("\n" if parts else "") + owners, style="faint")
    return line
