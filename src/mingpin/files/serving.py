"""Giving files back: as a download, never as a page."""

from __future__ import annotations

import re

from django.http import FileResponse
from django.utils.http import content_disposition_header

from mingpin.errors import Unavailable
from mingpin.files.kinds import KINDS, UNKNOWN
from mingpin.files.models import StoredFile
from mingpin.files.places import place_of
from mingpin.language import _

_KNOWN = frozenset(kind.media_type for kind in KINDS.values()) - {"text/plain"}
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069/\\:*?"<>|]+')
_LONGEST = 180
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def download(stored: StoredFile, name: str) -> FileResponse:
    """The file as a download under this name; the browser keeps it and runs nothing of it. Raises Unavailable where the content
    cannot be read now. Whoever calls this has asked whether the person may have the file."""
    try:
        content = place_of(stored).open("rb")
    except OSError as error:
        raise Unavailable(
            _("The file cannot be read now."),
            why=_("Its content is not where uploads are kept."),
            remedy=_("Tell the operator of the platform; what was recorded of the file is still there."),
        ) from error
    response = FileResponse(content, content_type=stored.media_type if stored.media_type in _KNOWN else UNKNOWN)
    response["Content-Disposition"] = content_disposition_header(True, safe_name(name)) or "attachment"
    response["Content-Length"] = str(stored.size)
    for header, value in HEADERS.items():
        response[header] = value
    return response


def safe_name(name: str) -> str:
    """The name as a file may be called on any system: without folders, control characters and turned writing."""
    kept = _NOT_IN_NAMES.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(" .")
    if len(kept) > _LONGEST:
        stem, dot, suffix = kept.rpartition(".")
        kept = stem[: _LONGEST - len(suffix) - 1] + dot + suffix if dot and len(suffix) < 12 else kept[:_LONGEST]
    return kept or "file"
