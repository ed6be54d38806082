"""An xls (BIFF8) looked through before it is parsed: passwords, macros, and the error cells that the reader of cells hides."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from pathlib import Path

from mingpin.intake.grids.limits import Refusal
from mingpin.intake.grids.scan import Scan
from mingpin.intake.grids.sheetxml import SheetScan

_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_MAY_HOLD_ERRORS = re.compile(
    rb"\x05\x02\x08\x00.{6}[\x00\x07\x0f\x17\x1d\x24\x2a]\x01|\x06\x00..{7}\x02.[\x00\x07\x0f\x17\x1d\x24\x2a]...\xff\xff",
    re.DOTALL,
)
_FORMULA, _END, _FILE_PASS, _SHEET, _LINKED_BOOK, _BOOL_OR_ERROR, _BEGIN = 0x06, 0x0A, 0x2F, 0x85, 0x1AE, 0x205, 0x809
_FREE, _LAST_SECTOR, _NAME_LENGTH = 0xFFFFFFFF, 0xFFFFFFFA, 64


def scan_xls(path: Path) -> Scan:
    """What the workbook holds that needs a word. Raises Refusal where it is no workbook, or one with a password."""
    data = path.read_bytes()
    try:
        streams = compound_streams(data)
        name = next((name for name in ("Workbook", "Book") if name in streams), None)
        if name is None:
            raise Refusal("password" if "EncryptedPackage" in streams else "document")
        scan, places = _globals(book := _stream(data, *streams[name]))
        if any(name.startswith("_VBA_PROJECT") for name in streams):
            scan.notes.append(("macros", {}))
        if _MAY_HOLD_ERRORS.search(book):
            for sheet, place in places.items():
                scan.sheets[sheet] = SheetScan(dict(_errors(book, place)))
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise Refusal("damaged") from error
    return scan


def compound_streams(data: bytes) -> dict[str, tuple[int, int]]:
    """The streams in a compound file by their names, each with its first sector and its length. Raises IndexError or struct.error
    where the file is damaged or cut short."""
    sector, first = 1 << struct.unpack_from("<H", data, 30)[0], struct.unpack_from("<I", data, 48)[0]
    directory = b"".join(_chain(data, first, sector, _allocation(data, sector)))
    streams = {}
    for at in range(0, len(directory), 128):
        entry = directory[at : at + 128]
        length = min(max(struct.unpack_from("<H", entry, _NAME_LENGTH)[0] - 2, 0), _NAME_LENGTH)
        if length:
            name = entry[:length].decode("utf-16-le", errors="replace")
            streams[name] = struct.unpack_from("<II", entry, 116)
    return streams


def _allocation(data: bytes, sector: int) -> list[int]:
    """The table that says which sector follows which."""
    if not 128 <= sector <= 4096:
        raise IndexError
    tables = list(struct.unpack_from("<109I", data, 76))
    more, count = struct.unpack_from("<II", data, 68)
    for _ in range(min(count, len(data) // sector)):
        if more >= _LAST_SECTOR:
            break
        page = struct.unpack_from(f"<{sector // 4}I", data, (more + 1) * sector)
        tables += page[:-1]
        more = page[-1]
    following: list[int] = []
    for table in tables:
        if table < _LAST_SECTOR:
            following += struct.unpack_from(f"<{sector // 4}I", data, (table + 1) * sector)
        if len(following) > len(data):
            raise IndexError
    return following


def _chain(data: bytes, sector: int, size: int, following: list[int]) -> Iterator[bytes]:
    for _ in range(len(data) // size + 1):
        if sector >= _LAST_SECTOR:
            return
        page = data[(sector + 1) * size : (sector + 2) * size]
        if not page:
            raise IndexError
        yield page
        sector = following[sector]
    raise IndexError


def _stream(data: bytes, first: int, length: int) -> bytes:
    sector, smallest = 1 << struct.unpack_from("<H", data, 30)[0], struct.unpack_from("<I", data, 56)[0]
    following = _allocation(data, sector)
    if length >= smallest:
        return b"".join(_chain(data, first, sector, following))[:length]
    root = struct.unpack_from(
        "<I", b"".join(_chain(data, struct.unpack_from("<I", data, 48)[0], sector, following)), 116
    )[0]
    pages = b"".join(_chain(data, root, sector, following))
    table = b"".join(_chain(data, struct.unpack_from("<I", data, 60)[0], sector, following))
    short = list(struct.unpack(f"<{len(table) // 4}I", table))
    found = b""
    while first < _LAST_SECTOR and len(found) < length:
        found += pages[first * 64 : first * 64 + 64]
        first = short[first]
    return found[:length]


def _records(book: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """From there to the end of the part: what each record is, where its content stands and how long it is."""
    depth = 0
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        at += 4
        yield kind, at, length
        depth += (kind == _BEGIN) - (kind == _END)
        if kind == _END and depth <= 0:
            return
        at += length


def _globals(book: bytes) -> tuple[Scan, dict[str, int]]:
    """Notes on the whole workbook, and where each sheet begins."""
    scan, places = Scan(), {}
    for kind, at, length in _records(book, 0):
        if kind == _FILE_PASS:
            raise Refusal("password")
        if kind == _SHEET and length > 8:
            place, _, count, is_wide = struct.unpack_from("<IHBB", book, at)
            text = book[at + 8 : at + 8 + count * (2 if is_wide & 1 else 1)]
            places[text.decode("utf-16-le" if is_wide & 1 else "latin-1")] = place
        if kind == _LINKED_BOOK and length > 4 and ("links", {}) not in scan.notes:
            scan.notes.append(("links", {}))
    return scan, places


def _errors(book: bytes, place: int) -> Iterator[tuple[tuple[int, int], tuple[str, str]]]:
    for kind, at, length in _records(book, place):
        if kind == _BOOL_OR_ERROR and length >= 8 and book[at + 7] == 1:
            code = book[at + 6]
        elif kind == _FORMULA and length >= 14 and book[at + 6] == 2 and book[at + 12 : at + 14] == b"\xff\xff":
            code = book[at + 8]
        else:
            continue
        row, column = struct.unpack_from("<HH", book, at)
        yield (row + 1, column), (_ERRORS.get(code, "#?"), "error")
