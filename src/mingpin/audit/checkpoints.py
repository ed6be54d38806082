"""Checkpoints: how far the record goes and its root, signed; what shows that one continues another; the record verified."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from mingpin.audit import reading, tree
from mingpin.audit.models import Checkpoint, Entry
from mingpin.audit.notes import Statement, is_signed, public_key_text, signed, signing_key
from mingpin.audit.offline import Against, Pass, Report, verify
from mingpin.errors import DomainError, Unavailable
from mingpin.language import _


class Broken(DomainError):
    """The record on the disk is not what was written: nothing is signed."""

    code = "broken"


@dataclass(frozen=True)
class Draft:
    """What is about to be signed, as this session sees it."""

    size: int
    root: str


def make_checkpoint() -> Checkpoint:
    """A signed checkpoint of all entries that there are; the last one where nothing was added since.

    Raises Broken where the entries since the last checkpoint do not verify on the disk, Unavailable without a key or entries.
    """
    return sign(draft())


def draft() -> Draft:
    """Size and root of the record as this session reads it, from the last checkpoint on."""
    last = Checkpoint.objects.order_by("-size").first()
    peaks = _peaks(last)
    leaves = (
        Entry.objects.filter(sequence__gte=last.size if last else 0).order_by("sequence").values_list("leaf", flat=True)
    )
    size = last.size if last else 0
    for leaf in leaves.iterator(chunk_size=reading.BATCH):
        tree.grow(peaks, tree.leaf_hash(leaf.encode()))
        size += 1
    return Draft(size, tree.root_of(peaks).hex())


def sign(about: Draft) -> Checkpoint:
    """Signs the draft, once the entries since the last checkpoint were read anew from the disk and found whole, with its root."""
    if transaction.get_connection().in_atomic_block:
        raise RuntimeError("a checkpoint is of what is committed; make it outside of a transaction")
    if not about.size:
        raise Unavailable(_("The record has no entries yet."), remedy=_("Make a checkpoint when something was done."))
    key = signing_key()
    with reading.fresh_connection() as connection:
        last = _last(connection)
        if last and not is_signed(last.note, settings.AUDIT_ORIGIN, key.public_key()):
            raise _broken(_("The last checkpoint is not signed with the present key."))
        end = reading.end_of(connection)
        if end.size != end.count or end.size < about.size:
            raise _broken(
                _("Entries are missing at the end of the record, or it has some that its head does not know of.")
            )
        if last and reading.hash_of(connection, last.size - 1) != last.hash:
            raise _broken(_("The last entry of the last checkpoint is another."))
        start = Pass(last.size, last.hash, _peaks(last)) if last else Pass()
        finding = start.over(
            reading.entries(connection, start.size, about.size), lambda: reading.erased_from(connection, start.size)
        )
    if finding:
        raise _broken(finding.sentence("zh" if _is_chinese() else "en"))
    if (start.size, start.root().hex()) != (about.size, about.root):
        raise _broken(_("What was read before is not what lies on the disk."))
    if last and last.size == about.size:
        return last
    at = timezone.now()
    checkpoint = Checkpoint(
        size=about.size,
        root=about.root,
        hash=start.chain,
        peaks=[[size, root.hex()] for size, root in start.peaks],
        at=at,
        note=signed(Statement(settings.AUDIT_ORIGIN, about.size, start.root(), at), key),
    )
    Checkpoint.objects.bulk_create([checkpoint], ignore_conflicts=True)
    return Checkpoint.objects.get(pk=about.size)


def proof_from(size: int, checkpoint: Checkpoint) -> list[str]:
    """What shows that the checkpoint continues the record's first `size` entries. Raises Unavailable where it is the smaller."""
    if size > checkpoint.size:
        raise Unavailable(_("The checkpoint is older than the one that it should continue."))
    known = Checkpoint.objects.filter(pk=size).first()
    leaves = [tree.leaf_hash(leaf.encode()) for leaf in _leaves(size if known else 0, checkpoint.size)]
    before = 0 if not known else size
    kept = {}
    place = 0
    for count, root in _peaks(known):
        kept[place, place + count] = root
        place += count

    def subtree(start: int, end: int) -> tree.Hash:
        return kept[start, end] if end <= before else tree.root(leaves[start - before : end - before])

    return [one.hex() for one in tree.consistency_proof(size, checkpoint.size, subtree)]


def verify_database(witnessed: Iterable[str] = ()) -> Report:
    """What the record in the database is found to be, read anew as a whole, against its checkpoints and those of a witness."""
    with reading.fresh_connection() as connection:
        own = reading.notes(connection)
        end = reading.end_of(connection)
        against = Against(
            checkpoints=own,
            witnessed=tuple(witnessed),
            verifier=public_key(),
            head=(end.size, end.hash),
            origin=settings.AUDIT_ORIGIN,
            later_erasures=lambda: reading.erased_from(connection, end.count),
        )
        return verify(reading.entries(connection, 0, max(end.size, end.count)), against)


def public_key() -> str:
    """The line by which others verify signatures; empty where this machine has no key."""
    if not Path(settings.AUDIT_KEY_FILE).exists():
        return ""
    try:
        return public_key_text(settings.AUDIT_ORIGIN, signing_key().public_key()).split("\n")[0]
    except Unavailable:
        return ""


def _peaks(checkpoint: Checkpoint | None) -> tree.Peaks:
    """The peaks that a checkpoint kept. Raises Broken where they are not those of its root."""
    if checkpoint is None:
        return []
    peaks = [(int(size), bytes.fromhex(root)) for size, root in checkpoint.peaks]
    is_whole = tree.are_peaks(peaks) and sum(size for size, _root in peaks) == checkpoint.size
    statement = Statement(settings.AUDIT_ORIGIN, checkpoint.size, tree.root_of(peaks), checkpoint.at).text()
    if not is_whole or tree.root_of(peaks).hex() != checkpoint.root or not checkpoint.note.startswith(statement):
        raise _broken(_("The last checkpoint was changed."))
    return peaks


def _last(connection: BaseDatabaseWrapper) -> Checkpoint | None:
    """The last checkpoint as it lies on the disk."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT size, note FROM audit_checkpoint ORDER BY size DESC LIMIT 1")
        row = cursor.fetchone()
    last = Checkpoint.objects.filter(pk=row[0]).first() if row else None
    if row and (last is None or last.note != row[1]):
        raise _broken(_("The last checkpoint was changed."))
    return last


def _leaves(start: int, end: int) -> Iterable[str]:
    found = Entry.objects.filter(sequence__gte=start, sequence__lt=end).order_by("sequence")
    return found.values_list("leaf", flat=True).iterator(chunk_size=reading.BATCH)


def _broken(why: str) -> Broken:
    return Broken(
        _("The record is not whole; no checkpoint was signed."),
        why=why,
        remedy=_("Run `mingpin audit verify`, keep the database as it is, and find out what happened."),
    )


def _is_chinese() -> bool:
    from mingpin.language import current_language

    return current_language() == "zh"
