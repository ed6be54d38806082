"""What an upload is, by its content: never by its name, never by what the browser says of it."""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import filetype

from mingpin.language import later as _

UNKNOWN = "application/octet-stream"


@dataclass(frozen=True)
class Kind:
    """A kind of file: its media type, what people call it, the ending of its names."""

    media_type: str
    label: Any
    suffix: str


KINDS = {
    "pdf": Kind("application/pdf", _("PDF"), ".pdf"),
    "png": Kind("image/png", _("PNG picture"), ".png"),
    "jpeg": Kind("image/jpeg", _("JPEG picture"), ".jpg"),
    "xlsx": Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _("Excel workbook"), ".xlsx"),
    "xls": Kind("application/vnd.ms-excel", _("Excel 97 workbook"), ".xls"),
    "ods": Kind("application/vnd.oasis.opendocument.spreadsheet", _("OpenDocument spreadsheet"), ".ods"),
    "docx": Kind(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _("Word document"), ".docx"
    ),
    "zip": Kind("application/zip", _("ZIP archive"), ".zip"),
    "parquet": Kind("application/vnd.apache.parquet", _("Parquet file"), ".parquet"),
    "json": Kind("application/json", _("JSON file"), ".json"),
    "text": Kind("text/plain", _("Text or CSV file"), ".csv"),
}
DOCUMENTS = ("pdf", "png", "jpeg", "xlsx", "docx", "ods")
"""What proves something: attachments and mandates."""
TABLES = ("xlsx", "xls", "ods", "text", "json", "parquet", "zip")
"""What evidence is read from."""

_HEAD = 8192
_MARKUP = re.compile(rb"<(!doctype|html|head|meta|body|script|style|svg|iframe|\?xml|!--)", re.IGNORECASE)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOK_STREAM = "Workbook".encode("utf-16-le")
_OLD_WORKBOOK_STREAM = "Book".encode("utf-16-le")
_SMALL = 16 * 2**20
"""Text up to this size is read to its end to tell JSON from other text."""
_MOST_ENTRIES = 100_000


def kind_of(path: Path) -> str:
    """A key of KINDS, or "" for what is none of them: programs, markup, macros, two kinds in one."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(_ZIP):
        return _kind_of_archive(path)
    kind = _kind_by_signature(head, path)
    if kind in ("pdf", "png", "jpeg"):
        return "" if zipfile.is_zipfile(path) else kind
    if kind is None:
        return _kind_of_text(path, head) if _may_be_text(head) else ""
    return kind


def _kind_by_signature(head: bytes, path: Path) -> str | None:
    """The kind whose signature the file begins with, "" for one that is not ours, None where it has none."""
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(_OLE):
        return "xls" if _has_workbook_stream(path) else ""
    guessed = filetype.guess(head)
    by_extension = {"pdf": "pdf", "png": "png", "jpg": "jpeg"}
    return by_extension.get(guessed.extension, "") if guessed else None


def _has_workbook_stream(path: Path) -> bool:
    """An OLE file may be anything of old Office; a workbook has a stream of this name in its directory."""
    with path.open("rb") as file:
        before = b""
        while chunk := file.read(2**20):
            if _WORKBOOK_STREAM in before + chunk or _OLD_WORKBOOK_STREAM in before + chunk:
                return True
            before = chunk[-32:]
    return False


def _kind_of_archive(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if len(names) > _MOST_ENTRIES:
                return ""
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return ""
    inside = set(names)
    if any(name.lower().endswith("vbaproject.bin") for name in inside):
        return ""
    if "[Content_Types].xml" in inside:
        return "xlsx" if "xl/workbook.xml" in inside else "docx" if "word/document.xml" in inside else ""
    if "content.xml" in inside and "META-INF/manifest.xml" in inside:
        return "ods"
    return "zip"


def _may_be_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return (
        bool(head)
        and b"\x00" not in head
        and not _MARKUP.match(start)
        and not start.startswith((b"#!", b"MZ", b"\x7fELF"))
    )


def _kind_of_text(path: Path, head: bytes) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] in (b"{", b"["):
        if path.stat().st_size > _SMALL:
            return "json"
        try:
            json.loads(path.read_bytes().decode("utf-8-sig"))
        except (ValueError, RecursionError):
            first = start.split(b"\n", 1)[0]
            return "json" if _is_json_line(first) else "text"
        return "json"
    return "text" if _decodes(head) else ""


def _is_json_line(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _decodes(head: bytes) -> bool:
    """Whether the start reads as text in one of the encodings that offices use; a character cut at its end is no fault."""
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        for cut in range(4):
            try:
                text = head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return not any(ord(character) < 32 and character not in "\t\r\n\f" for character in text)
    return False
