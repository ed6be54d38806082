"""Which pack is meant: a folder, an id, or the only one there is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mingpin.cli.exits import Exit, Stop
from mingpin.engine import Pack, load_pack
from mingpin.language import _
from mingpin.vocabulary.place import packs_folder

HEADER = "pack.yaml"


def known_packs() -> Iterator[tuple[str, Path]]:
    """The id (its folder below the packs' folder) and folder of each pack."""
    root = packs_folder()
    for header in sorted(root.rglob(HEADER)):
        yield header.parent.relative_to(root).as_posix(), header.parent


def find_pack(named: str | None) -> Path:
    """The folder of the pack meant. Raises Stop where there is none, or more than one and none was named."""
    if named:
        folder = Path(named)
        if folder.name == HEADER:
            folder = folder.parent
        if (folder / HEADER).is_file():
            return folder
        by_id = dict(known_packs())
        if named in by_id:
            return by_id[named]
        what = _("There is no policy pack “{named}”.").format(named=named)
        raise Stop(Exit.PACK, what, _("A pack is a folder with a pack.yaml."), _known())
    every = list(known_packs())
    if len(every) == 1:
        return every[0][1]
    what = _("There are several policy packs; say which with --pack.") if every else _("There is no policy pack.")
    raise Stop(Exit.PACK, what, _known())


def open_pack(named: str | None) -> Pack:
    """The pack meant, loaded and checked."""
    return load_pack(find_pack(named))


def _known() -> str:
    names = ", ".join(name for name, _folder in known_packs())
    return _("Known packs: {names}.").format(names=names or "–")
