"""The documentation says what the program does: generated pages are fresh, links lead somewhere, twins show the same commands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from mingpin.cli.main import main
from tests.project.pages import ROOT, all_pages, blocks
from tools.build_reference import stale_pages

PAGES = all_pages()
WRITTEN = [page for page in PAGES if "reference" not in page.parts]
TWINS = [(page, page.with_suffix("").with_suffix(".md")) for page in PAGES if page.name.endswith(".en.md")]
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def test_the_generated_pages_are_up_to_date() -> None:
    assert list(stale_pages()) == [], "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = [link for link in _LINK.findall(page.read_text("utf-8")) if "://" not in link]
    assert [link for link in targets if not (page.parent / link).exists()] == []


@pytest.mark.parametrize(("english", "chinese"), TWINS, ids=lambda page: _name(page))
def test_twins_show_the_same_code_and_commands(english: Path, chinese: Path) -> None:
    assert _code(english) == _code(chinese)
    assert _commands(english) == _commands(chinese)


@pytest.mark.parametrize("page", WRITTEN, ids=_name)
def test_every_command_in_a_page_exists_with_its_options(page: Path) -> None:
    for words in _commands(page):
        if words[0].endswith("mingpin"):
            _check_command(words[1:])


@pytest.mark.parametrize("page", WRITTEN, ids=_name)
def test_every_make_target_in_a_page_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert {words[1] for words in _commands(page) if words[0] == "make"} <= targets


def _code(page: Path) -> list[str]:
    return [block for language, block in blocks(page) if language in ("yaml", "markdown")]


def _commands(page: Path) -> list[list[str]]:
    """The lines of the page's shell blocks as words, without comments."""
    lines = [line for language, block in blocks(page) if language == "sh" for line in block.splitlines()]
    return [words for line in lines if (words := shlex.split(line, comments=True))]


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


def test_every_identifier_of_the_glossary_is_in_use() -> None:
    page = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    rows = [line.split("|")[3] for line in page.splitlines() if line.startswith("| ") and line.count("|") > 3]
    words = [word for cell in rows for word in re.findall(r"(?<!`)`([^`]+)`(?!`)", cell)]
    used = "\n".join(path.read_text("utf-8") for path in _sources())
    assert [word for word in words if _stem(word) not in used] == []


def _sources() -> list[Path]:
    """Code, rules and file names in which an identifier may stand."""
    return [
        path
        for top in ("src", "packs")
        for path in sorted((ROOT / top).rglob("*.*"))
        if path.suffix in (".py", ".yaml", ".md")
    ]


def _stem(word: str) -> str:
    """What of an identifier stands in the sources: a command's last word, a file's name, a node's clause."""
    return (
        word.removeprefix("mingpin ")
        .removeprefix("$")
        .removeprefix("--")
        .split("#")[0]
        .removesuffix("/*.yaml")
        .split("/")[-1]
    )
