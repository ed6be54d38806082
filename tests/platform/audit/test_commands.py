"""`mingpin audit` and `mingpin witness`: what they say and the code they exit with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mingpin.audit import offline
from mingpin.cli.exits import Exit
from mingpin.cli.main import main
from mingpin.language import DEFAULT_LANGUAGE, use_language
from tests.platform.audit.histories import Insider, make_history, rehashed, run

pytestmark = pytest.mark.django_db(transaction=True)
Mingpin = Callable[..., Result]


@pytest.fixture
def mingpin() -> Iterator[Mingpin]:
    yield lambda *words: CliRunner().invoke(main, [str(word) for word in words])
    use_language(DEFAULT_LANGUAGE)


def test_the_exit_codes_are_those_of_the_verifier() -> None:
    codes = (offline.WITNESSED, offline.UNREADABLE, offline.CONSISTENT_ONLY, offline.BROKEN, offline.CONTRADICTED)
    assert codes == (Exit.OK, Exit.INPUT, Exit.CONSISTENT_ONLY, Exit.BROKEN, Exit.CONTRADICTED)


def test_from_the_first_checkpoint_to_a_witnessed_record_by_file(mingpin: Mingpin, tmp_path: Path) -> None:
    make_history(7)
    request, folder = tmp_path / "request.json", tmp_path / "witness"
    assert mingpin("audit", "verify").exit_code == Exit.CONSISTENT_ONLY
    signed = mingpin("audit", "checkpoint", "--json")
    assert json.loads(signed.stdout)["size"] == 7
    assert "已签：前 7 条记录的检查点。" in mingpin("audit", "checkpoint").stdout
    assert "请送交第二方" in mingpin("audit", "send", "--to", request).stdout
    taken = mingpin("witness", "take", request, "--folder", folder, "--name", "市审计局")
    assert (taken.exit_code, "首次见到的检查点（7 条记录）" in taken.stdout) == (Exit.OK, True)
    answered = mingpin("audit", "answer", tmp_path / "request-answer.json")
    assert answered.stdout.strip() == "市审计局已留存前 7 条记录的检查点。"
    shown = mingpin("witness", "show", "--folder", folder)
    assert (shown.exit_code, "7 条" in shown.stdout) == (Exit.OK, True)
    for witness in (folder / "seen.jsonl", tmp_path / "request-answer.json"):
        verified = mingpin("audit", "verify", "--witness", witness)
        assert (verified.exit_code, verified.stdout.splitlines()[0]) == (
            Exit.OK,
            "完好：前 7 条与第二方留存的检查点一致。",
        )
    assert json.loads(mingpin("audit", "verify", "database", "--witness", witness, "--json").stdout)["witnessed"] == 7


def test_what_was_broken_is_named_and_what_contradicts_the_witness_is_told(mingpin: Mingpin, tmp_path: Path) -> None:
    make_history(6)
    request, seen = tmp_path / "request.json", tmp_path / "witness" / "seen.jsonl"
    mingpin("audit", "send", "--to", request)
    mingpin("witness", "take", request, "--folder", tmp_path / "witness")
    insider = Insider()
    run("UPDATE audit_entry SET leaf = REPLACE(leaf, '经核实', '未核实') WHERE sequence = 3")
    broken = mingpin("audit", "verify", "--witness", seen)
    assert (broken.exit_code, broken.stdout.splitlines()[:2]) == (
        Exit.BROKEN,
        ["已破坏。", "第 3 条记录的内容与其摘要不符。"],
    )
    refused = mingpin("audit", "checkpoint")
    assert refused.exit_code == Exit.OK  # nothing was added since the last checkpoint, so nothing is signed anew
    entries = insider.copy()
    entries[2][7] = entries[2][7].replace('"open"', '"shut"')
    insider.write(rehashed(entries), own=False)
    contradicted = mingpin("audit", "verify", "--witness", seen)
    assert (contradicted.exit_code, contradicted.stdout.splitlines()[:2]) == (
        Exit.CONTRADICTED,
        ["与第二方留存的检查点矛盾。", "改写：第 0 至 5 条记录与第二方留存的检查点（6 条）不符。"],
    )
    mingpin("audit", "send", "--to", request)
    taken = mingpin("witness", "take", request, "--folder", tmp_path / "witness")
    assert (taken.exit_code, "已被改写" in taken.stdout) == (Exit.NO, True)
    answered = mingpin("audit", "answer", tmp_path / "request-answer.json")
    assert (answered.exit_code, "不予留存（fork）" in answered.stderr) == (Exit.NO, True)


def test_an_export_is_verified_without_the_database(mingpin: Mingpin, tmp_path: Path) -> None:
    make_history(5)
    mingpin("audit", "checkpoint")
    assert "已写出：5 条记录" in mingpin("audit", "export", tmp_path / "export").stdout
    assert mingpin("audit", "verify", tmp_path / "export").exit_code == Exit.CONSISTENT_ONLY
    english = mingpin("--lang", "en", "audit", "verify", tmp_path / "export")
    assert english.stdout.startswith("Internally consistent only")
    again = mingpin("audit", "export", tmp_path / "export")
    assert (again.exit_code, "请另选一个空文件夹" in again.stderr) == (Exit.OUTPUT, True)


def test_what_cannot_be_read_written_or_reached_is_told(mingpin: Mingpin, tmp_path: Path) -> None:
    make_history(2)
    nowhere = tmp_path / "nowhere"
    assert mingpin("audit", "verify", nowhere).exit_code == Exit.INPUT
    assert mingpin("audit", "verify", "--witness", nowhere).exit_code == Exit.USAGE
    (tmp_path / "words").write_text("not json", "utf-8")
    assert mingpin("audit", "verify", "--witness", tmp_path / "words").exit_code == Exit.INPUT
    assert mingpin("audit", "answer", tmp_path / "words").exit_code == Exit.INPUT
    (tmp_path / "words").write_text("{}", "utf-8")
    strange = mingpin("audit", "answer", tmp_path / "words")
    assert (strange.exit_code, "不是第二方对本记录检查点的答复" in strange.stderr) == (Exit.NO, True)
    assert mingpin("audit", "send", "--to", nowhere / "deep" / "file").exit_code == Exit.OUTPUT
    silent = mingpin("audit", "send", "--to", "http://127.0.0.1:9/")
    assert (silent.exit_code, "没有答复" in silent.stderr) == (Exit.NO, True)
    assert mingpin("witness", "take", nowhere, "--folder", tmp_path / "witness").exit_code == Exit.INPUT
    (tmp_path / "witness" / "seen.jsonl").write_text("{}\n", "utf-8")
    damaged = mingpin("witness", "show", "--folder", tmp_path / "witness")
    assert (damaged.exit_code, "第 1 行已损坏或被改动" in damaged.stderr) == (Exit.INPUT, True)


def test_the_key_is_made_and_its_public_part_shown(mingpin: Mingpin, settings: Any) -> None:
    made = mingpin("audit", "key")
    assert "已生成" in made.stdout
    assert Path(settings.AUDIT_KEY_FILE).is_file()
    again = mingpin("audit", "key").stdout
    assert "已生成" not in again
    assert made.stdout.endswith(again)
    assert again.startswith(f"{settings.AUDIT_ORIGIN}+")
