"""Packs on the command line: found, checked, tested, read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import PACKS, Mingpin


def test_the_text_is_printed_byte_for_byte(mingpin: Mingpin, goods: Path) -> None:
    lines, in_block = [], False
    for line in (goods / "policy.md").read_bytes().splitlines(keepends=True):
        if line.strip() == b"```clause":
            in_block = True
        elif in_block:
            in_block = line.strip() != b"```"
        else:
            lines.append(line)
    assert mingpin("pack", "text", goods).stdout_bytes == b"".join(lines)


def test_the_only_pack_needs_no_name(mingpin: Mingpin) -> None:
    result = mingpin("pack", "check", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["pack"] == "xinxiang/meiyu-2023"


def test_packs_are_found_by_id_in_the_folder_that_is_named(
    mingpin: Mingpin, goods: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(PACKS / "vocabulary", tmp_path / "vocabulary")
    for name in ("one", "two"):
        shutil.copytree(goods, tmp_path / "sample" / name)
        header = tmp_path / "sample" / name / "pack.yaml"
        header.write_text(header.read_text("utf-8").replace("../../../packs/vocabulary", "../../vocabulary"), "utf-8")
    monkeypatch.setenv("MINGPIN_PACKS", str(tmp_path))
    assert mingpin("pack", "check", "sample/one").exit_code == 0
    unnamed = mingpin("pack", "check")
    assert unnamed.exit_code == 3
    assert "sample/one, sample/two" in unnamed.stderr


def test_cases_that_hold_are_counted_and_coverage_is_shown(mingpin: Mingpin, goods: Path) -> None:
    result = mingpin("pack", "test", goods)
    assert result.exit_code == 0
    assert "3" in result.stdout.splitlines()[0]
    shown = json.loads(mingpin("pack", "test", goods, "--json").stdout)
    assert shown["failed"] == []
    assert shown["not_shown"]["rules.2.c1#1"] == ["false", "unknown"]


def test_a_case_that_does_not_hold_is_a_no(mingpin: Mingpin, own_pack: Path) -> None:
    cases = own_pack / "cases" / "conditions.yaml"
    cases.write_text(
        cases.read_text("utf-8").replace("operating_since: 2019-07-01", "operating_since: 2018-07-01"), "utf-8"
    )
    result = mingpin("pack", "test", own_pack)
    assert result.exit_code == 1
    assert "差一天满五年，不符合条件一" in result.stdout
    assert "conditions.yaml" in result.stdout


def test_strict_also_asks_for_every_truth(mingpin: Mingpin, goods: Path) -> None:
    assert mingpin("pack", "test", goods, "--strict").exit_code == 1


def test_check_in_json_lists_problems_and_exits_with_the_code_of_packs(mingpin: Mingpin, own_pack: Path) -> None:
    policy = own_pack / "policy.md"
    policy.write_text(
        policy.read_text("utf-8").replace("quote: 在河南省内登记注册", "quote: 在河北省内登记注册"), "utf-8"
    )
    result = mingpin("pack", "check", own_pack, "--json")
    assert result.exit_code == 3
    problem = json.loads(result.stdout)["problems"][0]
    assert problem["file"] == "policy.md"
    assert "在河北省内登记注册" in problem["what"]


def test_provisions_tell_the_state_of_each_rule(mingpin: Mingpin, goods: Path) -> None:
    found = {one["id"]: one for one in json.loads(mingpin("pack", "provisions", goods, "--json").stdout)}
    assert {id_: one["states"] for id_, one in found.items()} == {
        "rules.1": ["target", "owned"],
        "rules.2.c1": ["executable"],
        "rules.2.c2": ["judgement"],
        "rules.2.x1": ["executable", "readings_open"],
        "rules.3.1": ["executable"],
        "rules.3.2": ["owned"],
    }
    assert found["rules.1"]["target"]["goal"] == 5
    assert found["rules.2.x1"]["readings"][0]["ruling"] is None
    assert found["rules.2.c1"]["quotes"] == ["在河南省内登记注册", "具有独立法人资格", "正常运行5年以上"]
    assert mingpin("pack", "provisions", goods).exit_code == 0


def test_a_page_is_made_with_the_counts_of_a_survey(mingpin: Mingpin, goods: Path, run: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert mingpin("pack", "render", goods, "--survey", run, "--out", page).exit_code == 0
    assert "未触发" in page.read_text("utf-8")
    assert mingpin("pack", "render", goods, "--out", page).exit_code == 0
    assert "未触发" not in page.read_text("utf-8")


def test_a_page_does_not_replace_another_file(mingpin: Mingpin, goods: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>mine</p>", "utf-8")
    assert mingpin("pack", "render", goods, "--out", page).exit_code == 5
    assert page.read_text("utf-8") == "<p>mine</p>"
    assert mingpin("pack", "render", goods, "--out", page, "--force").exit_code == 0
