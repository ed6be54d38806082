"""The witness of a record, for a second authority: it keeps the checkpoints that it was shown and takes a new one only where that
is proven to continue the last.

This file needs Python 3.11 and nothing else, and may be copied to another machine: `python witness.py --help`. On purpose it
shares no code with the platform that it watches. Its folder holds `seen.jsonl`, only ever added to, and `secret`, with which it
marks its answers; where the platform's `public-key.txt` lies there too, signatures are checked (with the library cryptography).
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import os
import re
import secrets
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

LARGEST_REQUEST = 4 * 2**20
OK, REFUSED, USAGE, UNREADABLE = 0, 1, 2, 4
SENTENCES = {
    "accepted": (
        "已留存：{size} 条记录的检查点，与此前所见前后相续。",
        "Kept: the checkpoint of {size} entries; it continues what was seen.",
    ),
    "first": (
        "已留存：这是首次见到的检查点（{size} 条记录），此前无可比对。",
        "Kept: the first checkpoint seen ({size} entries); nothing before to compare with.",
    ),
    "known": ("此检查点（{size} 条记录）早已留存。", "This checkpoint ({size} entries) was kept before."),
    "fork": (
        "不予留存：与已留存的检查点（{held} 条记录）矛盾，记录已被改写。",
        "Refused: it contradicts the checkpoint held ({held} entries): the record was rewritten.",
    ),
    "older": (
        "不予留存：已留存较新的检查点（{held} 条记录），此件只有 {size} 条，记录可能被回退。",
        "Refused: a later checkpoint is held ({held} entries), this one has {size}: the record may have been rolled back.",
    ),
    "no_proof": (
        "不予留存：缺少自已留存的 {held} 条记录起的接续证明，请附上后重送。",
        "Refused: no proof that it continues the {held} entries held; send it again with one.",
    ),
    "malformed": ("不予留存：送来的不是检查点。", "Refused: what was sent is no checkpoint."),
    "signature": ("不予留存：签名与平台公钥不符。", "Refused: the signature is not by the platform's key."),
    "damaged": (
        "留存文件 {path} 第 {line} 行已损坏或被改动，停止工作。请从备份恢复并查明原因。",
        "{path} is damaged or was changed at line {line}; nothing is done. Restore it from a copy and find out why.",
    ),
    "unreadable": ("{path} 读不了。", "{path} cannot be read."),
    "listening": (
        "在 http://127.0.0.1:{port} 等候检查点，留存于 {path}。按 Ctrl+C 停止。",
        "Waiting for checkpoints at http://127.0.0.1:{port}, keeping them in {path}. Ctrl+C stops it.",
    ),
    "shown": ("{at}  {origin}  {size} 条  {root}", "{at}  {origin}  {size} entries  {root}"),
    "nothing": ("尚未留存任何检查点。", "No checkpoint is kept yet."),
    "unchecked": (
        "签名未核对：文件夹中没有 public-key.txt，或未安装 cryptography。",
        "Signatures are not checked: no public-key.txt in the folder, or cryptography is not installed.",
    ),
}
_HASH = re.compile(r"[0-9a-f]{64}")


def say(language: str, code: str, **blanks: Any) -> str:
    """The sentence in Chinese (`zh`) or English (`en`)."""
    return SENTENCES[code][0 if language == "zh" else 1].format(**blanks)


class Damaged(Exception):
    """The witness's own file is not what it wrote."""

    def __init__(self, path: Path, line: int):
        self.path, self.line = path, line
        super().__init__(say("en", "damaged", path=path, line=line))


def read_checkpoint(note: str) -> dict[str, Any]:
    """Origin, size and root of a checkpoint's text. Raises ValueError where it is none."""
    text, blank, signatures = note.partition("\n\n")
    lines = text.split("\n")
    if not blank or not signatures or len(lines) < 3 or not lines[0] or not re.fullmatch(r"[1-9]\d{0,17}", lines[1]):
        raise ValueError("not a checkpoint")
    root = base64.b64decode(lines[2], validate=True)
    if len(root) != 32:
        raise ValueError("not a checkpoint")
    return {"origin": lines[0], "size": int(lines[1]), "root": root.hex()}


def verify_consistency(first: int, second: int, proof: Sequence[bytes], first_root: bytes, second_root: bytes) -> bool:
    """Whether the proof shows that the tree of `first` leaves is the beginning of the larger one (RFC 9162, 2.1.4.2)."""
    if first == second:
        return not proof and first_root == second_root
    if not 0 < first < second:
        return first == 0 < second and not proof and first_root == hashlib.sha256().digest()
    path = list(proof)
    if first & (first - 1) == 0:
        path.insert(0, first_root)
    if not path:
        return False
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn >>= 1
        sn >>= 1
    fr = sr = path[0]
    for other in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr = hashlib.sha256(b"\x01" + other + fr).digest()
            sr = hashlib.sha256(b"\x01" + other + sr).digest()
            while fn != 0 and not fn & 1:
                fn >>= 1
                sn >>= 1
        else:
            sr = hashlib.sha256(b"\x01" + sr + other).digest()
        fn >>= 1
        sn >>= 1
    return sn == 0 and fr == first_root and sr == second_root


