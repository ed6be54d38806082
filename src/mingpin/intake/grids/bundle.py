"""A zipped bundle of workbooks and text tables: each unpacked into a folder of its own and read as the file that it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from mingpin.intake.grids.archive import Entry, entries_of, unpacked
from mingpin.intake.grids.kinds import TABLE_SUFFIXES
from mingpin.intake.grids.limits import MIB, Limits, Refusal
from mingpin.intake.grids.sentences import noted
from mingpin.intake.sheets import Block, Grid

_ARCHIVES = (".zip", ".rar", ".7z", ".gz", ".tgz", ".bz2", ".xz", ".tar")
ReadPart = Callable[[Path, str], tuple[Grid, ...]]


def read_bundle(path: Path, file: str, limits: Limits, read: ReadPart) -> tuple[Grid, ...]:
    """The grids of all tables in the bundle, in its order; files are called `材料.zip/名单.xlsx`.

    What is no table is left out, and the first grid's notes say so. Raises Refusal for archives in the archive and where there is
    no table; what `read` raises for one of the files is raised for the bundle.
    """
    with path.open("rb") as bundle:
        entries = [entry for entry in entries_of(bundle, limits) if not _is_litter(entry)]
        tables = [entry for entry in entries if PurePosixPath(entry.name).suffix.lower() in TABLE_SUFFIXES]
        for entry in entries:
            if PurePosixPath(entry.name).suffix.lower() in _ARCHIVES:
                raise Refusal("nested", entry=entry.name)
        if not tables:
            raise Refusal("no_table", count=len(entries))
        if sum(entry.size for entry in tables) > limits.max_bytes:
            raise Refusal("bomb", limit=limits.max_bytes // MIB)
        folder = TemporaryDirectory(prefix="mingpin-")
        grids: list[Grid] = []
        for number, entry in enumerate(tables):
            part = Path(folder.name) / f"{number}{PurePosixPath(entry.name).suffix.lower()}"
            with part.open("wb") as sink:
                for chunk in unpacked(bundle, entry):
                    sink.write(chunk)
            grids += read(part, f"{file}/{entry.name}")
    aside = tuple(noted("set_aside", entry=entry.name) for entry in entries if entry not in tables)
    grids[0] = replace(grids[0], notes=(*grids[0].notes, *aside))
    return tuple(replace(grid, blocks=_Kept(grid.blocks, folder)) for grid in grids)


class _Kept:
    """Blocks that are read from an unpacked file, which is gone when the folder object is."""

    def __init__(self, blocks: Callable[[], Iterator[Block]], folder: TemporaryDirectory[str]):
        self._blocks, self._folder = blocks, folder

    def __call__(self) -> Iterator[Block]:
        yield from self._blocks()


def _is_litter(entry: Entry) -> bool:
    """What systems put beside a person's files."""
    name = PurePosixPath(entry.name).name
    return entry.is_folder or name.startswith((".", "~$")) or entry.name.startswith("__MACOSX/") or name == "Thumbs.db"
