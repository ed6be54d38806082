"""Two surveys side by side: from their folders, or one dataset judged twice."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from mingpin.cli.console import Steps
from mingpin.cli.exits import Exit, Stop
from mingpin.cli.pack_finder import find_pack
from mingpin.cli.runs import DECISIONS, SUBJECTS, Typed, plan_of, read, read_summary, refuse_bulk, survey_report
from mingpin.documents.decisions import read_verdicts
from mingpin.documents.report import changes_of
from mingpin.engine import Changes, Pack, load_pack
from mingpin.engine.compare import Comparison, compare_surveys, compare_verdicts
from mingpin.language import _


@dataclass(frozen=True)
class Compared:
    """A comparison with what names it: each side in words, the pack that labels codes, both sides' verdict counts."""

    comparison: Comparison
    before: str
    after: str
    pack: Pack
    counts: tuple[dict[str, int], dict[str, int]]


def two_runs(typed: Typed, after: Path) -> Compared:
    """The comparison of two surveys' folders."""
    if typed.set_ or typed.rulings or typed.without or typed.conditions:
        what = _("Two surveys are compared as they are; a what-if needs one dataset.")
        raise Stop(Exit.USAGE, what, _("Leave out the second folder, or the changes."))
    sides = [_side(folder) for folder in (typed.dataset, after)]
    people = pl.concat([sides[1][2], sides[0][2]], how="diagonal")
    comparison = compare_verdicts(sides[0][1], sides[1][1], people)
    pack = load_pack(find_pack(typed.pack_name or sides[1][0]["run"]["pack"]))
    names = [_run_words(folder, side[0]) for folder, side in zip((typed.dataset, after), sides, strict=True)]
    return Compared(comparison, names[0], names[1], pack, (sides[0][0]["verdicts"], sides[1][0]["verdicts"]))


def _side(folder: Path) -> tuple[dict[str, Any], pl.DataFrame, pl.DataFrame]:
    """Summary, verdicts and subjects of a survey's folder."""
    summary = read_summary(folder)
    if summary is None:
        what = _("{folder} is not the folder of a survey.").format(folder=folder)
        remedy = _(
            "Make one with `mingpin survey`, or compare one dataset under --set, --ruling, --without or --condition."
        )
        raise Stop(Exit.INPUT, what, remedy)
    refuse_bulk(folder, summary)
    try:
        subjects = pl.read_ipc(folder / SUBJECTS)
        return summary, read_verdicts(folder / DECISIONS), subjects
    except (OSError, pl.exceptions.PolarsError) as error:
        what = _("The survey in {folder} is not whole: {error}.").format(folder=folder, error=error)
        raise Stop(Exit.INPUT, what, _("Make it again with `mingpin survey`.")) from error


def _run_words(folder: Path, summary: dict[str, Any]) -> str:
    run = summary["run"]
    return _("{name}: programme year {year}, as of {day}").format(name=folder, year=run["year"], day=run["as_of"])


def what_if(typed: Typed, now: Steps) -> Compared:
    """The comparison of a dataset as it was judged, and as it would be with the changes typed."""
    plan = plan_of(typed)
    if plan.changes == plan.former:
        what = _("Nothing is said to be different.")
        remedy = _("Name a second survey, or what shall be different: --set, --ruling, --without, --condition.")
        raise Stop(Exit.USAGE, what, remedy)
    dataset = read(plan, now)
    before = survey_report(plan, dataset, now, plan.former)
    after = survey_report(plan, dataset, now)
    comparison = compare_surveys(before.survey, after.survey)
    counts = [
        {verdict.value: number for verdict, number in report.survey.verdict_counts.items()}
        for report in (before, after)
    ]
    base = _("as the document is") if plan.former == Changes() else _("as the survey was made")
    told = "; ".join(_told(changes_of(plan.changes, after.program)))
    return Compared(comparison, base, told, plan.pack, (counts[0], counts[1]))


def _told(changes: dict[str, object]) -> list[str]:
    found = []
    for kind, held in changes.items():
        if isinstance(held, dict):
            found += [f"{name} = {value}" for name, value in held.items()]
        elif kind == "without" and isinstance(held, list):
            found += [_("without {clause}").format(clause=clause) for clause in held]
    return found