def is_signed(note: str, verifier: str) -> bool | None:
    """Whether the note is signed by this key (`name+id+key`); None where that cannot be checked here."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return None
    name, key_id, key = verifier.strip().split("+", 2)
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key)[1:])
    text, _blank, signatures = note.partition("\n\n")
    for line in signatures.splitlines():
        with suppress(ValueError, InvalidSignature):
            dash, signer, encoded = line.split(" ")
            signature = base64.b64decode(encoded, validate=True)
            if dash == "—" and signer == name and signature[:4].hex() == key_id:
                public.verify(signature[4:], (text + "\n").encode())
                return True
    return False


class Witness:
    """The checkpoints seen, in a folder. What it accepts is on the disk before anybody is told."""

    def __init__(self, folder: Path, name: str = "witness"):
        folder.mkdir(parents=True, exist_ok=True)
        self.path, self.name, self._lock = folder / "seen.jsonl", name, threading.Lock()
        self._secret = _secret(folder / "secret")
        key = folder / "public-key.txt"
        self._verifier = key.read_text("utf-8").splitlines()[0] if key.is_file() else ""

    def take(self, request: Any) -> dict[str, Any]:
        """The answer to a request: a checkpoint's text, and proofs by the size from which each leads to it."""
        try:
            note = str(request["checkpoint"])
            new = read_checkpoint(note)
            proofs = {int(size): [_bytes(one) for one in proof] for size, proof in request.get("proofs", {}).items()}
        except (KeyError, TypeError, ValueError, AttributeError):
            return {"accepted": False, "why": "malformed"}
        if self._verifier and is_signed(note, self._verifier) is False:
            return {"accepted": False, "why": "signature", **new}
        with self._lock, self.path.open("a+b") as file:
            _lock_file(file)
            seen = [one for one in self._read(file) if one["origin"] == new["origin"]]
            why = _judged(new, proofs, seen)
            if why == "known":
                return {"accepted": True, "why": why, **next(one for one in seen if one["size"] == new["size"])}
            if why not in ("first", "accepted"):
                held = {name: seen[-1][name] for name in ("origin", "size", "root")}
                return {"accepted": False, "why": why, **new, "held": held}
            kept = {
                **new,
                "note": note,
                "witness": self.name,
                "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
            }
            kept["cosignature"] = self.cosignature(kept)
            file.seek(0, os.SEEK_END)
            file.write(json.dumps(kept, ensure_ascii=False, sort_keys=True).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        _lasting(self.path.parent)
        return {"accepted": True, "why": why, **kept}

    def seen(self) -> list[dict[str, Any]]:
        """All that is kept, in its order. Raises Damaged where the file is not what was written."""
        if not self.path.exists():
            return []
        with self._lock, self.path.open("r+b") as file:
            _lock_file(file)
            return self._read(file)

    def cosignature(self, kept: dict[str, Any]) -> str:
        """The witness's mark on what it keeps; only it can make and check it."""
        text = json.dumps([kept[name] for name in ("witness", "taken_at", "note")], ensure_ascii=False)
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()

    def checks_signatures(self) -> bool:
        return bool(self._verifier) and is_signed("\n\n", self._verifier) is not None

    def _read(self, file: Any) -> list[dict[str, Any]]:
        """What the file holds. A last line without an end was being written when the machine stopped: nobody was told of it."""
        file.seek(0)
        content = file.read()
        whole, _end, torn = content.rpartition(b"\n")
        if torn:
            file.truncate(len(content) - len(torn))
        found = []
        for number, line in enumerate(whole.split(b"\n") if whole else [], 1):
            try:
                kept = json.loads(line)
                is_ours = hmac.compare_digest(kept["cosignature"], self.cosignature(kept))
                is_ours = is_ours and read_checkpoint(kept["note"]) == {
                    name: kept[name] for name in ("origin", "size", "root")
                }
            except (ValueError, KeyError, TypeError):
                is_ours = False
            if not is_ours:
                raise Damaged(self.path, number)
            found.append(kept)
        return found


def _judged(new: dict[str, Any], proofs: dict[int, list[bytes]], seen: list[dict[str, Any]]) -> str:
    if not seen:
        return "first"
    last = seen[-1]
    size, root = new["size"], new["root"]
    for one in seen:
        if one["size"] == size and one["root"] != root:
            return "fork"
    if size == last["size"]:
        return "known"
    if size < last["size"]:
        return "older"
    if last["size"] not in proofs:
        return "no_proof"
    roots = bytes.fromhex(last["root"]), bytes.fromhex(root)
    return "accepted" if verify_consistency(last["size"], size, proofs[last["size"]], *roots) else "fork"


def _bytes(text: str) -> bytes:
    if not _HASH.fullmatch(text):
        raise ValueError("not a hash")
    return bytes.fromhex(text)


def _secret(path: Path) -> bytes:
    """The witness's own secret, made the first time."""
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        _lasting(path.parent)
    return bytes.fromhex(path.read_text("utf-8").strip())


def _lock_file(file: Any) -> None:
    with suppress(ImportError):
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)


