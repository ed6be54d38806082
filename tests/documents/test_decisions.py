"""Decisions as Arrow: nullable booleans, readable by anything, with what is needed to replay them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.ipc  # type: ignore[import-untyped]

from mingpin.documents.decisions import read_verdicts, write_decisions
from mingpin.documents.report import SurveyReport


def test_verdicts_read_back_as_they_were_found(report: SurveyReport, tmp_path: Path) -> None:
    write_decisions(tmp_path / "decisions.arrow", report)
    assert read_verdicts(tmp_path / "decisions.arrow").equals(report.survey.verdicts)


def test_every_leaf_clause_and_the_verdict_is_a_nullable_boolean(report: SurveyReport, tmp_path: Path) -> None:
    write_decisions(tmp_path / "decisions.arrow", report)
    with pa.OSFile(str(tmp_path / "decisions.arrow"), "rb") as source:
        schema = pa.ipc.open_file(source).schema
    assert schema.names == [
        "subject_id", "verdict",
        "rules.2.c1", "rules.2.c2", "rules.2.x1", "rules.3.1", "rules.3.1?",
        "rules.2.c1#1", "rules.2.c1#2", "rules.2.c1#3", "rules.2.c1#", "rules.2.c2#",
        "rules.2.x1#1", "rules.2.x1#2", "rules.2.x1#", "rules.3.1#1", "rules.3.1#",
    ]  # fmt: skip
    assert {str(field.type) for field in schema if field.name != "subject_id"} == {"bool"}
    metadata = {key.decode(): value.decode() for key, value in schema.metadata.items()}
    assert {"pack", "pack_hash", "year", "as_of", "engine", "evidence_hash"} <= set(metadata)
    assert metadata["evidence_hash"] == report.evidence_hash


def test_unknown_is_null(report: SurveyReport, tmp_path: Path) -> None:
    write_decisions(tmp_path / "decisions.arrow", report)
    frame = pl.read_ipc(tmp_path / "decisions.arrow")
    verdicts = dict(frame.select("subject_id", "verdict").iter_rows())
    assert verdicts == {"S1": True, "S2": False, "S3": None, "S4": None, "S5": None, "S6": None}
