"""One contender in one process: prepares, runs, and prints what it took as one line of JSON."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from benchmarks.register.contenders import CONTENDERS, Setting


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("name")
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("inputs", type=Path)
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--verdicts", type=Path, help="write the verdicts here")
    chosen = arguments.parse_args()
    contender = CONTENDERS[chosen.name]
    prepared = contender.prepare(Setting(chosen.folder, chosen.inputs, chosen.out, chosen.threads))
    print("ready", flush=True)
    seconds, processor = [], []
    for number in range(contender.repeats + 1):
        if number and prepared.again:
            prepared.again()
        started, worked = time.perf_counter(), time.process_time()
        prepared.run()
        seconds.append(time.perf_counter() - started)
        processor.append(time.process_time() - worked)
    peak = _highest_resident()
    if chosen.verdicts and prepared.verdicts:
        prepared.verdicts().write_parquet(chosen.verdicts)
    told = {"seconds": seconds[1:] or seconds, "processor": processor[1:] or processor, "peak": peak}
    print(json.dumps(told), flush=True)


def _highest_resident() -> float:
    """The most memory that this process has had, mapped files included, in MB; 0 where the system does not say."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


if __name__ == "__main__":
    main()
