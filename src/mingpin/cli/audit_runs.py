"""What the commands of `mingpin audit` do and say."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.text import Text

from mingpin.audit import offline
from mingpin.cli.console import emit_json, out
from mingpin.cli.exits import Exit, Stop
from mingpin.cli.platform import need_up_to_date, start_platform
from mingpin.errors import DomainError
from mingpin.language import _, current_language

DATABASE = "database"
STYLES = {
    offline.WITNESSED: "met",
    offline.CONSISTENT_ONLY: "open",
    offline.BROKEN: "not_met",
    offline.CONTRADICTED: "not_met",
}


@contextmanager
def platform(*, needs_database: bool = True) -> Iterator[None]:
    """Inside, the platform's models and actions can be used; what they refuse ends the command with sentences."""
    start_platform()
    if needs_database:
        need_up_to_date()
    try:
        yield
    except DomainError as error:
        raise Stop(Exit.NO, *filter(None, (error.what, error.why, error.remedy))) from error


def verify(where: str, witness: Path | None, *, as_json: bool) -> None:
    """Says what the record is found to be, and exits with what that means."""
    try:
        if where == DATABASE:
            with platform():
                from mingpin.audit.checkpoints import verify_database

                report = verify_database(offline.read_notes(witness) if witness else ())
        else:
            report = offline.verify_export(Path(where), witness)
    except (OSError, ValueError, KeyError) as error:
        path = getattr(error, "filename", None) or where
        raise Stop(Exit.INPUT, _("{path} cannot be read.").format(path=path)) from error
    if as_json:
        emit_json(report.as_json())
    else:
        first, *rest = report.sentences(current_language())
        console = out()
        console.print(Text(first, style=STYLES[report.code]))
        for sentence in rest:
            console.print(Text(sentence))
    sys.exit(report.code)


def checkpoint(*, as_json: bool) -> None:
    """Signs a checkpoint and shows it."""
    with platform():
        from mingpin.audit.checkpoints import make_checkpoint

        made = make_checkpoint()
    if as_json:
        emit_json({"size": made.size, "root": made.root, "at": made.at.isoformat(), "note": made.note})
    else:
        out().print(Text(_("Signed: the checkpoint of the first {size} entries.").format(size=made.size), style="met"))
        out().print(Text(made.note))


def send(target: str) -> None:
    """Brings a fresh checkpoint to a witness."""
    with platform():
        from mingpin.accounts.acting import Acting
        from mingpin.audit.actions import keep_answer
        from mingpin.audit.checkpoints import make_checkpoint
        from mingpin.audit.sending import ask_witness, request_to_witness

        made = make_checkpoint()
        if target.startswith(("http://", "https://")):
            answered = ask_witness(target, made)
            keep_answer(answer=answered, by=Acting.platform("audit send"))
            _tell(answered)
        else:
            request = request_to_witness(made)
            try:
                Path(target).write_text(json.dumps(request, ensure_ascii=False, indent=2) + "\n", "utf-8")
            except OSError as error:
                raise Stop(Exit.OUTPUT, _("{path} cannot be written.").format(path=target)) from error
            out().print(Text(_("Written: {path}. Bring it to the witness, and its answer back.").format(path=target)))


def answer(file: Path) -> None:
    """Keeps a witness's answer that was carried here."""
    try:
        content: Any = json.loads(file.read_text("utf-8"))
        if not isinstance(content, dict):
            raise ValueError
    except (OSError, ValueError) as error:
        raise Stop(Exit.INPUT, _("{path} cannot be read.").format(path=file)) from error
    with platform():
        from mingpin.accounts.acting import Acting
        from mingpin.audit.actions import keep_answer

        keep_answer(answer=content, by=Acting.platform("audit answer"))
    _tell(content)


def export(folder: Path) -> None:
    """Writes the record into a folder."""
    with platform():
        from mingpin.audit.exporting import export_record

        try:
            count = export_record(folder)
        except FileExistsError as error:
            raise Stop(Exit.OUTPUT, _("{path} holds files already; name a new folder.").format(path=folder)) from error
        except OSError as error:
            raise Stop(Exit.OUTPUT, _("{path} cannot be written.").format(path=folder)) from error
    out().print(Text(_("Written: {count} entries into {path}.").format(count=count, path=folder)))


def key() -> None:
    """Makes the key where there is none; prints its public part."""
    with platform(needs_database=False):
        from django.conf import settings

        from mingpin.audit.notes import make_key, public_key_text, signing_key

        path = Path(settings.AUDIT_KEY_FILE)
        try:
            make_key(path)
            out().print(Text(_("Made: {path}. Keep a copy of it elsewhere.").format(path=path), style="met"))
        except FileExistsError:
            pass
        except OSError as error:
            raise Stop(Exit.OUTPUT, _("{path} cannot be written.").format(path=path)) from error
        text = public_key_text(settings.AUDIT_ORIGIN, signing_key().public_key())
    sys.stdout.write(text)


def _tell(answered: dict[str, Any]) -> None:
    """Says what the witness answered; exits with NO where it refused."""
    blanks = {"witness": answered.get("witness", ""), "size": answered.get("size"), "why": answered.get("why", "")}
    if answered.get("accepted"):
        said = _("The witness {witness} holds the checkpoint of the first {size} entries.")
        out().print(Text(said.format(**blanks), style="met"))
        return
    held = (answered.get("held") or {}).get("size", "—")
    raise Stop(
        Exit.NO,
        _("The witness refused the checkpoint of the first {size} entries ({why}).").format(**blanks),
        _("It holds that of {held} entries. Run `mingpin audit verify` with what it kept, and find out why.").format(
            held=held
        ),
    )
