"""Kinds of jobs that tests ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from mingpin.errors import Invalid
from mingpin.jobs import kinds
from mingpin.jobs.actions import Owner, enqueue
from mingpin.jobs.kinds import Function
from mingpin.jobs.models import Job
from mingpin.jobs.running import Progress


@contextmanager
def only_here() -> Iterator[None]:
    """Kinds that are registered inside are gone afterwards."""
    before = dict(kinds._KINDS)
    try:
        yield
    finally:
        kinds._KINDS.clear()
        kinds._KINDS.update(before)


def register_three(did: list[str]) -> None:
    """`greet` works and writes whom into `did`, `refuse` refuses, `break_down` has an error."""

    def greet(progress: Progress, *, whom: str) -> Mapping[str, Any]:
        progress.at(1, 1, "正在问候")
        did.append(whom)
        return {"greeted": whom}

    def refuse(progress: Progress) -> None:
        raise Invalid("文件是空的。", remedy="请换一份。")

    def break_down(progress: Progress) -> None:
        raise ZeroDivisionError("inside of the program")

    register(greet=greet, refuse=refuse, break_down=break_down)


def register(**functions: Function) -> None:
    for name, run in functions.items():
        kinds.job_kind(name, title=name)(run)


def queued(kind: str = "greet", *, owner: Owner = Owner(person=1), key: str | None = None, **arguments: Any) -> Job:  # noqa: B008
    return enqueue(kind, title="问候", arguments=arguments, owner=owner, key=key)
