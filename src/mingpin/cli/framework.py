"""Commands whose help is in the current language and whose errors are sentences with an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import click

from mingpin.cli import click_words
from mingpin.cli.console import complain
from mingpin.cli.exits import Exit, Stop, exit_codes_told
from mingpin.intake import IntakeError
from mingpin.language import DEFAULT_LANGUAGE, LANGUAGES, _, use_language
from mingpin.vocabulary import PackError

click_words.speak_our_language()
marked = click_words.marked


class _Translated:
    """A command or parameter whose `help` is kept as its message and read in the current language."""

    _help: str | None = None

    @property
    def help(self) -> str | None:
        return _(self._help) if self._help else self._help

    @help.setter
    def help(self, message: str | None) -> None:
        self._help = message


class Option(_Translated, click.Option):
    """An option with translated help."""


class Argument(_Translated, click.Argument):
    """An argument with translated help."""


class Command(_Translated, click.Command):
    """A command with translated help that turns errors of pack and input into sentences and exit codes."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        self._help_option = None  # click keeps it, in the language of the first time
        return super().get_help_option(ctx)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except PackError as error:
            complain(_("The policy pack is wrong."), *(str(problem) for problem in error.problems))
            ctx.exit(Exit.PACK)
        except IntakeError as error:
            complain(_("The dataset cannot be used."), str(error))
            ctx.exit(Exit.INPUT)
        except Stop as stop:
            complain(*stop.sentences)
            ctx.exit(stop.code)


class Group(_Translated, click.Group):
    """A group whose commands are of our kind, in the order in which they were added."""

    command_class = Command
    group_class = type

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        self._help_option = None
        return super().get_help_option(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if ctx.parent is None:
            with formatter.section(_("Exit codes")):
                formatter.write_dl(exit_codes_told())

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure") and (stream.encoding or "").lower().replace("-", "") != "utf8":
                stream.reconfigure(encoding="utf-8", errors="replace")
        typed = list(sys.argv[1:] if args is None else args)
        use_language(_language_of(typed))
        return super().main(typed, *rest, **extra)


def _language_of(typed: Sequence[str]) -> str:
    """The language asked for, found before anything is parsed: help and usage errors speak it too, wherever `--lang` stands."""
    named = [word.removeprefix("--lang=") for word in typed if word.startswith("--lang=")]
    named += [following for word, following in pairwise(typed) if word == "--lang"]
    known = [language for language in (*named, os.environ.get("MINGPIN_LANG", "")) if language in LANGUAGES]
    return known[0] if known else DEFAULT_LANGUAGE


def language_option(function: Any) -> Any:
    """`--lang`, which every command takes."""
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        cls=Option,
        envvar="MINGPIN_LANG",
        expose_value=False,
        help=click_words.marked("The language to speak: zh (Chinese, as it comes) or en."),
    )(function)
