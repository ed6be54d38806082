"""Click's own sentences in our catalogue, so that help and errors speak the language of the rest.

Click asks gettext's default domain, which knows none of them. Here its modules are given our catalogue instead, and its messages
are marked so that `make messages` finds them.
"""

from __future__ import annotations

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

from mingpin import language


def marked(message: str) -> str:
    """The message as it is, marked for the catalogue; it is translated where it is shown."""
    return message


_ = marked

MESSAGES = (
    _("Usage:"),
    _("Options"),
    _("Commands"),
    _("Positional arguments"),
    _("Show this message and exit."),
    _("Show the version and exit."),
    _("Error: {message}"),
    _("Try '{command} {option}' for help."),
    _("Missing command."),
    _("Missing argument"),
    _("Missing option"),
    _("Missing parameter"),
    _("Invalid value: {message}"),
    _("Invalid value for {param_hint}: {message}"),
    _("No such option {name!r}."),
    _("No such command {name!r}."),
    _("Did you mean {possibility}?"),
    _("(Did you mean one of: {possibilities}?)"),
    _("Got unexpected extra argument ({args})"),
    _("Got unexpected extra arguments ({args})"),
    _("Option {name!r} does not take a value."),
    _("Option {name!r} requires an argument."),
    _("{value!r} is not a valid {number_type}."),
    _("{value} is not in the range {range}."),
    _("{value!r} is not {choice}."),
    _("{value!r} is not one of {choices}."),
    _("{value!r} does not match the format {format}."),
    _("{name} {filename!r} does not exist."),
    _("{name} {filename!r} is a file."),
    _("{name} {filename!r} is a directory."),
    _("{name} {filename!r} is not readable."),
    _("file"),
    _("directory"),
    _("path"),
    _("default: {default}"),
    _("env var: {var}"),
    _("required"),
    _("Aborted!"),
)


def _of_number(one: str, many: str, number: int) -> str:
    return language._(one if number == 1 else many)


def speak_our_language() -> None:
    """Makes click take its sentences from our catalogue."""
    for module in (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types):
        for name, function in (("_", language._), ("ngettext", _of_number)):
            if hasattr(module, name):
                setattr(module, name, function)
