"""Reads the file that is named as a dataset and prints the peak of this process's anonymous memory, in bytes (Linux only)."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from threading import Event, Thread

from mingpin.intake import read_dataset
from mingpin.vocabulary import load_vocabulary

VOCABULARY = Path(__file__).parents[2] / "packs" / "vocabulary"
_POLL = 0.005


def main() -> None:
    vocabulary = load_vocabulary(VOCABULARY)
    peaks, is_done = [_anonymous()], Event()

    def watch() -> None:
        while not is_done.is_set():
            peaks.append(max(peaks.pop(), _anonymous()))
            time.sleep(_POLL)

    watching = Thread(target=watch)
    watching.start()
    try:
        read_dataset(Path(sys.argv[1]), vocabulary)
    finally:
        is_done.set()
        watching.join()
    print(max(*peaks, _anonymous()))


def _anonymous() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon:"))


if __name__ == "__main__":
    main()
