"""Evidence as Spark frames in its physical schema: from Parquet files, or from any frames that a lake's catalogue gives."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from mingpin.engine.spark.session import SparkFault, prepared, reason_of, spark_errors
from mingpin.engine.spark.sql import SQL_TYPES, named, quoted
from mingpin.language import _
from mingpin.vocabulary import Vocabulary
from mingpin.vocabulary.evidence import frame_schema, upper
from mingpin.vocabulary.model import Table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_SUBJECTS, _ORGANISATION, _OWNER = "subjects", "organisation_id", "owner_id"


def read_tables(session: SparkSession, folder: Path | str, vocabulary: Vocabulary) -> dict[str, DataFrame]:
    """Every table of the vocabulary from `<folder>/<table>.parquet` or `<folder>/<table>`, each a file or a folder of files;
    a path or a URL of any file system that the session knows. Tables without files are empty. Raises SparkFault."""
    found = {name: _read(prepared(session), folder, name) for name in vocabulary.tables}
    if found[_SUBJECTS] is None:
        what = _("{folder} has no register of subjects.").format(folder=folder)
        raise SparkFault(what, _("Put the completed subjects there as subjects.parquet."))
    return conformed(session, {name: frame for name, frame in found.items() if frame is not None}, vocabulary)


def conformed(session: SparkSession, frames: Mapping[str, DataFrame], vocabulary: Vocabulary) -> dict[str, DataFrame]:
    """Every table of the vocabulary in its physical schema: missing tables are empty, missing columns blank, others are cast.

    Two columns may be left out with a meaning: `x__to` where every date `x` is known to the day, and `organisation_id` where
    every subject is its own organisation. Raises SparkFault where subjects name owners and not their organisations.
    """
    return {
        name: _conformed(frames[name], table) if name in frames else _empty(session, table)
        for name, table in vocabulary.tables.items()
    }


def _read(session: SparkSession, folder: Path | str, name: str) -> DataFrame | None:
    from pyspark.errors import AnalysisException

    for place in (f"{str(folder).rstrip('/')}/{name}{suffix}" for suffix in (".parquet", "")):
        try:
            return session.read.parquet(place)
        except AnalysisException as error:
            if error.getCondition() != "PATH_NOT_FOUND":
                raise _unreadable(place, error) from error
        except spark_errors() as error:
            raise _unreadable(place, error) from error
    return None


def _unreadable(place: str, error: Exception) -> SparkFault:
    what = _("{place} cannot be read as Parquet: {reason}").format(place=place, reason=reason_of(error))
    return SparkFault(what, _("Write the file anew, or take it away."))


def _conformed(frame: DataFrame, table: Table) -> DataFrame:
    given = set(frame.columns)
    if table.id == _SUBJECTS and _ORGANISATION not in given and _OWNER in given:
        what = _("Subjects name their owners, but have no column organisation_id.")
        raise SparkFault(
            what, _("Complete the evidence before it is written (`mingpin.vocabulary.completion.complete`).")
        )
    schema = _sql_schema(table)
    stands_for = {upper(name): name for name in schema} | {_ORGANISATION: "subject_id"}
    texts = []
    for name, type_ in schema.items():
        held = name if name in given else stands_for.get(name)
        value = quoted(held) if held in given else "NULL"
        texts.append(named(f"CAST({value} AS {type_})", name))
    return frame.selectExpr(*texts)


def _empty(session: SparkSession, table: Table) -> DataFrame:
    return session.range(0).selectExpr(
        *(named(f"CAST(NULL AS {type_})", name) for name, type_ in _sql_schema(table).items())
    )


def _sql_schema(table: Table) -> dict[str, str]:
    schema = {name: SQL_TYPES[type_] for name, type_ in frame_schema(table).items()}
    return {**schema, _ORGANISATION: "STRING"} if table.id == _SUBJECTS else schema
