"""Writes docs/reference from what the code itself knows; with `--check`, only says whether it is up to date.

- `language.md`, `language.en.md`: from the examples that `tests/spec` runs.
- `vocabulary.md`: from packs/vocabulary.
- `cli.md`, `cli.en.md`: from the commands themselves.
- `permissions.md`: from permissions.yaml, which the tests check.
- `api.md`: from the description of the interface for programs.
- `settings.md`, `settings.en.md`: from the table of environment variables.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tools.command_line import command_line_page
from tools.permission_matrix import permissions_page
from tools.policy_language import language_page
from tools.programs_interface import interface_page
from tools.settings_table import settings_page
from tools.shared_vocabulary import vocabulary_page

REFERENCE = Path(__file__).parent.parent / "docs" / "reference"

PAGES: dict[str, Callable[[], str]] = {
    "language.md": lambda: language_page("zh"),
    "language.en.md": lambda: language_page("en"),
    "vocabulary.md": vocabulary_page,
    "cli.md": lambda: command_line_page("zh"),
    "cli.en.md": lambda: command_line_page("en"),
    "permissions.md": permissions_page,
    "api.md": interface_page,
    "settings.md": lambda: settings_page("zh"),
    "settings.en.md": lambda: settings_page("en"),
}


def stale_pages() -> Iterator[str]:
    """The names of pages that do not say what they would say if written now."""
    for name, page in PAGES.items():
        path = REFERENCE / name
        if not path.is_file() or path.read_text(encoding="utf-8") != page():
            yield name


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        stale = list(stale_pages())
        for name in stale:
            print(f"docs/reference/{name} is out of date: run `make docs`.", file=sys.stderr)
        return 1 if stale else 0
    REFERENCE.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), encoding="utf-8", newline="\n")
        print(f"docs/reference/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
