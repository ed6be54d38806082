"""Mistakes of pack authors that would change meaning silently are refused, with the place and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mingpin.engine import load_pack
from mingpin.vocabulary import PackError, load_vocabulary

PACKS = Path(__file__).parents[2] / "packs"


def copied(folder: Path) -> Path:
    shutil.copytree(PACKS, folder / "packs", ignore=shutil.ignore_patterns("cases"))
    return folder / "packs"


def changed(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_judgement_that_needs_two_persons_in_one_place_and_one_in_another_is_refused(tmp_path: Path) -> None:
    policy = copied(tmp_path) / "xinxiang" / "meiyu-2023" / "policy.md"
    once = "          - judgement: standards_nationally_advanced\n            question: *national\n"
    changed(policy, once, once + "            second: true\n")
    with pytest.raises(PackError) as refused:
        load_pack(policy.parent)
    (problem,) = refused.value.problems
    assert "standards_nationally_advanced" in problem.what
    assert "second: true" in problem.remedy


def test_a_fact_that_reads_an_amount_as_a_count_is_refused(tmp_path: Path) -> None:
    vocabulary = copied(tmp_path) / "vocabulary"
    facts = (vocabulary / "facts.yaml").read_text(encoding="utf-8")
    start = facts.index("revenue_last_year:")
    place = facts.index("type: money", start)
    (vocabulary / "facts.yaml").write_text(facts[:place] + "type: int" + facts[place + 11 :], encoding="utf-8")
    with pytest.raises(PackError) as refused:
        load_vocabulary(vocabulary)
    (problem,) = refused.value.problems
    assert "financials.revenue" in problem.what
    assert problem.file.endswith("facts.yaml")
    assert problem.line > 0
