"""A survey of the small register, in memory."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mingpin.documents.report import SurveyReport
from mingpin.engine import compile_program, load_pack, run_survey
from mingpin.intake import read_dataset
from tests.cli.registers import write_register

GOODS = Path(__file__).parents[1] / "cli" / "goods-2024"


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> SurveyReport:
    """The report of the small register for 2024."""
    pack = load_pack(GOODS)
    dataset = read_dataset(write_register(tmp_path_factory.mktemp("data") / "register"), pack.vocabulary)
    survey = run_survey(compile_program(pack, year=2024, as_of=date(2024, 6, 30)), dataset.evidence)
    return SurveyReport(survey, "register", dataset.accounts, dataset.rejected)
