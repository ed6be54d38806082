"""A zip archive looked at before it is opened: its directory first, then each part as a stream that keeps to what it declared."""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from mingpin.intake.grids.limits import MIB, Limits, Refusal

ZIP_MAGIC = b"PK\x03\x04"
_END, _END64, _LOCATOR = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_END_SIZE, _LONGEST_COMMENT, _LOCATOR_SIZE = 22, 65_535, 20
_LARGEST_DIRECTORY = 4 * MIB
_RATIO_COUNTS_FROM = 16 * MIB
_STORED, _DEFLATED = 0, 8
_UNICODE_NAME, _UNICODE_PATH = 0x800, 0x7075
_CHUNK = MIB // 4


@dataclass(frozen=True)
class Entry:
    """A part of the archive as its directory declares it."""

    name: str
    offset: int
    packed: int
    size: int
    crc: int
    method: int
    is_folder: bool


def entries_of(file: BinaryIO, limits: Limits) -> tuple[Entry, ...]:
    """The parts of an archive in the order of its directory. Raises Refusal where the directory is broken or asks for harm:
    too many or overlapping or repeated parts, sizes or a ratio beyond the limits, names that lead elsewhere, links, passwords."""
    _check_end(file, limits)
    try:
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error, UnicodeDecodeError) as error:
        raise Refusal("damaged") from error
    entries = tuple(_entry(info) for info in infos)
    _check_names(entries)
    _check_places(entries)
    _check_sizes(entries, limits)
    return entries


def unpacked(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    """The bytes of a part, in chunks. Raises Refusal as soon as they are more than was declared, or not what was packed."""
    file.seek(entry.offset)
    header = file.read(30)
    if len(header) < 30 or not header.startswith(ZIP_MAGIC):
        raise Refusal("damaged")
    file.seek(sum(struct.unpack("<HH", header[26:30])), 1)
    size, crc = 0, 0
    for chunk in (_inflated if entry.method == _DEFLATED else _read)(file, entry.packed):
        size += len(chunk)
        if size > entry.size:
            raise Refusal("forged", entry=entry.name)
        crc = zlib.crc32(chunk, crc)
        yield chunk
    if size != entry.size:
        raise Refusal("forged", entry=entry.name)
    if crc != entry.crc:
        raise Refusal("damaged")


def _read(file: BinaryIO, length: int) -> Iterator[bytes]:
    while length > 0:
        chunk = file.read(min(_CHUNK, length))
        if not chunk:
            raise Refusal("damaged")
        length -= len(chunk)
        yield chunk


def _inflated(file: BinaryIO, length: int) -> Iterator[bytes]:
    inflater, packed = zlib.decompressobj(-15), _read(file, length)
    while not inflater.eof:
        given = inflater.unconsumed_tail or next(packed, b"")
        try:
            chunk = inflater.decompress(given, MIB)
        except zlib.error as error:
            raise Refusal("damaged") from error
        if chunk:
            yield chunk
        elif not given:
            raise Refusal("damaged")


def _check_end(file: BinaryIO, limits: Limits) -> None:
    """Before anything is built from it: the directory stands at the very end, and is of a size that we read."""
    length = file.seek(0, 2)
    start = max(0, length - _END_SIZE - _LONGEST_COMMENT)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise Refusal("damaged")
    count, directory, comment = (
        *struct.unpack("<HI", tail[at + 10 : at + 16]),
        *struct.unpack("<H", tail[at + 20 : at + 22]),
    )
    if at + _END_SIZE + comment != len(tail):
        raise Refusal("polyglot")
    end = start + at
    if tail[max(0, at - _LOCATOR_SIZE) : at].startswith(_LOCATOR):
        end = struct.unpack("<Q", tail[at - 12 : at - 4])[0]
        file.seek(min(end, length))
        large = file.read(56)
        if len(large) < 56 or not large.startswith(_END64):
            raise Refusal("damaged")
        count, directory = struct.unpack("<QQ", large[32:48])
    if count > limits.max_entries or directory > _LARGEST_DIRECTORY:
        raise Refusal("entries", count=count, limit=limits.max_entries)
    if directory > end:
        raise Refusal("damaged")
    file.seek(0)
    if file.read(4) not in (ZIP_MAGIC, _END):
        raise Refusal("polyglot")


def _entry(info: zipfile.ZipInfo) -> Entry:
    name = _name(info)
    if info.flag_bits & 0x1:
        raise Refusal("password")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise Refusal("link", entry=name)
    if info.compress_type not in (_STORED, _DEFLATED):
        raise Refusal("packing")
    packed, size = info.compress_size, info.file_size
    return Entry(name, info.header_offset, packed, size, info.CRC, info.compress_type, name.endswith("/"))


def _name(info: zipfile.ZipInfo) -> str:
    """The name as it was written: UTF-8 where the archive says so or it can be, else GBK, which Windows in China writes."""
    written = info.orig_filename
    if not info.flag_bits & _UNICODE_NAME:
        given = written.encode("cp437", errors="replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                written = given.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
        written = _unicode_path(info.extra, given) or written
    return written.replace("\\", "/")


def _unicode_path(extra: bytes, given: bytes) -> str | None:
    """The UTF-8 name that some packers write beside the other one."""
    while len(extra) >= 4:
        kind, length = struct.unpack("<HH", extra[:4])
        field, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == _UNICODE_PATH and len(field) > 5 and struct.unpack("<I", field[1:5])[0] == zlib.crc32(given):
            return field[5:].decode("utf-8", errors="replace")
    return None


def _check_names(entries: tuple[Entry, ...]) -> None:
    seen: set[str] = set()
    for entry in entries:
        parts = entry.name.split("/")
        if "\0" in entry.name or ".." in parts or entry.name.startswith("/") or re.match("[A-Za-z]:", entry.name):
            raise Refusal("path", entry=entry.name.replace("\0", "␀")[:200])
        if entry.name.lower() in seen:
            raise Refusal("repeated", entry=entry.name)
        seen.add(entry.name.lower())


def _check_places(entries: tuple[Entry, ...]) -> None:
    """Parts that share bytes are how a small archive becomes a large one; bytes before the first are another file."""
    end = 0
    for position, entry in enumerate(sorted(entries, key=lambda entry: entry.offset)):
        if position == 0 and entry.offset != 0:
            raise Refusal("polyglot")
        if entry.offset < end:
            raise Refusal("overlap", entry=entry.name)
        end = entry.offset + 30 + entry.packed


def _check_sizes(entries: tuple[Entry, ...], limits: Limits) -> None:
    if sum(entry.size for entry in entries) > limits.max_unpacked:
        raise Refusal("bomb", limit=limits.max_unpacked // MIB)
    for entry in entries:
        if entry.size > _RATIO_COUNTS_FROM and entry.size > limits.max_ratio * max(entry.packed, 1):
            raise Refusal("bomb", limit=limits.max_unpacked // MIB)
