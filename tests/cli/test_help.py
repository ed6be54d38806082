"""Help and usage errors in both languages; exit codes documented."""

from __future__ import annotations

import re

import click
import pytest

from mingpin.cli.exits import Exit
from mingpin.cli.main import main
from tests.cli.conftest import Mingpin

HAN = re.compile(r"[㐀-鿿]")
COMMANDS = [
    [],
    ["intake"],
    ["intake", "check"],
    ["intake", "take"],
    ["intake", "list"],
    ["survey"],
    ["explain"],
    ["settle"],
    ["roadmap"],
    ["compare"],
    ["demo-data"],
    ["pack"],
]
COMMANDS += [["pack", name] for name in ("check", "test", "text", "provisions", "render")]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_is_chinese_and_in_english_when_asked(mingpin: Mingpin, command: list[str]) -> None:
    chinese, english = mingpin(*command, "--help"), mingpin("--lang", "en", *command, "--help")
    assert chinese.exit_code == english.exit_code == 0
    assert "用法" in chinese.stdout
    assert english.stdout.startswith("Usage:")
    words = english.stdout.replace("摸底调查.xlsx", "").replace("示例·", "")
    assert not HAN.search(words)


def test_every_exit_code_is_documented(mingpin: Mingpin) -> None:
    told = mingpin("--help").stdout
    assert all(re.search(rf"^\s+{int(code)}\s", told, re.MULTILINE) for code in Exit)


def test_a_usage_error_is_chinese_too(mingpin: Mingpin) -> None:
    result = mingpin("survey", "--nonsense")
    assert result.exit_code == 2
    assert HAN.search(result.stderr)


def test_language_can_be_set_once_for_all(mingpin: Mingpin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGPIN_LANG", "en")
    assert mingpin("--help").stdout.startswith("Usage:")


def test_every_option_is_explained() -> None:
    def commands(group: click.Group) -> list[click.Command]:
        return [
            below
            for command in group.commands.values()
            for below in (commands(command) if isinstance(command, click.Group) else [command])
        ]

    silent = [
        (command.name, parameter.name)
        for command in commands(main)
        for parameter in command.params
        if not getattr(parameter, "help", None)
    ]
    assert silent == []
