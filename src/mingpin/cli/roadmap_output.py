"""Roadmaps in words: a calendar of what time changes, then what to supply, what to do, what is fixed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from mingpin.cli.console import STATUS, Steps
from mingpin.cli.roadmap_calendar import calendar_table
from mingpin.cli.settle_output import subject_name
from mingpin.documents.figures import ranked
from mingpin.documents.report import SurveyReport
from mingpin.documents.wording import verdict_word
from mingpin.engine import Verdict
from mingpin.engine.lowered import VERDICT
from mingpin.engine.roadmap import Roadmap, Roadmapper, Step, Turn
from mingpin.language import _, in_language


def nearest_roadmaps(report: SurveyReport, id_: str | None, limit: int, now: Steps) -> list[Roadmap]:
    """The roadmap of one subject, or those of the subjects nearest to MET that are not there yet."""
    if id_ is not None:
        ids = [id_]
    else:
        rows = ranked(report.survey)
        ids = rows.filter(pl.col(VERDICT) != Verdict.MET.value).get_column("subject_id").head(limit).to_list()
    now.begin(_("Drawing roadmaps"), total=len(ids))
    mapper = Roadmapper(report.survey)
    found = []
    for one in ids:
        found.append(mapper.draw(one))
        now.advance()
    return found


def roadmap_json(report: SurveyReport, roadmap: Roadmap) -> dict[str, Any]:
    """A roadmap for machines."""
    words = report.words
    return {
        "subject_id": roadmap.subject_id,
        "verdict": roadmap.verdict.value,
        "turns": [
            {
                "day": turn.day.isoformat(),
                "clause": turn.clause,
                "before": turn.before.value,
                "after": turn.after.value,
                "is_lapse": turn.is_lapse,
            }
            for turn in roadmap.turns
        ],
        "supply": [
            {
                "code": supply.reason.code,
                "text": words.sentence(supply.reason),
                "holder": words.holder(supply.reason),
                "clauses": list(supply.clauses),
            }
            for supply in roadmap.supply
        ],
        "steps": [_step_json(report, step) for step in roadmap.steps],
        "fixed": [_step_json(report, step) for step in roadmap.fixed],
    }


def _step_json(report: SurveyReport, step: Step) -> dict[str, Any]:
    return {
        "facts": list(step.facts),
        "labels": [_fact_label(report, fact) for fact in step.facts],
        "clauses": list(step.clauses),
        "days": step.days,
        "remedies": [
            {"kind": remedy.kind, "text": in_language(remedy.text), "service": remedy.service, "source": remedy.source}
            for remedy in step.remedies
        ],
    }


def print_one(console: Console, report: SurveyReport, roadmap: Roadmap) -> None:
    """Prints one subject's roadmap."""
    told = Text.assemble((subject_name(report, roadmap.subject_id), "bold"), f"  {roadmap.subject_id}  ")
    told.append(f"● {verdict_word(roadmap.verdict)}", style=f"bold {STATUS[roadmap.verdict]}")
    console.print(told)
    trees = [tree for tree in _trees(report, roadmap) if tree.children]
    for tree in trees:
        console.print()
        console.print(tree)
    if not trees:
        console.print(Text(_("Nothing stands in the way, and time changes nothing in five years."), style="faint"))


def _trees(report: SurveyReport, roadmap: Roadmap) -> Iterable[Tree]:
    time = Tree(Text(_("Time changes"), style="bold"), guide_style="rule")
    for turn in roadmap.turns:
        time.add(_turn(report, turn))
    supply = Tree(Text(_("To be supplied: not against it, only not known"), style="bold"), guide_style="rule")
    for item in roadmap.supply:
        clauses = _(", ").join(_clause(report, clause) for clause in item.clauses)
        line = Text.assemble(report.words.sentence(item.reason), (f"  ← {report.words.holder(item.reason)}", "faint"))
        line.append(f"  {clauses}", style="faint")
        supply.add(line)
    can = Tree(Text(_("Can be done"), style="bold"), guide_style="rule")
    fixed = Tree(Text(_("Fixed: nothing changes it"), style="bold"), guide_style="rule")
    for tree, found in ((can, roadmap.steps), (fixed, roadmap.fixed)):
        for step in found:
            tree.add(_step(report, step))
    return time, supply, can, fixed


