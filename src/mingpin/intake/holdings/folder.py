"""A folder of numbered batches: a batch is there as a whole or not at all, whatever stops the program."""

from __future__ import annotations

import fcntl
import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mingpin.intake.errors import IntakeError
from mingpin.intake.lasting import make_visible, to_disk
from mingpin.language import _

RECORD = "batch.json"
FORMAT = 1
_NAME = re.compile(r"(?P<sequence>\d{4,})-[0-9a-f]{8}")
_LOCK, _UNFINISHED = ".lock", ".taking-"


@dataclass(frozen=True)
class Batch:
    """What was taken in at one time. `rows` counts those added, per table; `superseded` names, per table, the rows of earlier
    batches (by digest and number of the copy) that no longer count; `files` has the SHA-256 of each file; `accounts` is what the
    reader of the files told of them.
    """

    sequence: int
    name: str
    taken_at: str
    supplied_by: str
    files: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    superseded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    accounts: Any = None


def is_holdings(path: Path | str) -> bool:
    """Whether the folder holds at least one batch."""
    return any(True for _name in _batch_names(Path(path)))


def read_batches(folder: Path) -> tuple[Batch, ...]:
    """The batches in the order in which they were taken. Raises IntakeError where the record of one cannot be read."""
    return tuple(_read(folder / name) for name in sorted(_batch_names(folder), key=_sequence))


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Holds the folder, made if need be, for one writer; what an interrupted one left is removed. Raises IntakeError."""
    _make(folder)
    with (folder / _LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            what = _("Another intake is writing to this dataset.")
            raise IntakeError(what, where=str(folder), remedy=_("Wait until it is done, then try again.")) from error
        for left in folder.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(left)
        yield


def add(folder: Path, name: str, record: Mapping[str, Any], files: Mapping[str, Callable[[Path], None]]) -> None:
    """Makes a batch of these files (each written by its function) and its record visible at once, and lasting."""
    text = json.dumps({"format": FORMAT, **record}, ensure_ascii=False, indent=1, sort_keys=True)
    unfinished = folder / f"{_UNFINISHED}{name}"
    unfinished.mkdir()
    for file, write in files.items():
        write(unfinished / file)
    (unfinished / RECORD).write_text(text + "\n", encoding="utf-8")
    make_visible(unfinished, folder / name)


def _make(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise IntakeError(
            _("It is a file, not a folder."), where=str(folder), remedy=_("Name a folder for the dataset.")
        )
    if not folder.exists():
        folder.mkdir(parents=True)
        to_disk(folder.parent)
    foreign = sorted(path.name for path in folder.iterdir() if not path.name.startswith(".") and not _is_batch(path))
    if foreign:
        what = _("The folder holds something else: {names}.").format(names=_(", ").join(foreign[:3]))
        raise IntakeError(what, where=str(folder), remedy=_("Name a new folder for the dataset."))


def _batch_names(folder: Path) -> Iterator[str]:
    if folder.is_dir():
        yield from (path.name for path in folder.iterdir() if _is_batch(path))


def _is_batch(path: Path) -> bool:
    return bool(_NAME.fullmatch(path.name)) and (path / RECORD).is_file()


def _sequence(name: str) -> int:
    return int(name.partition("-")[0])


def _read(path: Path) -> Batch:
    try:
        said = json.loads((path / RECORD).read_text(encoding="utf-8"))
        is_known = said["format"] == FORMAT
        superseded = {table: tuple(keys) for table, keys in said["superseded"].items()}
        plain = {name: said[name] for name in ("sequence", "taken_at", "supplied_by", "files", "rows", "accounts")}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        what = _("The record of this batch cannot be read.")
        remedy = _("Put the folder back as it was, from a backup.")
        raise IntakeError(what, where=str(path / RECORD), why=str(error), remedy=remedy) from error
    if not is_known:
        what = _("This dataset was written by a later version of the program.")
        raise IntakeError(what, where=str(path), remedy=_("Update the program."))
    return Batch(name=path.name, superseded=superseded, **plain)
