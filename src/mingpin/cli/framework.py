"""Commands whose help is in the current language and whose errors are sentences with an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
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
        return super().main(args, *rest, **extra)


def _choose_language(ctx: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        use_language(value)
    elif ctx.parent is None and not ctx.resilient_parsing:
        use_language(DEFAULT_LANGUAGE)


def language_option(function: Any) -> Any:
    """`--lang`, which every command takes."""
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        cls=Option,
        envvar="MINGPIN_LANG",
        is_eager=True,
        expose_value=False,
        callback=_choose_language,
        help=click_words.marked("The language to speak: zh (Chinese, as it comes) or en."),
    )(function)
