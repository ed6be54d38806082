"""The process whose forks are the workers that `tests.trust.killing` kills. It reads orders from standard input, JSON lines."""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import traceback
from typing import Any

STEPS = {
    "its end is written": ("mingpin.jobs.running", "_end"),
    "its task is ticked off": ("django_tasks_db.models", "DBTaskResult.set_successful"),
    "the job is begun": ("mingpin.jobs.running", "_do"),
}


def main() -> None:
    import django

    django.setup()
    from django.db.migrations.loader import MigrationLoader

    MigrationLoader(None)  # loads the modules, which a worker's check of migrations needs
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are buried at once: their numbers are gone
    children: set[int] = set()
    for line in sys.stdin:
        order = json.loads(line)
        if order["do"] == "call":
            _say(_called(order))
        else:
            pid = os.fork()
            if pid == 0:
                _leave(lambda order=order: _work(order))
            children.add(pid)
            _say({"pid": pid})
    for pid in children:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _say(words: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def _called(order: dict[str, Any]) -> dict[str, Any]:
    """What a function gives in a fork."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)

        def answer() -> None:
            try:
                said = {"value": _function(order["function"])(**order["arguments"])}
            except BaseException:
                said = {"error": traceback.format_exc()}
            with os.fdopen(write, "w", encoding="utf-8") as pipe:
                json.dump(said, pipe)

        _leave(answer)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as pipe:
        text = pipe.read()
    return json.loads(text) if text else {"error": "the fork was killed"}


def _leave(what: Any) -> None:
    """Does it and ends this fork, whatever happens: nothing of the mother's is run at the end."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(2, 1)  # what a worker prints goes to the log
    try:
        what()
    except SystemExit:
        pass
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(0)


def _work(order: dict[str, Any]) -> None:
    if "kill_at" in order:
        _die_at(order["kill_at"])
    if "kill_in_job" in order:
        _die_in_job(order["kill_in_job"])
    if "kill_before" in order:
        _die_before(*STEPS[order["kill_before"]])
    if "function" in order:
        _function(order["function"])(**order.get("arguments", {}))
        return
    from mingpin.cli.working import work

    work(until_idle=order.get("until_idle", False))


def _function(name: str) -> Any:
    module, _colon, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)


def _die_at(number: int) -> None:
    """Kills this process at its `number`-th statement on the main connection: odd before, even after; commits count too."""
    from django.db import connections

    connection: Any = connections["default"]
    passed = 0

    def tick() -> None:
        nonlocal passed
        passed += 1
        if passed == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        tick()
        result = execute(sql, params, many, context)
        tick()
        return result

    def commit(really: Any = connection._commit) -> Any:
        tick()
        result = really()
        tick()
        return result

    connection.execute_wrappers.append(around)
    connection._commit = commit


def _die_in_job(number: int) -> None:
    """Kills this process at the `number`-th statement (see `_die_at`) since it took up a job."""
    running: Any = importlib.import_module("mingpin.jobs.running")

    def do(*given: Any, really: Any = running._do) -> None:
        _die_at(number)
        really(*given)

    running._do = do


def _die_before(module: str, path: str) -> None:
    owner: Any = importlib.import_module(module)
    *to_owner, name = path.split(".")
    for part in to_owner:
        owner = getattr(owner, part)

    def die(*given: Any, **named: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, die)


def migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)


if __name__ == "__main__":
    main()
