"""A survey from what was typed to the folder of its results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mingpin.cli.console import steps
from mingpin.cli.result_folder import result_folder
from mingpin.cli.runs import (
    DECISIONS,
    RESULTS,
    SUBJECTS,
    SUMMARY,
    WORKBOOK,
    Typed,
    is_run,
    plan_of,
    read,
    seen_from,
    survey_report,
)
from mingpin.documents.decisions import write_decisions, write_subjects
from mingpin.documents.report import SurveyReport
from mingpin.documents.summary import summary_of, write_summary
from mingpin.documents.survey_book import write_survey_book
from mingpin.language import _


@dataclass(frozen=True)
class Finished:
    """A survey that has been written."""

    report: SurveyReport
    summary: Mapping[str, Any]


def run(typed: Typed, out: Path, *, force: bool) -> Finished:
    """Makes the survey and writes its four files into `out`, all or none."""
    plan = plan_of(typed)
    with result_folder(out, is_run, force=force, names=RESULTS) as folder, steps() as now:
        dataset = read(plan, now)
        report = survey_report(plan, dataset, now)
        now.begin(_("Writing decisions"))
        write_decisions(folder / DECISIONS, report)
        write_subjects(folder / SUBJECTS, report)
        places = {"dataset_path": seen_from(out, plan.dataset), "pack_path": seen_from(out, plan.pack.folder)}
        if plan.mapping:
            places["mapping_path"] = seen_from(out, plan.mapping)
        summary = summary_of(report, **places)
        write_summary(folder / SUMMARY, summary)
        now.begin(_("Writing the workbook"), total=report.survey.evidence.subjects.height)
        write_survey_book(folder / WORKBOOK, report, now.advance)
    return Finished(report, summary)
