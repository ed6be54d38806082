"""Verifies the record, from an export or from the database: every link, every checkpoint, and against what a witness kept.

This file needs Python 3.11 and nothing else, and may be copied to another machine: `python offline.py DIR --witness seen.jsonl`.
Signatures are checked where the library cryptography is installed; where not, that is said. On purpose it shares no code with
what writes the record.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

WITNESSED, UNREADABLE, CONSISTENT_ONLY, BROKEN, CONTRADICTED = 0, 4, 10, 11, 12
"""Exit codes: intact and witnessed · cannot be read · internally consistent only · broken · not the witness's history."""
SENTENCES = {
    "missing": ("缺少第 {sequence} 条记录。", "Entry {sequence} is missing."),
    "order": ("第 {sequence} 条记录处出现了编号 {found}。", "Where entry {sequence} belongs stands number {found}."),
    "previous": ("第 {sequence} 条记录与前一条接不上。", "Entry {sequence} does not follow from the one before."),
    "hash": (
        "第 {sequence} 条记录的内容与其摘要不符。",
        "The content of entry {sequence} is not what its hash was made of.",
    ),
    "leaf": ("第 {sequence} 条记录的内容不可辨认。", "The content of entry {sequence} cannot be understood."),
    "column": (
        "第 {sequence} 条记录的“{name}”一栏与其内容不符。",
        "The column “{name}” of entry {sequence} is not what the entry says.",
    ),
    "private_changed": ("第 {sequence} 条记录的个人信息被改动。", "The personal part of entry {sequence} was changed."),
    "private_missing": (
        "第 {sequence} 条记录的个人信息不见了，又没有删除的记录。",
        "The personal part of entry {sequence} is gone and no erasure is recorded.",
    ),
    "private_back": (
        "第 {sequence} 条记录的个人信息按记录已删除，却仍在。",
        "The personal part of entry {sequence} is there though its erasure is recorded.",
    ),
    "private_foreign": (
        "第 {sequence} 条记录附有不属于它的个人信息。",
        "Entry {sequence} has a personal part that it does not know of.",
    ),
    "unreadable": ("第 {sequence} 条记录读不出来：{why}", "Entry {sequence} cannot be read: {why}"),
    "head": (
        "链头记为 {found} 条，实有 {sequence} 条，或末条摘要不符。",
        "The head says {found} entries; {sequence} are there, or the last is another.",
    ),
    "checkpoint_size": (
        "平台自己的检查点有 {found} 条，实有 {sequence} 条。",
        "The platform's own checkpoint has {found} entries; {sequence} are there.",
    ),
    "checkpoint_root": (
        "第 {sequence} 至 {last} 条记录与平台自己的检查点（{found} 条）不符。",
        "Entries {sequence} to {last} are not those of the platform's own checkpoint ({found} entries).",
    ),
    "checkpoint_text": ("检查点不可辨认：{found}", "A checkpoint cannot be understood: {found}"),
    "checkpoint_signature": (
        "检查点（{found} 条）的签名不是平台公钥所签。",
        "The signature on the checkpoint of {found} entries is not by the platform's key.",
    ),
    "rollback": (
        "回退：第二方留存的检查点有 {found} 条，实有 {sequence} 条。",
        "Rolled back: the witness holds a checkpoint of {found} entries; {sequence} are there.",
    ),
    "fork": (
        "改写：第 {sequence} 至 {last} 条记录与第二方留存的检查点（{found} 条）不符。",
        "Rewritten: entries {sequence} to {last} are not those of the checkpoint that the witness holds ({found} entries).",
    ),
}
OUTCOMES = {
    WITNESSED: (
        "完好：前 {witnessed} 条与第二方留存的检查点一致。",
        "Intact: the first {witnessed} entries are those of the checkpoint that a second party holds.",
    ),
    CONSISTENT_ONLY: (
        "仅内部一致：没有第二方留存的检查点，整体改写或截尾在此看不出来。",
        "Internally consistent only: no checkpoint of a second party; a record rewritten or cut off as a whole looks the same.",
    ),
    BROKEN: ("已破坏。", "Broken."),
    CONTRADICTED: ("与第二方留存的检查点矛盾。", "Contradicts the checkpoint that a second party holds."),
}
FACTS = {
    "entries": ("记录 {size} 条，根 {root}", "{size} entries, root {root}"),
    "after": (
        "其后 {count} 条尚无第二方留存的检查点。",
        "The {count} entries after them are in no checkpoint of a second party yet.",
    ),
    "erased": ("依规定删除个人信息的记录：{count} 条。", "Entries whose personal part was erased: {count}."),
    "private_no": ("导出件不含个人信息，未核对。", "The export has no personal parts; they were not checked."),
    "signed_yes": (
        "平台检查点 {count} 个，签名均已核对。",
        "{count} checkpoints of the platform, all signatures checked.",
    ),
    "signed_no": (
        "平台检查点 {count} 个，签名未核对（缺公钥或未安装 cryptography）。",
        "{count} checkpoints of the platform, signatures not checked (no public key, or cryptography is not installed).",
    ),
    "foreign": ("所给的第二方留存件中没有本记录的检查点。", "The witness's file holds no checkpoint of this record."),
    "unreadable": ("{path} 读不了。", "{path} cannot be read."),
}


