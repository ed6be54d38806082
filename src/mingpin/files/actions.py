"""Keeping what people send."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.template.defaultfilters import filesizeformat

from mingpin.errors import Invalid
from mingpin.files.kinds import DOCUMENTS, KINDS, kind_of
from mingpin.files.models import StoredFile
from mingpin.files.places import UNFINISHED, make_lasting, place_of
from mingpin.language import _


class Upload(Protocol):
    """What Django's uploaded files, `File` and `ContentFile` have."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]: ...


def store_upload(
    uploaded: Upload, *, largest: int | None = None, kinds: Iterable[str] = DOCUMENTS, field: str = "file"
) -> StoredFile:
    """The content kept under its SHA-256, once however often it is sent; on the disk when this returns.

    `kinds` are keys of `files.kinds.KINDS`, `largest` a number of bytes (else the setting LARGEST_UPLOAD). Raises Invalid, about
    `field`, for what is empty, larger, or of another kind by its content. A part of an action: what belongs into the record is
    the thing that the file is attached to.
    """
    limit = largest if largest is not None else settings.LARGEST_UPLOAD
    wanted = tuple(kinds)
    with _unfinished() as path:
        sha256, size = _write(uploaded, path, limit, field)
        kind = kind_of(path)
        if kind not in wanted:
            raise _refused(kind, wanted, field)
        stored, _made = StoredFile.objects.get_or_create(
            sha256=sha256, defaults={"size": size, "media_type": KINDS[kind].media_type}
        )
        _put(path, place_of(stored))
        return stored


@contextmanager
def _unfinished() -> Iterator[Path]:
    """A new file that is gone afterwards unless it was moved."""
    folder = Path(settings.MEDIA_ROOT) / UNFINISHED
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder)
    os.close(handle)
    path = Path(name)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _write(uploaded: Upload, path: Path, limit: int, field: str) -> tuple[str, int]:
    """Writes the content to its end and to the disk, and gives its hash and size."""
    hash_, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        for chunk in uploaded.chunks():
            size += len(chunk)
            if size > limit:
                what = _("The file is larger than {limit}.").format(limit=filesizeformat(limit))
                raise Invalid(what, remedy=_("Send it in parts, or leave out pictures."), field=field)
            hash_.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if not size:
        remedy = _("Open it, look whether its content is there, and send it again.")
        raise Invalid(_("The file that was sent is empty."), remedy=remedy, field=field)
    return hash_.hexdigest(), size


def _put(path: Path, place: Path) -> None:
    """Moves the finished file to its place, where nothing of that size lies there already."""
    if place.is_file() and place.stat().st_size == path.stat().st_size:
        return
    is_new_folder = not place.parent.is_dir()
    place.parent.mkdir(parents=True, exist_ok=True)
    path.chmod(0o640)
    path.replace(place)
    make_lasting(place.parent)
    if is_new_folder:
        make_lasting(place.parent.parent)


def _refused(kind: str, wanted: Iterable[str], field: str) -> Invalid:
    labels = _(", ").join(str(KINDS[name].label) for name in wanted)
    if kind:
        what = _("This is a file of the kind “{kind}”, which is not taken here.").format(kind=KINDS[kind].label)
    else:
        what = _("This file is of no kind that is taken here.")
    return Invalid(
        what,
        why=_("A file is judged by its content, not by its name; files with macros or programs are never taken."),
        remedy=_("Send one of: {kinds}.").format(kinds=labels),
        field=field,
    )
