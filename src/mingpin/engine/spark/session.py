"""Spark sessions in which our SQL has the one meaning that it must have, and errors that say what to do."""

from __future__ import annotations

import os
import re
import shutil
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mingpin.language import _, one_after_another

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

MEANING = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.variable.substitute": "false",
    "spark.sql.parser.escapedStringLiterals": "false",
}
"""What the meaning of our SQL rests on; no option of a run changes it."""
_DEFAULTS = {
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    # Facts and gates are some hundreds of columns; above 100 Spark would by default not compile a stage as a whole.
    "spark.sql.codegen.maxFields": "1000",
}
"""What a run's options may change."""
_ADDRESS = re.compile(r"([^,:]+|\[[^]]+\]):(\d+)")
_SECONDS_TO_CONNECT = 5.0


class SparkFault(Exception):
    """A run on Spark that cannot be made, in sentences: what is the matter, and what to do."""

    def __init__(self, what: str, remedy: str):
        self.what, self.remedy = what, remedy
        super().__init__(one_after_another(what, remedy))


@contextmanager
def session_on(master: str, options: Mapping[str, str] | None = None) -> Iterator[SparkSession]:
    """A session on this master (`local[2]`, `spark://host:7077`, `yarn`, `k8s://…`), stopped at the end. `options` are Spark's.

    A session that this process already has on the same master is used and left running. Raises SparkFault."""
    _check_pyspark()
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    if running is not None:
        _check_same(running, master)
        yield prepared(running)
        return
    _check_java()
    _check_reachable(master)
    builder = SparkSession.builder.appName("mingpin").master(master)
    for name, value in {**_DEFAULTS, **(options or {}), **MEANING}.items():
        builder = builder.config(name, value)
    errors: tuple[type[Exception], ...] = (*spark_errors(), OSError)
    try:
        session = builder.getOrCreate()
    except errors as error:
        what = _("Spark could not be started on {master}: {reason}").format(master=master, reason=reason_of(error))
        remedy = _("Look at the master's address and at Spark's options; Java 17 or 21 is needed.")
        raise SparkFault(what, remedy) from error
    try:
        yield session
    finally:
        session.stop()


def prepared(session: SparkSession) -> SparkSession:
    """The session with the settings on which the meaning of our SQL rests."""
    for name, value in MEANING.items():
        session.conf.set(name, value)
    return session


def spark_errors() -> tuple[type[Exception], ...]:
    """What calls of Spark raise."""
    from py4j.protocol import Py4JError  # type: ignore[import-untyped]
    from pyspark.errors import PySparkException

    return PySparkException, Py4JError


def reason_of(error: BaseException) -> str:
    """What Spark says of an error, in its own words: the innermost cause's first line, without the stack."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    causes = [line.removeprefix("Caused by: ") for line in lines if line.startswith("Caused by: ")]
    thrown = [line.removeprefix(": ") for line in lines if line.startswith(": ")]
    return (causes[-1:] or thrown[:1] or lines[:1] or [type(error).__name__])[0]


def _check_pyspark() -> None:
    try:
        import pyspark  # noqa: F401
    except ImportError as error:
        what = _("PySpark is not installed.")
        raise SparkFault(what, _("Install it with `pip install 'mingpin[spark]'`.")) from error


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if not shutil.which("java", path=os.path.join(home, "bin") if home else None):
        what = _("Java was not found in {place}.").format(place=home or "PATH")
        raise SparkFault(what, _("Install Java 17 or 21, and set JAVA_HOME to where it is."))


def _check_same(session: SparkSession, master: str) -> None:
    held = session.conf.get("spark.master")
    if held != master:
        what = _("A Spark session on {held} is running in this process; it cannot also run on {master}.")
        remedy = _("Stop that session first, or name its master.")
        raise SparkFault(what.format(held=held, master=master), remedy)


def _check_reachable(master: str) -> None:
    """Whether any master of a standalone cluster answers; Spark itself would try for a minute."""
    if not master.startswith("spark://"):
        return
    addresses = _ADDRESS.findall(master.removeprefix("spark://"))
    for host, port in addresses:
        try:
            with socket.create_connection((host.strip("[]"), int(port)), timeout=_SECONDS_TO_CONNECT):
                return
        except (OSError, OverflowError):
            continue
    what = _("No Spark master answers at {master}.").format(master=master)
    raise SparkFault(what, _("Look at host and port (7077 as a rule), and whether the cluster is running."))
