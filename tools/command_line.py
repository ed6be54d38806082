"""The page of the commands, printed from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator

import click

from mingpin.language import in_language, use_language

WIDTH = 100
"""Of the help on the page, whatever the terminal's."""
WORDS = {
    "title": {"zh": "命令行", "en": "The command line"},
    "head": {
        "zh": "[English](cli.en.md)\n\n本页由程序自己的帮助生成（`make docs`）。",
        "en": "[中文](cli.md)\n\nThis page is printed from the program's own help (`make docs`).",
    },
}


def command_line_page(language: str) -> str:
    """Every command with its help, in this language."""
    use_language(language)
    try:
        from mingpin.cli.main import main

        parts = [f"# {in_language(WORDS['title'])}", in_language(WORDS["head"])]
        parts += [f"## `{path}`\n\n```text\n{help_}\n```" for path, help_ in _helps(main, "mingpin")]
        return "\n\n".join(parts) + "\n"
    finally:
        use_language("zh")


def _helps(command: click.Command, path: str, parent: click.Context | None = None) -> Iterator[tuple[str, str]]:
    settings = {**command.context_settings, "terminal_width": WIDTH}
    context = click.Context(command, info_name=path.rsplit(" ", 1)[-1], parent=parent, **settings)
    yield path, command.get_help(context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None and not below.hidden:
                yield from _helps(below, f"{path} {name}", context)
