"""The how-to pages work: the pack and the fact that they show can be used as they stand there."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import yaml

from mingpin.engine import load_pack
from mingpin.engine.cases import run_cases
from mingpin.engine.text import take_apart
from mingpin.vocabulary import load_vocabulary
from tests.project.pages import ROOT, blocks

VOCABULARY = ROOT / "packs" / "vocabulary"


def test_the_pack_of_the_how_to_holds_its_own_case(tmp_path: Path) -> None:
    page = ROOT / "docs" / "how-to" / "write-a-pack.md"
    header, parameters, case = (text for language, text in blocks(page) if language == "yaml")
    policy = next(text for language, text in blocks(page) if language == "markdown")
    pack = tmp_path / "packs" / "city" / "goods-2024"
    (pack / "cases").mkdir(parents=True)
    text, _blocks = take_apart(policy, "policy.md", {})
    issued = hashlib.sha256(text.encode()).hexdigest()
    (pack / "pack.yaml").write_text(header.replace("0" * 64, issued), encoding="utf-8")
    (pack / "policy.md").write_text(policy, encoding="utf-8", newline="\n")
    (pack / "parameters.yaml").write_text(parameters, encoding="utf-8")
    (pack / "cases" / "years.yaml").write_text(case, encoding="utf-8")
    shutil.copytree(VOCABULARY, tmp_path / "packs" / "vocabulary")
    report = run_cases(load_pack(pack))
    assert [result.failures for result in report.results] == [()]


def test_the_fact_of_the_how_to_fits_the_vocabulary(tmp_path: Path) -> None:
    page = ROOT / "docs" / "how-to" / "add-a-fact.md"
    fact = next(text for language, text in blocks(page) if language == "yaml")
    shutil.copytree(VOCABULARY, tmp_path / "vocabulary")
    facts = tmp_path / "vocabulary" / "facts.yaml"
    known = yaml.safe_load(facts.read_text("utf-8"))
    facts.write_text(yaml.safe_dump({**known, **yaml.safe_load(fact)}, allow_unicode=True), encoding="utf-8")
    assert "holds_green_certificate" in load_vocabulary(tmp_path / "vocabulary").facts
