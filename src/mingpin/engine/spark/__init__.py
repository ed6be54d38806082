"""The distributed backend: the same lowered rules as Spark SQL, without functions of our own in the executors.

PySpark (extra `spark`) and Java are needed where a run is made, not where this package is imported.
"""

from mingpin.engine.spark.facts import derive_facts
from mingpin.engine.spark.gates import evaluate_gates
from mingpin.engine.spark.session import SparkFault, session_on
from mingpin.engine.spark.survey import survey_on_spark, survey_tables, verdict_counts
from mingpin.engine.spark.tables import conformed, read_tables

__all__ = [
    "SparkFault",
    "conformed",
    "derive_facts",
    "evaluate_gates",
    "read_tables",
    "session_on",
    "survey_on_spark",
    "survey_tables",
    "verdict_counts",
]
