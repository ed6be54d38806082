"""A survey by separate executors, in a process of its own: `python -m tests.engine.spark.cluster_run EVIDENCE OUT`.

Prints the counts of verdicts as JSON.
"""

from __future__ import annotations

import json
import sys

from mingpin.engine import compile_program
from mingpin.engine.lowered import VERDICT
from mingpin.engine.spark import survey_on_spark
from tests.engine.meiyu import AS_OF, pack

MASTER = "local-cluster[2,1,2048]"
OPTIONS = {
    "spark.executor.memory": "2048m",
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.enabled": "false",
    "spark.driver.memory": "2g",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1",
}

if __name__ == "__main__":
    program = compile_program(pack(), year=2024, as_of=AS_OF)
    found = survey_on_spark(program, sys.argv[1], sys.argv[2], master=MASTER, options=OPTIONS)
    print(json.dumps({VERDICT: found.verdicts, **found.clauses}))
