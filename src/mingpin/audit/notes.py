"""Signed statements of how far the record goes: a checkpoint's text, in the manner of signed notes, with an Ed25519 signature.

mingpin/4107
1200
<root of the tree, base64>
2026-11-27T15:00:00Z

— mingpin/4107 <four bytes of the key's name and the signature, base64>
"""

from __future__ import annotations

import base64
import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

from mingpin.audit.canonical import canonical
from mingpin.errors import Unavailable
from mingpin.language import _

_ED25519 = b"\x01"


@dataclass(frozen=True)
class Statement:
    """What a checkpoint says: this many entries have this root, as of this time."""

    origin: str
    size: int
    root: bytes
    at: datetime

    def text(self) -> str:
        root = base64.b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\n{canonical(self.at)[1:-1]}\n"


def signed(statement: Statement, key: Ed25519PrivateKey) -> str:
    """The statement with its signature."""
    text = statement.text()
    signature = key_id(statement.origin, key.public_key()) + key.sign(text.encode())
    return f"{text}\n— {statement.origin} {base64.b64encode(signature).decode()}\n"


def is_signed(note: str, origin: str, key: Ed25519PublicKey) -> bool:
    """Whether the note bears a signature by this key."""
    text, _blank, signatures = note.partition("\n\n")
    for line in signatures.splitlines():
        with suppress(ValueError, InvalidSignature):
            dash, signer, encoded = line.split(" ")
            signature = base64.b64decode(encoded, validate=True)
            if dash == "—" and signer == origin and signature[:4] == key_id(origin, key):
                key.verify(signature[4:], (text + "\n").encode())
                return True
    return False


def key_id(origin: str, key: Ed25519PublicKey) -> bytes:
    return hashlib.sha256(origin.encode() + b"\n" + _ED25519 + _raw(key)).digest()[:4]


def public_key_text(origin: str, key: Ed25519PublicKey) -> str:
    """The public key as others need it: a line for verifiers of signed notes, then PEM."""
    line = f"{origin}+{key_id(origin, key).hex()}+{base64.b64encode(_ED25519 + _raw(key)).decode()}"
    return f"{line}\n{key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()}"


def signing_key() -> Ed25519PrivateKey:
    """The platform's key, from AUDIT_KEY_FILE; outside of production made the first time. Raises Unavailable without one."""
    path = Path(settings.AUDIT_KEY_FILE)
    if not path.exists() and not settings.PRODUCTION:
        with suppress(FileExistsError):  # another process made it just now
            make_key(path)
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise Unavailable(
            _("The key that signs checkpoints cannot be read."),
            why=_("AUDIT_KEY_FILE names {path}.").format(path=path),
            remedy=_("Make a key with `mingpin audit key`, and keep a copy of it elsewhere."),
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Unavailable(_("The key that signs checkpoints is no Ed25519 key."))
    return key


def make_key(path: Path) -> None:
    """Writes a new key where there is none, readable by its owner only. Raises FileExistsError where there is one."""
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # fails where there is one: of two that start together, one makes the key
    finally:
        draft.unlink()


def _raw(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)
