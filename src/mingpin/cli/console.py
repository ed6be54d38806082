"""Where the program speaks: results on standard output, everything else on standard error."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.style import Style
from rich.text import Text
from rich.theme import Theme

from mingpin.engine import Verdict

STATUS = {
    Verdict.MET: "met",
    Verdict.NOT_MET: "not_met",
    Verdict.UNDETERMINED: "open",
    Verdict.NOT_APPLICABLE: "aside",
}
"""The theme's name for each verdict."""

THEME = Theme(
    {
        "met": "green",
        "not_met": "red",
        "open": "yellow",
        "aside": "bright_black",
        "faint": "bright_black",
        "quote": Style(italic=True),
        "command": "bold cyan",
        "rule": "bright_black",
    }
)
WIDEST = 118
PIPED_WIDTH = 110


def out() -> Console:
    """The console of results."""
    console = Console(theme=THEME, highlight=False, soft_wrap=False)
    width = min(console.width, WIDEST) if console.is_terminal else PIPED_WIDTH
    return Console(theme=THEME, highlight=False, width=width)


def program_name() -> str:
    """How to call the program here: its name where that is found, else its path."""
    if shutil.which("mingpin"):
        return "mingpin"
    called = Path(sys.argv[0])
    if called.name.removesuffix(".exe") != "mingpin" or not called.exists():
        return "mingpin"
    try:
        return Path(os.path.relpath(called)).as_posix()
    except ValueError:
        return called.as_posix()


def complain(*sentences: str) -> None:
    """Tells what is wrong on standard error, the first sentence in bold; each later one on a line of its own."""
    console = Console(theme=THEME, highlight=False, stderr=True, soft_wrap=True)
    first, *rest = sentences
    console.print(Text(f"✗ {first}", style="bold red"))
    for sentence in rest:
        console.print(Text(f"  {sentence}"))


def emit_json(value: Any) -> None:
    """Plain JSON on standard output, and nothing else."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


class Steps:
    """The steps of long work, shown on standard error while it runs and gone afterwards."""

    def __init__(self, progress: Progress, task: TaskID):
        self._progress, self._task = progress, task

    def begin(self, what: str, total: int | None = None) -> None:
        """Now doing this; `total` is how many pieces it has, where that is known."""
        self._progress.reset(self._task, description=what, total=total)

    def advance(self, pieces: int = 1) -> None:
        self._progress.advance(self._task, pieces)

    def reach(self, done: int, total: int) -> None:
        """So many of so many are done."""
        self._progress.update(self._task, completed=done, total=total)


@contextmanager
def steps() -> Iterator[Steps]:
    """Long work with a progress bar; silent where standard error is no terminal."""
    console = Console(theme=THEME, stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=32),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield Steps(progress, progress.add_task("", total=None))
