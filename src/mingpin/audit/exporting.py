"""The record as files that can be verified elsewhere, without the platform and without personal parts."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from mingpin.audit import offline, reading
from mingpin.audit.notes import public_key_text, signing_key

FILES = ("entries.jsonl", "checkpoints.jsonl", "public-key.txt", "export.json", "verify.py")


def export_record(folder: Path) -> int:
    """Writes entries, checkpoints, the public key and the verifier into a folder; how many entries.

    Raises OSError where it cannot, FileExistsError where the folder holds anything.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(folder)
    with reading.fresh_connection() as connection:
        notes = reading.notes(connection)
        end = reading.end_of(connection)
        with (folder / "entries.jsonl").open("w", encoding="utf-8", newline="\n") as file:
            for record in reading.entries(connection, 0, end.size):
                shown = {name: record[name] for name in ("sequence", "leaf", "previous", "hash")}
                file.write(json.dumps(shown, ensure_ascii=False, sort_keys=True) + "\n")
    with (folder / "checkpoints.jsonl").open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps({"note": note}, ensure_ascii=False) + "\n" for note in notes)
    key = public_key_text(settings.AUDIT_ORIGIN, signing_key().public_key())
    (folder / "public-key.txt").write_text(key, "utf-8")
    about = {"origin": settings.AUDIT_ORIGIN, "size": end.size, "hash": end.hash, "at": timezone.now().isoformat()}
    (folder / "export.json").write_text(json.dumps(about, ensure_ascii=False, indent=2) + "\n", "utf-8")
    shutil.copyfile(offline.__file__, folder / "verify.py")
    return end.size
