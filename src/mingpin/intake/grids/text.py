"""Text files as a stream of characters: the encoding is found by reading the whole file once, in bounded memory."""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mingpin.intake.grids.limits import MIB, Limits, Refusal

_ENOUGH_UTF8 = 4
"""A file that is UTF-8 for this many characters beyond ASCII and then breaks is damaged UTF-8, not another encoding."""
_HEAD = 1 << 16
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True)
class TextFile:
    """A file that is text from beginning to end, in `encoding`, after `skip` bytes of byte order mark."""

    path: Path
    encoding: str
    skip: int
    state: tuple[int, int]

    def chunks(self, size: int = 4 * MIB) -> Iterator[str]:
        """The text, in pieces of about so many bytes. Raises Refusal where the file is no longer what it was."""
        if file_state(self.path) != self.state:
            raise Refusal("changed")
        decoder = codecs.getincrementaldecoder(self.encoding)()
        with self.path.open("rb") as file:
            file.seek(self.skip)
            while data := file.read(size):
                yield decoder.decode(data)
            yield decoder.decode(b"", final=True)


def open_text(path: Path, limits: Limits) -> TextFile:
    """The file with its encoding: UTF-8 or UTF-16 with or without byte order mark, or GB18030.

    Raises Refusal where it is no text, or has a line longer than the limit; it is not read on from there.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    bom, encoding = next(((bom, encoding) for bom, encoding in _BOMS if head.startswith(bom)), (b"", ""))
    text = TextFile(path, encoding or _utf16_without_mark(head) or "utf-8", len(bom), file_state(path))
    if text.encoding != "utf-8":
        _check(text, limits, "utf16")
        return text
    try:
        _check(text, limits, "")
    except UnicodeDecodeError:
        _check_damaged_utf8(text, limits, is_marked=bool(bom))
        text = TextFile(path, "gb18030", 0, text.state)
        _check(text, limits, "encoding")
    return text


def file_state(path: Path) -> tuple[int, int]:
    """What changes when the file is written to."""
    state = os.stat(path)
    return state.st_size, state.st_mtime_ns


def _utf16_without_mark(head: bytes) -> str:
    """UTF-16 shows by its line ends, separators and digits: every other byte of them is zero."""
    if b"\0" not in head:
        return ""
    low, high = head[1::2].count(0), head[0::2].count(0)
    encoding, line_end = ("utf-16-le", b"\n\0") if low > high else ("utf-16-be", b"\0\n")
    at = head.find(line_end)
    while at % 2 and at >= 0:
        at = head.find(line_end, at + 1)
    if at < 0 or min(low, high) > max(low, high) // 20:
        return ""
    try:
        codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return ""
    return encoding


def _check(text: TextFile, limits: Limits, refusal: str) -> None:
    """Reads the text through. Raises Refusal for what no text table holds; UnicodeDecodeError where `refusal` is blank."""
    line, length = 1, 0
    try:
        for chunk in text.chunks(limits.max_line // 2):
            if "\0" in chunk:
                raise Refusal("nul")
            last = max(chunk.rfind("\n"), chunk.rfind("\r"))
            if last < 0:
                length += len(chunk)
            else:
                line, length = line + chunk.count("\n"), len(chunk) - last - 1
            if length > limits.max_line:
                raise Refusal("line", line=line, limit=limits.max_line >> 10)
    except UnicodeDecodeError as error:
        if not refusal:
            raise
        raise Refusal(refusal) from error


def _check_damaged_utf8(text: TextFile, limits: Limits, is_marked: bool) -> None:
    """Raises Refusal where what precedes the first byte that is not UTF-8 shows that the text was meant to be UTF-8."""
    decoder, lines, beyond = codecs.getincrementaldecoder("utf-8")(), 1, 0
    with text.path.open("rb") as file:
        file.seek(text.skip)
        while True:
            data = file.read(limits.max_line)
            held = decoder.getstate()[0]
            try:
                read = decoder.decode(data, final=not data)
            except UnicodeDecodeError as error:
                read = (held + data)[: error.start].decode("utf-8", errors="ignore")
                data = b""
            lines += read.count("\n")
            beyond += 0 if read.isascii() else sum(not character.isascii() for character in read)
            if not data:
                break
    if is_marked or beyond >= _ENOUGH_UTF8:
        raise Refusal("utf8", line=lines)