class Unreadable(Exception):
    """The database or a file gives no entry here."""


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was written. `sequence` is the first entry that it is about."""

    code: str
    sequence: int
    blanks: Mapping[str, Any] = field(default_factory=dict)

    def sentence(self, language: str = "zh") -> str:
        return _said(SENTENCES[self.code], language, sequence=self.sequence, **self.blanks)


@dataclass
class Report:
    """What verifying found. `code` is the exit code."""

    size: int = 0
    root: str = ""
    erased: int = 0
    checkpoints: int = 0
    witnessed: int = 0
    signatures_checked: bool = False
    private_checked: bool = True
    is_foreign_witness: bool = False
    findings: list[Finding] = field(default_factory=list)
    code: int = CONSISTENT_ONLY

    def sentences(self, language: str = "zh") -> Iterator[str]:
        """The report in words, the outcome first."""
        yield _said(OUTCOMES[self.code], language, witnessed=self.witnessed)
        yield from (finding.sentence(language) for finding in self.findings)
        yield _said(FACTS["entries"], language, size=self.size, root=self.root)
        if self.code == WITNESSED and self.size > self.witnessed:
            yield _said(FACTS["after"], language, count=self.size - self.witnessed)
        if self.is_foreign_witness:
            yield _said(FACTS["foreign"], language)
        if self.erased:
            yield _said(FACTS["erased"], language, count=self.erased)
        if not self.private_checked:
            yield _said(FACTS["private_no"], language)
        signed = "signed_yes" if self.signatures_checked else "signed_no"
        yield _said(FACTS[signed], language, count=self.checkpoints)

    def as_json(self) -> dict[str, Any]:
        found = [{"code": one.code, "sequence": one.sequence, **one.blanks} for one in self.findings]
        return {**{name: getattr(self, name) for name in self.__dataclass_fields__}, "findings": found}


@dataclass(frozen=True)
class Checkpoint:
    origin: str
    size: int
    root: str
    note: str


@dataclass(frozen=True)
class Against:
    """What the entries are held against: the platform's checkpoints and key, a witness's checkpoints, the head of the chain."""

    checkpoints: Sequence[str] = ()
    witnessed: Sequence[str] = ()
    verifier: str = ""
    head: tuple[int, str] | None = None
    origin: str = ""
    later_erasures: Callable[[], Iterable[int]] = tuple
    """Entries whose erasure is recorded after those that are read: a database goes on while it is read."""


def verify(records: Iterable[Mapping[str, Any]], against: Against = Against()) -> Report:
    """What the entries are found to be, in their order. Reads each once and holds none.

    A record has sequence, leaf, previous, hash; also `private` where personal parts are known (None: there is none), and
    `columns` where the database repeats what the leaf says.
    """
    report = Report()
    own, bad = _parsed(against.checkpoints)
    seen, bad_seen = _parsed(against.witnessed)
    report.findings += [Finding("checkpoint_text", 0, {"found": note.split("\n")[0][:60]}) for note in bad + bad_seen]
    origin = against.origin or next((one.origin for one in own), "") or next((one.origin for one in seen), "")
    seen = [one for one in seen if one.origin == origin]
    report.is_foreign_witness = bool(against.witnessed) and not seen
    pass_ = Pass(sizes={one.size for one in own + seen})
    broken = pass_.over(records, against.later_erasures)
    report.size, report.root, report.erased = pass_.size, pass_.root().hex(), len(pass_.erased & pass_.committed)
    report.private_checked, report.checkpoints = pass_.saw_private, len(own)
    if broken is not None:
        report.findings.insert(0, broken)
        report.code = BROKEN
        return report
    contradicted = list(_compared(seen, pass_, "rollback", "fork"))
    wrong = list(_compared(own, pass_, "checkpoint_size", "checkpoint_root"))
    if against.head is not None and against.head != (pass_.size, pass_.chain):
        wrong.append(Finding("head", pass_.size, {"found": against.head[0]}))
    report.signatures_checked, forged = _signatures(own + seen, against.verifier)
    report.findings += [*contradicted, *wrong, *forged]
    if contradicted:
        report.code = CONTRADICTED
    elif report.findings:
        report.code = BROKEN
    elif seen:
        report.code, report.witnessed = WITNESSED, max(one.size for one in seen)
    return report


class Pass:
    """One reading of the entries from one of them on: chain, tree, personal parts."""

    def __init__(
        self,
        size: int = 0,
        chain: str = "0" * 64,
        peaks: Iterable[tuple[int, bytes]] = (),
        sizes: Iterable[int] = (),
    ):
        self.size, self.chain, self.peaks = size, chain, list(peaks)
        self.sizes, self.roots = set(sizes), {size: self.root()}
        self.erased: set[int] = set()
        self.committed: set[int] = set()
        self.missing: set[int] = set()
        self.saw_private = True

    def over(
        self, records: Iterable[Mapping[str, Any]], later_erasures: Callable[[], Iterable[int]] = tuple
    ) -> Finding | None:
        """The first broken link."""
        try:
            for record in records:
                found = self._entry(record)
                if found is not None:
                    return found
            if self.missing - self.erased:
                self.missing -= set(later_erasures())
        except Unreadable as error:
            return Finding("unreadable", self.size, {"why": str(error)})
        return self._personal()

    def _entry(self, record: Mapping[str, Any]) -> Finding | None:
        number = self.size
        if record["sequence"] != number:
            is_gap = isinstance(record["sequence"], int) and record["sequence"] > number
            return Finding("missing", number) if is_gap else Finding("order", number, {"found": record["sequence"]})
        if record["previous"] != self.chain:
            return Finding("previous", number)
        leaf = str(record["leaf"]).encode("utf-8", "surrogatepass")
        if hashlib.sha256(bytes.fromhex(self.chain) + leaf).hexdigest() != record["hash"]:
            return Finding("hash", number)
        try:
            said = json.loads(leaf)
            told = said["sequence"], said["action"], said["after"], said["private"]
        except (ValueError, KeyError, TypeError):
            return Finding("leaf", number)
        if told[0] != number:
            return Finding("order", number, {"found": told[0]})
        for name, value in record.get("columns", {}).items():
            if value != _column(said, name):
                return Finding("column", number, {"name": name})
        if told[1] == "erase_private":
            self.erased.update(int(one) for one in told[2].get("entries", ()))
        self.size, self.chain = number + 1, record["hash"]
        self._grow(hashlib.sha256(b"\x00" + leaf).digest())
        return self._private(number, told[3], record)

    def _private(self, number: int, commitment: str | None, record: Mapping[str, Any]) -> Finding | None:
        if commitment is not None:
            self.committed.add(number)
        if "private" not in record:
            self.saw_private = False
            return None
        held = record["private"]
        if held is None:
            if commitment is not None:
                self.missing.add(number)
            return None
        if commitment is None:
            return Finding("private_foreign", number)
        try:
            made = hmac.new(bytes.fromhex(held["salt"]), held["content"].encode(), hashlib.sha256).hexdigest()
        except (ValueError, TypeError, AttributeError):
            made = ""
        is_whole = re.fullmatch(r"[0-9a-f]{64}", str(held["salt"])) and made == commitment
        return None if is_whole else Finding("private_changed", number)

    def _personal(self) -> Finding | None:
        if not self.saw_private:
            return None
        gone, back = self.missing - self.erased, (self.committed & self.erased) - self.missing
        if gone:
            return Finding("private_missing", min(gone))
        return Finding("private_back", min(back)) if back else None

    def _grow(self, leaf: bytes) -> None:
        count = 1
        while self.peaks and self.peaks[-1][0] == count:
            leaf = hashlib.sha256(b"\x01" + self.peaks.pop()[1] + leaf).digest()
            count *= 2
        self.peaks.append((count, leaf))
        if self.size in self.sizes:
            self.roots[self.size] = self.root()

    def root(self) -> bytes:
        found = b""
        for _count, left in reversed(self.peaks):
            found = hashlib.sha256(b"\x01" + left + found).digest() if found else left
        return found or hashlib.sha256().digest()


def _column(said: Mapping[str, Any], name: str) -> Any:
    """What the leaf says for a column of the database."""
    if name in ("object_type", "object_id"):
        return said["object"][name.removeprefix("object_")]
    return said[name]


def _compared(held: Sequence[Checkpoint], pass_: Pass, short: str, other: str) -> Iterator[Finding]:
    """The first checkpoint that the entries contradict, and how."""
    agreed = 0
    for one in sorted(held, key=lambda one: one.size):
        if one.size > pass_.size:
            yield Finding(short, pass_.size, {"found": one.size})
            return
        if pass_.roots[one.size].hex() != one.root:
            yield Finding(other, agreed, {"found": one.size, "last": one.size - 1})
            return
        agreed = one.size


def _parsed(notes: Sequence[str]) -> tuple[list[Checkpoint], list[str]]:
    found, bad = [], []
    for note in notes:
        lines = note.partition("\n\n")[0].split("\n")
        try:
            root = base64.b64decode(lines[2], validate=True)
            found.append(Checkpoint(lines[0], int(lines[1]), root.hex(), note))
        except (ValueError, IndexError):
            bad.append(note)
    return found, bad


def _signatures(checkpoints: Sequence[Checkpoint], verifier: str) -> tuple[bool, list[Finding]]:
    """Whether signatures could be checked, and those that are not by the key."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        name, key_id, key = verifier.strip().split("+", 2)
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key)[1:])
    except (ImportError, ValueError):
        return False, []
    forged = []
    for one in checkpoints:
        text, _blank, signatures = one.note.partition("\n\n")
        is_ours = False
        for line in signatures.splitlines():
            with suppress(ValueError, InvalidSignature):
                dash, signer, encoded = line.split(" ")
                signature = base64.b64decode(encoded, validate=True)
                if dash == "—" and signer == name and signature[:4].hex() == key_id:
                    public.verify(signature[4:], (text + "\n").encode())
                    is_ours = True
        if not is_ours:
            forged.append(Finding("checkpoint_signature", 0, {"found": one.size}))
    return True, forged


