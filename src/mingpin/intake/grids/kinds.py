"""What a file is, by its content; its name is only asked where the content leaves it open."""

from __future__ import annotations

import re
from pathlib import Path

from mingpin.intake.grids.archive import ZIP_MAGIC, Entry, entries_of
from mingpin.intake.grids.limits import Limits, Refusal

_HEAD = 4096
_MAGIC = (
    (b"PAR1", "parquet"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"\xd0\xcf\x11\xe0", "xls"),
    (b"\x09\x08\x10\x00\x00\x06", "unknown"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"Rar!", "packed"),
    (b"7z\xbc\xaf\x27\x1c", "packed"),
    (b"\x1f\x8b", "packed"),
    (b"MIME-Version:", "mime"),
)
_REFUSED = {"unknown", "pdf", "image", "packed", "mime", "html", "xml", "xml_sheet", "document", "xlsb"}
_HTML = re.compile(rb"<(!doctype html|html|head|meta|body|table|style|script|div)\b|<!--", re.IGNORECASE)
SUFFIXES = {
    "xlsx": (".xlsx",),
    "xlsm": (".xlsm",),
    "xls": (".xls", ".et"),
    "ods": (".ods",),
    "parquet": (".parquet",),
    "bundle": (".zip",),
    "text": (".csv", ".tsv", ".txt", ".tab"),
    "jsonl": (".jsonl", ".ndjson", ".json"),
}
"""The kinds that are read, and the names that such files usually have."""
READABLE = tuple(suffix for suffixes in SUFFIXES.values() for suffix in suffixes)
TABLE_SUFFIXES = tuple(suffix for suffix in READABLE if suffix != ".zip")
"""The names of files that may be read; a table is one that is no bundle."""


def kind_of(path: Path, limits: Limits) -> str:
    """One of SUFFIXES; `text` where only reading on can tell. Raises Refusal for what is not read."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if head.startswith((ZIP_MAGIC, b"PK\x05\x06")):
            return _kind_of_archive(entries_of(file, limits))
    kind = next((kind for magic, kind in _MAGIC if head.startswith(magic)), "") or _kind_of_markup(head)
    if kind in _REFUSED:
        raise Refusal(kind)
    return kind or "text"


def _kind_of_archive(entries: tuple[Entry, ...]) -> str:
    names = {entry.name for entry in entries}
    if "xl/workbook.xml" in names:
        return "xlsm" if any(name.endswith("vbaProject.bin") for name in names) else "xlsx"
    if "xl/workbook.bin" in names:
        raise Refusal("xlsb")
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise Refusal("document")
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        return "ods"
    if "[Content_Types].xml" in names:
        raise Refusal("damaged")
    return "bundle"


def _kind_of_markup(head: bytes) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:4] in (b"<\0h\0", b"<\0H\0", b"<\0!\0") or head[2:6] in (b"<\0h\0", b"<\0H\0", b"<\0!\0"):
        return "html"
    if _HTML.match(start):
        return "html"
    if not start.startswith(b"<?xml"):
        return ""
    if (
        b"Excel.Sheet" in start
        or b"office:spreadsheet" in start
        or b"schemas-microsoft-com:office:spreadsheet" in start
    ):
        return "xml_sheet"
    return "html" if b"<html" in start.lower() else "xml"
