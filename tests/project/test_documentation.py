"""The documentation says what the program does: generated pages are fresh, links lead somewhere, twins show the same commands."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from tools.build_reference import stale_pages

from mingpin.cli.main import main

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
WRITTEN = [page for page in PAGES if "reference" not in page.parts]
TWINS = [(page, page.with_suffix("").with_suffix(".md")) for page in PAGES if page.name.endswith(".en.md")]
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def test_the_generated_pages_are_up_to_date() -> None:
    assert list(stale_pages()) == [], "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = [link for link in _LINK.findall(page.read_text("utf-8")) if "://" not in link]
    assert [link for link in targets if not (page.parent / link).exists()] == []


@pytest.mark.parametrize(("english", "chinese"), TWINS, ids=lambda page: _name(page))
def test_twins_show_the_same_commands_and_code(english: Path, chinese: Path) -> None:
    assert _commands(english) == _commands(chinese)


@pytest.mark.parametrize("page", WRITTEN, ids=_name)
def test_every_command_in_a_page_exists_with_its_options(page: Path) -> None:
    for words in _commands(page):
        _check_command(words)


def _commands(page: Path) -> list[list[str]]:
    """The `mingpin …` commands in the page's shell blocks, without comments, as words."""
    lines = [line for language, block in _FENCE.findall(page.read_text("utf-8")) if language == "sh" for line in _joined(block)]
    split = [shlex.split(line, comments=True) for line in lines]
    return [words[1:] for words in split if words and words[0].endswith("mingpin")]


def _joined(block: str) -> Iterator[str]:
    yield from block.replace("\\\n", " ").splitlines()


def _check_command(words: list[str]) -> None:
    command: click.Command = main
    path = "mingpin"
    for word in words:
        if isinstance(command, click.Group) and not word.startswith("-"):
            assert word in command.commands, f"{path} has no command {word}"
            command, path = command.commands[word], f"{path} {word}"
        elif word.startswith("--"):
            known = {option for parameter in (*command.params, *main.params) for option in parameter.opts}
            assert word.split("=")[0] in known, f"{path} has no option {word}"