def _said(sentence: tuple[str, str], language: str, **blanks: Any) -> str:
    return sentence[0 if language == "zh" else 1].format(**blanks)


def read_export(folder: Path) -> Iterator[dict[str, Any]]:
    """The entries of an export, in their order. Raises Unreadable where a line is none."""
    try:
        with (folder / "entries.jsonl").open(encoding="utf-8", newline="\n") as lines:
            for line in lines:
                record = json.loads(line)
                if not isinstance(record, dict) or not {"sequence", "leaf", "previous", "hash"} <= record.keys():
                    raise Unreadable("entries.jsonl")
                yield record
    except (OSError, ValueError) as error:
        raise Unreadable(f"entries.jsonl: {error}") from error


def read_notes(path: Path) -> list[str]:
    """The checkpoints in a file: one JSON object for each line, or one object; a witness's file, its answer, or an export's."""
    text = path.read_text("utf-8")
    try:
        found = [json.loads(line) for line in text.splitlines() if line.strip()]
    except ValueError:
        found = [json.loads(text)]
    return [str(one["note"]) for one in found if isinstance(one, dict) and "note" in one]


def verify_export(folder: Path, witness: Path | None = None, key: Path | None = None) -> Report:
    """What an export is found to be. Raises OSError or ValueError where a file cannot be read."""
    key = key or folder / "public-key.txt"
    verifier = key.read_text("utf-8").split("\n")[0] if key.exists() else ""
    own = folder / "checkpoints.jsonl"
    about = json.loads((folder / "export.json").read_text("utf-8"))
    against = Against(
        checkpoints=read_notes(own) if own.exists() else (),
        witnessed=read_notes(witness) if witness else (),
        verifier=verifier,
        head=(about["size"], about["hash"]),
        origin=about["origin"],
    )
    return verify(read_export(folder), against)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export", type=Path, metavar="DIR")
    parser.add_argument("--witness", type=Path, metavar="FILE")
    parser.add_argument("--key", type=Path, metavar="FILE")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    typed = parser.parse_args(arguments)
    try:
        report = verify_export(typed.export, typed.witness, typed.key)
    except (OSError, ValueError, KeyError) as error:
        path = getattr(error, "filename", None) or typed.export
        print(_said(FACTS["unreadable"], typed.lang, path=path), file=sys.stderr)
        return UNREADABLE
    print("\n".join(report.sentences(typed.lang)))
    return report.code


if __name__ == "__main__":
    sys.exit(main())
