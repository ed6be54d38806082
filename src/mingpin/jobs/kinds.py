"""The kinds of jobs that there are: apps add theirs with `@job_kind`, in a module `tasks` that their AppConfig imports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mingpin.audit.who import Who
    from mingpin.jobs.models import Job

Function = Callable[..., Mapping[str, Any] | None]
_KINDS: dict[str, Kind] = {}


@dataclass(frozen=True)
class Kind:
    """What is done for a job: `run(progress, **arguments)` gives a result that goes into JSON."""

    name: str
    title: Any
    run: Function
    give_up: Callable[[Job, Who], bool] | None = None


def job_kind(
    name: str, *, title: Any, give_up: Callable[[Job, Who], bool] | None = None
) -> Callable[[Function], Function]:
    """Registers a function as what is done for jobs of this kind. `title` is a message (`language.later`).

    The function is called once or, after a worker was killed, again with the same arguments: it has to find out what is done
    already, and do the rest. Its own work is one transaction, or several that each leave something whole; where the job changes
    something only once, that is a step of a table of transitions, in the transaction of the work (`transitions.swap`: who comes
    second gets Stale).

    `give_up(job, by)` is called in the transaction in which a job ends without being done (cancelled, or failed for good), to
    leave what it was about as if nobody had asked, with an entry of the record, and says whether it did. Where it did, the job
    itself is not tried again, and its key is free: people ask anew. Raises ValueError where the name is taken.
    """

    def register(run: Function) -> Function:
        if name in _KINDS:
            raise ValueError(f"there is a kind of job called {name} already")
        _KINDS[name] = Kind(name, title, run, give_up)
        return run

    return register


def kind_of(name: str) -> Kind:
    """The kind of this name. Raises KeyError."""
    return _KINDS[name]
