"""Remarks on standard error that do not stop a command."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from mingpin.cli.console import THEME
from mingpin.cli.runs import Plan
from mingpin.documents.report import SurveyReport
from mingpin.language import _
from mingpin.vocabulary.evidence_files import files_hash, is_evidence_folder


def warn(sentence: str) -> None:
    """Says something that a reader should know, and goes on."""
    Console(theme=THEME, stderr=True, highlight=False, soft_wrap=True).print(Text(f"! {sentence}", style="open"))


def warn_of_changed_evidence(plan: Plan, report: SurveyReport) -> None:
    """Says so where dataset or pack are no longer what the survey's folder was made from."""
    if plan.summary is None:
        return
    run = plan.summary["run"]
    is_in_files = is_evidence_folder(plan.dataset)
    if run["evidence_hash"] != (files_hash(plan.dataset) if is_in_files else report.evidence_hash):
        warn(_("The dataset has changed since this survey was made; the answer is for the dataset as it is now."))
    if run["pack_hash"] != plan.pack.hash:
        warn(_("The policy pack has changed since this survey was made; the answer is for the pack as it is now."))