def _turn(report: SurveyReport, turn: Turn) -> Text:
    name = _("the year's verdict") if turn.clause == VERDICT else _clause(report, turn.clause)
    sign = ("↘ ", "not_met") if turn.is_lapse else ("↗ ", "met") if turn.after is Verdict.MET else ("→ ", "open")
    return Text.assemble(
        sign,
        (turn.day.isoformat(), "bold"),
        f"  {name}  ",
        (verdict_word(turn.before), STATUS[turn.before]),
        " → ",
        (verdict_word(turn.after), STATUS[turn.after]),
    )


def _step(report: SurveyReport, step: Step) -> Text:
    line = Text(_(", ").join(_fact_label(report, fact) for fact in step.facts))
    if step.days is not None:
        line.append(_("  about {days} days").format(days=step.days), style="bold")
    clauses = _(", ").join(_clause(report, clause) for clause in step.clauses)
    line.append(f"  {clauses}", style="faint")
    for remedy in step.remedies:
        line.append(f"\n{in_language(remedy.text)}")
        if remedy.service:
            line.append(f"  ← {_service(report, remedy.service)}", style="faint")
        if remedy.source:
            line.append(f"  {remedy.source}", style="faint")
    return line


def _service(report: SurveyReport, service: str) -> str:
    """Who helps: one of the six services of the quality infrastructure, or a department."""
    six = {
        "metrology": _("metrology service"),
        "standards": _("standards service"),
        "accreditation_certification": _("accreditation and certification service"),
        "inspection_testing": _("inspection and testing service"),
        "quality_management": _("quality management service"),
        "brand_building": _("brand building service"),
    }
    if service in six:
        return six[service]
    return in_language(report.program.pack.vocabulary.label_of("department", service))


def _clause(report: SurveyReport, id_: str) -> str:
    clause = report.program.pack.clause(id_)
    return f"{clause.number} {in_language(clause.title)}"


def _fact_label(report: SurveyReport, name: str) -> str:
    fact = report.program.facts_by_name.get(name)
    return in_language(fact.label) if fact else report.words.sentences.peer_label(name)


def print_all(console: Console, report: SurveyReport, roadmaps: Sequence[Roadmap], turns: pl.DataFrame) -> None:
    """Prints the calendar of verdicts that change by themselves, of all subjects, and what would help most of the nearest."""
    if turns.height:
        console.print(calendar_table(report, turns))
        console.print()
    left = report.survey.evidence.subjects.height - report.survey.verdict_counts[Verdict.MET]
    told = _("Roadmaps of the {number} subjects nearest to “met”, of {left} that are not there (--limit takes more).")
    console.print(Text(told.format(number=f"{len(roadmaps):,}", left=f"{left:,}"), style="bold"))
    table = _helpful(report, roadmaps)
    if table.row_count:
        console.print()
        console.print(table)


def _helpful(report: SurveyReport, roadmaps: Sequence[Roadmap]) -> Table:
    table = _plain_table(_("What would help"), _("Who can help"), _("Subjects"))
    supplied = Counter(item.reason for one in roadmaps for item in one.supply)
    for reason, number in supplied.most_common(MOST_HELP):
        table.add_row(report.words.sentence(reason), report.words.holder(reason), f"{number:,}")
    done = Counter((step.facts, _services(report, step)) for one in roadmaps for step in one.steps)
    for (facts, services), number in done.most_common(MOST_HELP):
        table.add_row(_(", ").join(_fact_label(report, name) for name in facts), services, f"{number:,}")
    return table


def _services(report: SurveyReport, step: Step) -> str:
    services = dict.fromkeys(remedy.service for remedy in step.remedies if remedy.service)
    return _(", ").join(_service(report, service) for service in services)


MOST_HELP = 10


def _plain_table(*titles: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="faint", pad_edge=False)
    for title in titles:
        table.add_column(title, overflow="fold")
    return table
