"""Settlements in words: which answers, held by whom, could decide a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from mingpin.cli.console import STATUS, Steps
from mingpin.documents.report import SurveyReport
from mingpin.documents.wording import verdict_word
from mingpin.engine import Verdict
from mingpin.engine.lowered import VERDICT
from mingpin.engine.reasons import Reason
from mingpin.engine.settle import Settlement, Settler, Support
from mingpin.engine.survey import verdict_of
from mingpin.language import _


def all_settlements(report: SurveyReport, id_: str | None, now: Steps) -> list[Settlement]:
    """The settlement of one subject, or those of all undetermined subjects, fewest answers first."""
    survey = report.survey
    rows = survey.facts
    if id_ is not None:
        rows = rows.filter(pl.col("subject_id") == id_)
    else:
        rows = rows.filter(survey.gates.get_column(VERDICT).is_null())
    now.begin(_("Looking for what would settle each verdict"), total=rows.height)
    settler = Settler(report.program)
    found = []
    for row in rows.iter_rows(named=True):
        found.append(settler.settle(row))
        now.advance()
    return sorted(found, key=lambda settlement: (_fewest(settlement), settlement.subject_id))


def _fewest(settlement: Settlement) -> int:
    sets = [*settlement.to_met, *settlement.to_not_met]
    return min((len(support) for support in sets), default=10**6)


def settlement_json(report: SurveyReport, settlement: Settlement) -> dict[str, Any]:
    """A settlement for machines."""
    return {
        "subject_id": settlement.subject_id,
        "verdict": verdict_of(settlement.verdict).value,
        "to_met": [_support_json(report, support) for support in settlement.to_met],
        "to_not_met": [_support_json(report, support) for support in settlement.to_not_met],
    }


def _support_json(report: SurveyReport, support: Support) -> list[dict[str, str]]:
    words = report.words
    return [
        {"code": reason.code, "text": words.sentence(reason), "holder": words.holder(reason)}
        for reason in words.ordered(support)
    ]


def print_one(console: Console, report: SurveyReport, settlement: Settlement, limit: int) -> None:
    """Prints the sets of one subject, towards each verdict."""
    verdict = verdict_of(settlement.verdict)
    told = Text.assemble((subject_name(report, settlement.subject_id), "bold"), f"  {settlement.subject_id}  ")
    told.append(f"● {verdict_word(verdict)}", style=f"bold {STATUS[verdict]}")
    console.print(told)
    if verdict is not Verdict.UNDETERMINED:
        console.print(Text(_("The verdict is settled; nothing is missing for it."), style="faint"))
        return
    if not settlement.to_met and not settlement.to_not_met:
        console.print(Text(_("No answer would settle it: the document says nothing."), style="open"))
    for towards, sets in ((Verdict.MET, settlement.to_met), (Verdict.NOT_MET, settlement.to_not_met)):
        if sets:
            console.print()
            console.print(_tree(report, towards, sets, limit))


def _tree(report: SurveyReport, towards: Verdict, sets: Sequence[Support], limit: int) -> Tree:
    head = {
        Verdict.MET: _("Enough for “met”, if the answers are favourable:"),
        Verdict.NOT_MET: _("Enough for “not met”, if the answer is adverse:"),
    }[towards]
    tree = Tree(Text(head, style=STATUS[towards]), guide_style="rule")
    for place, support in enumerate(sets[:limit], start=1):
        reasons = report.words.ordered(support)
        if len(reasons) == 1:
            tree.add(_line(report, reasons[0]))
            continue
        told = _("one way: {number} answers") if len(sets) == 1 else _("way {place}: {number} answers")
        branch = tree.add(Text(told.format(place=place, number=len(reasons)), style="faint"))
        for reason in reasons:
            branch.add(_line(report, reason))
    if len(sets) > limit:
        tree.add(Text(_("… and {number} more ways").format(number=len(sets) - limit), style="faint"))
    return tree


def _line(report: SurveyReport, reason: Reason) -> Text:
    return Text.assemble(report.words.sentence(reason), (f"  ← {report.words.holder(reason)}", "faint"))


def print_all(console: Console, report: SurveyReport, settlements: Sequence[Settlement], limit: int) -> None:
    """Prints how many need how many answers, then the nearest."""
    total = _("{number} verdicts are undetermined.").format(number=f"{len(settlements):,}")
    alone = sum(1 for settlement in settlements if any(len(support) == 1 for support in settlement.to_met))
    one = _("For {number} of them a single favourable answer is enough for “met”.").format(number=f"{alone:,}")
    console.print(Text.assemble((total, "bold"), f" {one}" if settlements else ""))
    table = Table(box=None, padding=(1, 1, 0, 0), header_style="faint", pad_edge=False)
    table.add_column(_("Subject"), overflow="fold", ratio=2)
    table.add_column(_("Enough for “met”, if favourable"), overflow="fold", ratio=5)
    nearest = sorted(settlements, key=lambda item: (len(item.to_met[0]) if item.to_met else 10**6, item.subject_id))
    for settlement in nearest[:limit]:
        name = Text.assemble(subject_name(report, settlement.subject_id), "\n", (settlement.subject_id, "faint"))
        if settlement.to_met:
            lines = [_line(report, reason) for reason in report.words.ordered(settlement.to_met[0])]
        else:
            lines = [Text("–", style="faint")]
        table.add_row(name, Text("\n").join(lines))
    console.print(table)
    if len(settlements) > limit:
        more = _("… and {number} more; --limit shows more, --json gives all.").format(number=len(settlements) - limit)
        console.print(Text(f"\n{more}", style="faint"))


def subject_name(report: SurveyReport, id_: str) -> str:
    """The name of a subject; its id where the register has none."""
    found = report.survey.evidence.subjects.filter(pl.col("subject_id") == id_).get_column("name")
    return str(found[0]) if len(found) and found[0] else id_
