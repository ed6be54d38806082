"""What a survey says in the terminal: rows, verdicts, the funnel, what is missing and who holds it, and what to type next."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mingpin.cli.console import STATUS, out, program_name
from mingpin.cli.runs import WORKBOOK
from mingpin.cli.survey_run import Finished
from mingpin.documents.figures import ranked
from mingpin.documents.held import held_by
from mingpin.documents.report import SurveyReport
from mingpin.documents.sheet_parts import demonstration_words, list_name
from mingpin.documents.wording import WORDS_ORDER, kind_word, reason_kind_word, rows_told, verdict_word
from mingpin.engine import Verdict
from mingpin.engine.lowered import VERDICT
from mingpin.language import _, in_language

BAR_WIDTH, NUMBER_WIDTH, NARROWEST_NAME = 22, 7, 30
MOST_HOLDERS, HOLDER_WIDTH = 10, 26
SETTLED_WORDS = (Verdict.MET, Verdict.NOT_MET, Verdict.UNDETERMINED)


def print_survey(finished: Finished, folder: Path) -> None:
    """Prints the survey in a screen or two."""
    console, report = out(), finished.report
    console.print()
    console.print(_heading(report))
    console.print(Padding(_verdicts(report), (1, 0)))
    console.print(_funnel(report, console.width))
    if report.missing:
        console.print(Padding(_missing(report), (1, 0, 0, 0)))
    _print_files(console, finished, folder)


def _heading(report: SurveyReport) -> Group:
    program = report.program
    line = Text(in_language(program.pack.title), style="bold")
    told = _("programme year {year} · as of {day}").format(year=program.year, day=program.as_of.isoformat())
    counted = Text(rows_told(report.rows), style="faint")
    parts = [line, Text(told), counted]
    if report.is_demonstration:
        parts.insert(0, Text(f" {demonstration_words()} ", style="reverse"))
    if not program.has_basis:
        silent = _("The document says nothing for {year}: every verdict stays undetermined.").format(year=program.year)
        parts.append(Text(silent, style="open"))
    return Group(*parts)


def _verdicts(report: SurveyReport) -> Text:
    counts = report.survey.verdict_counts
    line = Text.assemble((f"{report.survey.evidence.subjects.height:,}", "bold"), " ", _("subjects"))
    for verdict in SETTLED_WORDS:
        line.append("    ● ", style=STATUS[verdict])
        line.append(f"{verdict_word(verdict)} ")
        line.append(f"{counts[verdict]:,}", style=f"bold {STATUS[verdict]}")
    return line


def _funnel(report: SurveyReport, width: int) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="faint", pad_edge=False)
    titles = [*(verdict_word(verdict) for verdict in WORDS_ORDER), _("Still in")]
    widths = [max(cell_len(title), NUMBER_WIDTH) for title in titles]
    left = width - sum(widths) - len(widths) - 1
    bar_width = BAR_WIDTH if left >= BAR_WIDTH + NARROWEST_NAME else 0
    table.add_column(_("Clause by clause"), no_wrap=True, overflow="ellipsis", width=max(left - bar_width - 1, 12))
    if bar_width:
        table.add_column("", width=bar_width)
    for title, number_width in zip(titles, widths, strict=True):
        table.add_column(title, justify="right", no_wrap=True, width=number_width)
    for step in report.funnel:
        clause = step.clause
        name = Text.assemble(
            (f"{kind_word(clause.kind)} ", "faint"), in_language(clause.title), (f"  {clause.number}", "faint")
        )
        counts = [_number(step.verdicts[verdict], STATUS[verdict]) for verdict in WORDS_ORDER]
        bars = [bar(step.verdicts, bar_width)] if bar_width else []
        table.add_row(name, *bars, *counts, _number(step.remaining, "bold"))
    return table


def _number(number: int, style: str) -> Text:
    return Text(f"{number:,}", style=style if number else "faint")


def bar(verdicts: Mapping[Verdict, int], width: int) -> Text:
    """A line divided by verdict; a verdict that has any subjects is never rounded away."""
    total = sum(verdicts.values())
    shown = [verdict for verdict in WORDS_ORDER if verdicts[verdict]]
    lengths = {verdict: max(1, round(verdicts[verdict] * width / total)) for verdict in shown}
    while sum(lengths.values()) > width:
        lengths[max(lengths, key=lambda verdict: lengths[verdict])] -= 1
    while shown and sum(lengths.values()) < width:
        lengths[max(lengths, key=lambda verdict: lengths[verdict])] += 1
    return Text.assemble(*((glyph(verdict) * lengths[verdict], STATUS[verdict]) for verdict in shown))


def glyph(verdict: Verdict) -> str:
    """The sign of a verdict in bars, different for each also without colour."""
    return {
        Verdict.MET: "█",
        Verdict.NOT_MET: "▓",
        Verdict.UNDETERMINED: "▒",
        Verdict.NOT_APPLICABLE: "·",
    }[verdict]


def _missing(report: SurveyReport) -> Table:
    """Who holds what is missing: how many things, for how many subjects, for how many only that."""
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="faint", pad_edge=False, expand=True)
    table.add_column(_("Who can settle it"), no_wrap=True, overflow="ellipsis", width=HOLDER_WIDTH)
    table.add_column("", justify="right", no_wrap=True)
    table.add_column(_("What keeps verdicts open, most often"), ratio=1, no_wrap=True, overflow="ellipsis")
    for title in (_("Subjects"), _("Only this")):
        table.add_column(title, justify="right", no_wrap=True, width=max(cell_len(title), NUMBER_WIDTH))
    holders = held_by(report)
    for held in holders[:MOST_HOLDERS]:
        first = held.items[0]
        what = Text.assemble((f"{reason_kind_word(first.reason.kind)}  ", "open"), report.words.about(first.reason))
        number = _("{number} things").format(number=len(held.items))
        table.add_row(held.holder, Text(number, style="faint"), what, f"{held.subjects:,}", f"{held.alone:,}")
    if len(holders) > MOST_HOLDERS:
        told = _("… and {number} more in the workbook").format(number=len(holders) - MOST_HOLDERS)
        table.add_row(Text(told, style="faint"))
    return table


def _print_files(console: Console, finished: Finished, folder: Path) -> None:
    report = finished.report
    console.print()
    if report.rows["rejected"]:
        rejected = _("{number} rows were not accepted; the workbook says why beside each.")
        console.print(Text(rejected.format(number=f"{report.rows['rejected']:,}"), style="not_met"))
    console.print(Text.assemble((_("Workbook"), "faint"), "  ", (str(folder / WORKBOOK), "bold")), soft_wrap=True)
    example = _example(report)
    if example is not None:
        id_, name = example
        told = _("Why? Take any id from the first column of the sheet “{sheet}”, for example {name}:")
        console.print(Text(told.format(sheet=list_name(), name=name), style="faint"), soft_wrap=True)
        command = f"{program_name()} explain {shlex.quote(str(folder))} {shlex.quote(id_)}"
        console.print(Text(f"  {command}", style="command"), soft_wrap=True)


def _example(report: SurveyReport) -> tuple[str, str] | None:
    """The subject that is nearest to a verdict, else the first."""
    rows = ranked(report.survey)
    open_ = rows.filter(rows.get_column(VERDICT) == Verdict.UNDETERMINED.value)
    chosen = open_ if open_.height else rows
    if not chosen.height:
        return None
    row = chosen.row(0, named=True)
    return row["subject_id"], row["name"] or row["subject_id"]