def _lasting(folder: Path) -> None:
    """Makes a new file's name in the folder last; systems without it (Windows) are left alone."""
    with suppress(OSError, AttributeError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        os.fsync(descriptor)
        os.close(descriptor)


def server(witness: Witness, port: int) -> ThreadingHTTPServer:
    """A server on the loopback address: POST / takes a checkpoint, GET / tells the last one held of each origin."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                held = {one["origin"]: one for one in witness.seen()}
            except Damaged as error:
                return self._answer(500, {"why": "damaged", "line": error.line})
            return self._answer(200, {"held": list(held.values())})

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            is_json = (
                self.headers.get_content_type() == "application/json"
            )  # which no foreign page can send from a browser
            if not is_json or not 0 < length <= LARGEST_REQUEST:
                return self._answer(413, {"accepted": False, "why": "malformed"})
            try:
                answer = witness.take(json.loads(self.rfile.read(length)))
            except (ValueError, RecursionError):
                answer = {"accepted": False, "why": "malformed"}
            except Damaged as error:
                return self._answer(500, {"accepted": False, "why": "damaged", "line": error.line})
            return self._answer(200 if answer["accepted"] else 409, answer)

        def _answer(self, status: int, content: dict[str, Any]) -> None:
            body = json.dumps(content, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: Any) -> None:
            sys.stderr.write(f"{self.log_date_time_string()} {format % arguments}\n".replace("\r", "\\r"))

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def run_server(witness: Witness, port: int, language: str) -> int:
    """Serves until it is stopped."""
    with server(witness, port) as running:
        print(say(language, "listening", port=running.server_address[1], path=witness.path), flush=True)
        if not witness.checks_signatures():
            print(say(language, "unchecked"), file=sys.stderr, flush=True)
        with suppress(KeyboardInterrupt):
            running.serve_forever()
    return OK


def run_take(witness: Witness, file: Path, out: Path | None, language: str) -> int:
    """Takes the checkpoint in a file, as `mingpin audit send` wrote it, and writes the answer beside it (or where told)."""
    try:
        request = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        print(say(language, "unreadable", path=file), file=sys.stderr)
        return UNREADABLE
    answer = witness.take(request)
    target = out or file.with_name(f"{file.stem}-answer.json")
    target.write_text(json.dumps(answer, ensure_ascii=False, indent=2) + "\n", "utf-8")
    held = answer.get("held", {}).get("size", "")
    print(say(language, answer["why"], size=answer.get("size", ""), held=held))
    print(target)
    if not witness.checks_signatures():
        print(say(language, "unchecked"), file=sys.stderr)
    return OK if answer["accepted"] else REFUSED


def run_show(witness: Witness, language: str) -> int:
    """Lists what is kept, each mark checked."""
    seen = witness.seen()
    for one in seen:
        print(say(language, "shown", at=one["taken_at"], origin=one["origin"], size=one["size"], root=one["root"]))
    if not seen:
        print(say(language, "nothing"))
    return OK


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    commands = parser.add_subparsers(dest="command", required=True)
    for command in ("serve", "take", "show"):
        one = commands.add_parser(command)
        one.add_argument("--folder", type=Path, default=Path("witness"))
        one.add_argument("--name", default="witness")
        if command == "serve":
            one.add_argument("--port", type=int, default=8765)
        if command == "take":
            one.add_argument("file", type=Path)
            one.add_argument("--out", type=Path)
    typed = parser.parse_args(arguments)
    try:
        witness = Witness(typed.folder, typed.name)
        if typed.command == "serve":
            return run_server(witness, typed.port, typed.lang)
        if typed.command == "take":
            return run_take(witness, typed.file, typed.out, typed.lang)
        return run_show(witness, typed.lang)
    except Damaged as error:
        print(say(typed.lang, "damaged", path=error.path, line=error.line), file=sys.stderr)
        return UNREADABLE


if __name__ == "__main__":
    sys.exit(main())
