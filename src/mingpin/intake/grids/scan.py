"""An xlsx looked through as a stream before it is parsed: how much it holds, and what the reader of cells would not show."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree

from mingpin.intake.grids.archive import Entry, entries_of
from mingpin.intake.grids.limits import MIB, Limits, Refusal
from mingpin.intake.grids.sheetxml import SheetReader, SheetScan, safe_chunks
from mingpin.intake.grids.spool import SpooledNote

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_LARGEST_PLAIN_PART = 8 * MIB


@dataclass
class Scan:
    """What was found, by the names of the sheets; `notes` are of the whole workbook."""

    sheets: dict[str, SheetScan] = field(default_factory=dict)
    notes: list[SpooledNote] = field(default_factory=list)


def scan_xlsx(path: Path, limits: Limits) -> Scan:
    """Looks through every part that will be read. Raises Refusal where the workbook holds more than is read, or asks for harm."""
    scan = Scan()
    with path.open("rb") as file:
        entries = {entry.name: entry for entry in entries_of(file, limits)}
        names = _sheet_names(file, entries)
        strings = _shared_strings(file, entries, limits)
        for name, entry in entries.items():
            if name in names or name.startswith("xl/worksheets/sheet"):
                sheet = names.get(name, name)
                scan.sheets[sheet] = SheetReader(sheet, strings, limits).read(file, entry)
            elif name.endswith((".xml", ".rels")) and name != _SHARED:
                for _ in safe_chunks(file, entry):
                    pass
    if any(name.endswith("vbaProject.bin") for name in entries):
        scan.notes.append(("macros", {}))
    if any(name.startswith("xl/externalLinks/") for name in entries):
        scan.notes.append(("links", {}))
    return scan


def _whole(file: BinaryIO, entries: dict[str, Entry], name: str) -> ElementTree.Element:
    entry = entries.get(name)
    if entry is None or entry.size > _LARGEST_PLAIN_PART:
        raise Refusal("damaged")
    try:
        return ElementTree.fromstring(b"".join(safe_chunks(file, entry)))  # entities were refused
    except ElementTree.ParseError as error:
        raise Refusal("damaged") from error


def _sheet_names(file: BinaryIO, entries: dict[str, Entry]) -> dict[str, str]:
    """The sheets' names by their parts."""
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in _whole(file, entries, "xl/_rels/workbook.xml.rels")
    }
    names = {}
    for sheet in _whole(file, entries, "xl/workbook.xml").iter():
        target = targets.get(sheet.get(_RELATION) or sheet.get(_STRICT_RELATION))
        if sheet.tag.endswith("}sheet") and target:
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            names[part] = sheet.get("name", "")
    return names


_SHARED = "xl/sharedStrings.xml"
_EMPTY_STRING = re.compile(rb"<(?:\w+:)?si\s*/>")
_LONGEST_STRING = 8 * MIB


def _shared_strings(file: BinaryIO, entries: dict[str, Entry], limits: Limits) -> array[int]:
    """How long each shared text is, markup included."""
    lengths: array[int] = array("L")
    entry = entries.get(_SHARED)
    if entry is None:
        return lengths
    if entry.size > 2 * limits.max_text:
        raise Refusal("text", limit=limits.max_text // MIB)
    rest, end = b"", b"</si>"
    for chunk in safe_chunks(file, entry):
        if not lengths and not rest and (start := re.search(rb"<(\w+:)?sst\b[^>]*>", chunk)):
            end, chunk = b"</%bsi>" % (start[1] or b""), chunk[start.end() :]
        text = rest + chunk
        if b"si/>" in text or b"si />" in text:
            text = _EMPTY_STRING.sub(end, text)
        *texts, rest = text.split(end)
        lengths.extend(map(len, texts))
        if len(rest) > _LONGEST_STRING or len(lengths) > limits.max_cells:
            raise Refusal("text", limit=limits.max_text // MIB)
    return lengths
