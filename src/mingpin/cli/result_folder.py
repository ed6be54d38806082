"""Result folders: written beside their place and moved there when whole, so that nothing half-written is ever seen."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from mingpin.cli.exits import Exit, Stop
from mingpin.language import _

IsOurs = Callable[[Path], bool]
"""Whether a folder holds an earlier result of the same kind."""


@contextmanager
def result_folder(place: Path, is_ours: IsOurs, *, force: bool, names: Collection[str] = ()) -> Iterator[Path]:
    """A new folder beside `place`; when the block ends well, its files stand at `place`, else nothing was changed.

    An earlier result there is replaced, with all of its files that have one of these `names`; files that we did not write
    stay. Raises Stop where `place` is a file, or a folder that holds something else and `force` is not set, before any work
    is done; and where it cannot be written.
    """
    place = place.absolute()
    _refuse(place, is_ours, force)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    except OSError as error:
        raise _unwritable(place, error) from error
    try:
        yield staging
        _move(staging, place, names if is_ours(place) else ())
    except OSError as error:
        raise _unwritable(place, error) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _refuse(place: Path, is_ours: IsOurs, force: bool) -> None:
    if place.exists() and not place.is_dir():
        what = _("{place} is a file, and the result is a folder.").format(place=place)
        raise Stop(Exit.OUTPUT, what, _("Name another folder with --out."))
    if place.is_dir() and any(place.iterdir()) and not is_ours(place) and not force:
        what = _("{place} holds other files.").format(place=place)
        raise Stop(Exit.OUTPUT, what, _("Name an empty or new folder, or add --force: the other files stay."))


def _move(staging: Path, place: Path, replaced: Collection[str]) -> None:
    staging.chmod(0o755)
    if not place.exists():
        staging.rename(place)
        return
    earlier = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    former = earlier / "former"
    place.rename(former)
    try:
        staging.rename(place)
    except OSError:
        former.rename(place)
        raise
    for path in former.iterdir():
        if path.name not in replaced and not (place / path.name).exists():
            path.rename(place / path.name)
    shutil.rmtree(earlier, ignore_errors=True)


def write_file(place: Path, content: str | bytes, is_ours: IsOurs, *, force: bool) -> None:
    """Writes one file whole. Raises Stop where another file stands there and `force` is not set, or it cannot be written."""
    if place.is_dir():
        what = _("{place} is a folder, and the result is a file.").format(place=place)
        raise Stop(Exit.OUTPUT, what, _("Name a file with --out."))
    if place.exists() and not is_ours(place) and not force:
        what = _("{place} is another file.").format(place=place)
        raise Stop(Exit.OUTPUT, what, _("Name a new file, or add --force to replace it."))
    staging = place.with_name(f".{place.name}.part")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        staging.write_bytes(content.encode() if isinstance(content, str) else content)
        staging.replace(place)
    except OSError as error:
        raise _unwritable(place, error) from error
    finally:
        staging.unlink(missing_ok=True)


def _unwritable(place: Path, error: OSError) -> Stop:
    what = _("{place} cannot be written.").format(place=place)
    remedy = _("Close programs that hold its files, check space and rights, or name another place with --out.")
    return Stop(Exit.OUTPUT, what, f"{error.strerror or error}.", remedy)
