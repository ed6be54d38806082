"""One Spark session for the tests of a process; without PySpark or Java these tests are skipped, and say why."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from mingpin.engine.spark import session_on

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

OPTIONS = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.ui.enabled": "false",
    "spark.driver.memory": "2g",
    # The code of each plan runs once: compiling it well takes longer than running it.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


def missing() -> str | None:
    """What Spark lacks on this machine; None where it can run."""
    if not importlib.util.find_spec("pyspark"):
        return "PySpark is not installed (extra `spark`)"
    home = os.environ.get("JAVA_HOME")
    if not shutil.which("java", path=os.path.join(home, "bin") if home else None):
        return "Java is not installed"
    return None


@pytest.fixture(scope="session")
def session() -> Iterator[SparkSession]:
    if reason := missing():
        pytest.skip(reason)
    with session_on("local[1]", OPTIONS) as session:
        yield session
