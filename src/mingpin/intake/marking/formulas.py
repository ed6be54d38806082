"""Formulas of a workbook that is written again: their computed values stay, and those that reach outside are replaced by them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from defusedxml.ElementTree import iterparse

Computed = Mapping[str, tuple[str, str]]
"""The type and value (as xml has them) that each formula cell, such as B5, was last computed to."""

_OUTSIDE = re.compile(
    r"\[\d+\]|\[[^\]]*\.(?:xl|csv|ods)|\||https?:|\\\\"
    r"|\b(?:HYPERLINK|WEBSERVICE|FILTERXML|ENCODEURL|IMAGE|RTD|CALL|REGISTER(?:\.ID)?|EXEC|EVALUATE|SQL\.REQUEST|DDE"
    r"|STOCKHISTORY|PY|IMPORT(?:DATA|XML|HTML|FEED|RANGE))\s*\(",
    re.IGNORECASE,
)
_OPENING, _LONGEST_OPENING = re.compile(rb"<(?:\w{1,20}:)?f[\s/>]"), 25
_WRITTEN = re.compile(rb'<c r="([A-Z]+[0-9]+)"((?: s="[0-9]+")?)[^>]*>(<f[^>]*?(?:/>|>[^<]*</f>))<v(?: ?/>|></v>)</c>')


def reaches_outside(formula: str) -> bool:
    """Whether a formula names another workbook, a program or the network."""
    return bool(_OUTSIDE.search(formula))


def computed_values(archive: zipfile.ZipFile, path: str) -> Computed:
    """The last computed value of every formula of a sheet."""
    found: dict[str, tuple[str, str]] = {}
    if not _has_formulas(archive, path):
        return found
    with archive.open(path) as sheet:
        for _event, element in iterparse(sheet, events=("end",)):
            name = element.tag.rpartition("}")[2]
            if name == "c":
                _note(element, found)
            if name == "row":
                element.clear()
    return found


def _has_formulas(archive: zipfile.ZipFile, path: str) -> bool:
    tail = b""
    with archive.open(path) as sheet:
        while chunk := sheet.read(1 << 20):
            if _OPENING.search(tail + chunk):
                return True
            tail = chunk[-_LONGEST_OPENING:]
    return False


def _note(element: Any, found: dict[str, tuple[str, str]]) -> None:
    parts = {child.tag.rpartition("}")[2]: child.text or "" for child in element}
    if "f" in parts and parts.get("v"):
        found[element.get("r", "")] = (element.get("t", "n"), parts["v"])


def value_of(computed: tuple[str, str] | None) -> str | float | bool | None:
    """A computed value as a plain one."""
    kind, text = computed or ("n", "")
    if kind == "n":
        try:
            return float(text) if text else None
        except ValueError:
            return text
    return text == "1" if kind == "b" else text


def put_back(path: Path, out: Path, sheets: Mapping[str, Computed]) -> None:
    """Copies the workbook, with the computed values in the formula cells of these parts (by their paths in the archive)."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for info in source.infolist():
            content = source.read(info)
            if info.filename in sheets:
                content = _WRITTEN.sub(_filled(sheets[info.filename]), content)
            copy.writestr(info, content, zipfile.ZIP_DEFLATED)


def _filled(computed: Computed) -> Callable[[re.Match[bytes]], bytes]:
    def fill(found: re.Match[bytes]) -> bytes:
        value = computed.get(found[1].decode())
        if value is None:
            return found[0]
        kind = b"" if value[0] == "n" else f' t="{value[0]}"'.encode()
        text = escape(value[1]).encode("utf-8", "xmlcharrefreplace")
        return b'<c r="%s"%s%s>%s<v>%s</v></c>' % (found[1], found[2], kind, found[3], text)

    return fill
