"""What a person is told where a run on Spark cannot be made, and the package without PySpark."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mingpin.engine.spark import SparkFault, conformed, read_tables, session_on, survey_on_spark
from mingpin.language import use_language
from tests.engine.small_packs import asking
from tests.engine.small_world import vocabulary
from tests.engine.spark.conftest import missing

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.fixture(autouse=True)
def _english() -> None:
    use_language("en")


def test_importing_the_engine_and_this_package_does_not_import_pyspark() -> None:
    code = "import sys, mingpin.engine, mingpin.engine.spark; assert 'pyspark' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_without_pyspark_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(SparkFault) as fault, session_on("local[1]"):
        pass
    assert str(fault.value) == "PySpark is not installed. Install it with `pip install 'mingpin[spark]'`."


@pytest.mark.skipif(missing() is not None, reason=f"{missing()}")
class TestWithPySpark:
    def test_without_java_one_is_told_where_it_was_looked_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from pyspark.sql import SparkSession

        monkeypatch.setattr(SparkSession, "getActiveSession", staticmethod(lambda: None))
        monkeypatch.setenv("JAVA_HOME", "/nowhere")
        with (
            pytest.raises(SparkFault, match=r"^Java was not found in /nowhere\. Install Java 17 or 21"),
            session_on("local"),
        ):
            pass

    def test_a_master_that_does_not_answer_is_named_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from pyspark.sql import SparkSession

        monkeypatch.setattr(SparkSession, "getActiveSession", staticmethod(lambda: None))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with pytest.raises(SparkFault, match=f"^No Spark master answers at spark://127.0.0.1:{port}"):
            survey_on_spark(asking("revenue > 0"), "x", "y", master=f"spark://127.0.0.1:{port}")

    def test_another_master_than_that_of_the_running_session_is_refused(self, session: SparkSession) -> None:
        with pytest.raises(SparkFault, match=r"A Spark session on local\[1\] is running"), session_on("yarn"):
            pass

    def test_a_folder_without_subjects_is_refused(self, session: SparkSession, tmp_path: Path) -> None:
        with pytest.raises(SparkFault, match="has no register of subjects"):
            read_tables(session, tmp_path, vocabulary())

    def test_a_file_that_is_no_parquet_is_named(self, session: SparkSession, tmp_path: Path) -> None:
        (tmp_path / "subjects.parquet").write_text("no parquet", encoding="utf-8")
        with pytest.raises(SparkFault, match=r"subjects\.parquet cannot be read as Parquet"):
            read_tables(session, tmp_path, vocabulary())

    def test_subjects_with_owners_and_without_organisations_are_not_complete(self, session: SparkSession) -> None:
        subjects = session.createDataFrame([("P", "A")], "subject_id STRING, owner_id STRING")
        with pytest.raises(SparkFault, match="no column organisation_id"):
            conformed(session, {"subjects": subjects}, vocabulary())

    def test_columns_left_out_have_their_meaning(self, session: SparkSession) -> None:
        subjects = session.sql(
            "SELECT 'A' AS subject_id, DATE '2020-01-02' AS registered_on, CAST(3 AS INT) AS employees"
        )
        row = conformed(session, {"subjects": subjects}, vocabulary())["subjects"].first()
        assert row is not None
        assert row["organisation_id"] == "A"
        assert row["registered_on"] == row["registered_on__to"]
        assert row["employees"] == 3
        assert row["industry"] is None

    def test_results_are_never_written_over(self, session: SparkSession, tmp_path: Path) -> None:
        session.sql("SELECT 'A' AS subject_id").write.parquet(str(tmp_path / "subjects.parquet"))
        (tmp_path / "out").mkdir()
        with pytest.raises(SparkFault, match=r"out is there already\."):
            survey_on_spark(asking("revenue > 0"), tmp_path, tmp_path / "out", master="local[1]")
