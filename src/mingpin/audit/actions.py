"""Adding to the record, erasing what in it is personal, keeping what a witness answers."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from mingpin.audit.canonical import canonical, spelled
from mingpin.audit.models import Answer, Checkpoint, Entry, Head, Private
from mingpin.audit.queries import ERASES_PERSONAL, By, require_reader
from mingpin.audit.who import Who
from mingpin.errors import Invalid, Refused
from mingpin.language import _


def record(
    *,
    by: Who,
    action: str,
    on: models.Model | tuple[str, Any],
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    why: str = "",
    private: Mapping[str, Any] | None = None,
) -> Entry:
    """Adds one entry for an action, in the action's own transaction: both are there or neither.

    `on` is the thing, or its kind and number. `before` and `after` hold what changed, `why` the person's reason; none of them
    may name people: that goes into `private`, which can be erased while the chain stays whole. Raises RuntimeError outside of a
    transaction. Call it last: writers of the record wait here for each other.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record() belongs into the transaction of its action")
    object_type, object_id = on if isinstance(on, tuple) else (on._meta.label_lower, on.pk)
    head = _next()
    salt, content = (secrets.token_hex(32), canonical(private)) if private else ("", "")
    at = timezone.now()
    leaf = canonical(
        {
            "sequence": head.size - 1,
            "at": at,
            "person": by.person,
            "organisation": by.organisation,
            "role": by.role,
            "on_behalf_of": by.on_behalf_of,
            "action": action,
            "object": {"type": object_type, "id": str(object_id)},
            "before": dict(before or {}),
            "after": dict(after or {}),
            "why": why,
            "private": commitment(salt, content) if private else None,
        }
    )
    entry = Entry.objects.create(
        sequence=head.size - 1,
        at=at,
        person=spelled(by.person),
        organisation=spelled(by.organisation),
        action=spelled(action),
        object_type=spelled(object_type),
        object_id=spelled(str(object_id)),
        leaf=leaf,
        previous=head.hash,
        hash=chained(head.hash, leaf),
    )
    if private:
        Private.objects.create(entry=entry, salt=salt, content=content)
    Head.objects.filter(pk=head.pk).update(hash=entry.hash)
    return entry


def erase_private(*, entries: Iterable[int], why: str, by: By) -> int:
    """Erases what is personal in these entries, for good, and records that; how many had anything to erase.

    The chain stays whole: entries hold salted commitments only, which tell nothing once the salt is gone. Raises Invalid
    without a reason, or where there is nothing to erase.
    """
    require_reader(by)
    if not by.has_role(*ERASES_PERSONAL):
        raise Refused(_("Only the city office erases personal data from the record."))
    if not why.strip():
        raise Invalid(_("Say why the personal data are erased."), field="reason")
    with transaction.atomic():
        found = Private.objects.filter(entry__in=sorted(set(entries))).order_by("entry")
        erased = list(found.values_list("entry_id", flat=True))
        if not erased:
            raise Invalid(
                _("There are no personal data here to erase."), why=_("They were erased before, or never there.")
            )
        Private.objects.filter(entry__in=erased).delete()
        first = ("audit.entry", erased[0])
        record(by=by.who(), action="erase_private", on=first, after={"entries": erased}, why=why.strip())
    return len(erased)


def keep_answer(*, answer: Mapping[str, Any], by: By) -> Answer:
    """Keeps what a witness answered, acceptance or refusal. Raises Invalid where it is no answer to a checkpoint of ours."""
    require_reader(by)
    size, root, is_accepted = answer.get("size"), answer.get("root"), answer.get("accepted")
    checkpoint = Checkpoint.objects.filter(pk=size).first() if type(size) is int else None
    if checkpoint is None or root != checkpoint.root or not isinstance(is_accepted, bool):
        raise Invalid(_("This is no answer of a witness to a checkpoint of this record."))
    witness = str(answer.get("witness") or _("unnamed"))[:80]
    why = str(answer.get("why", ""))[:20]
    with transaction.atomic():
        kept = Answer.objects.create(
            checkpoint=checkpoint, witness=witness, is_accepted=is_accepted, why=why, content=dict(answer)
        )
        after = {"witness": witness, "is_accepted": is_accepted, "why": why, "size": size, "root": root}
        record(by=by.who(), action="keep_answer", on=checkpoint, after=after)
    return kept


def chained(previous: str, leaf: str) -> str:
    """The hash of an entry: SHA-256 over the one before it and the entry's leaf."""
    return hashlib.sha256(bytes.fromhex(previous) + leaf.encode()).hexdigest()


def commitment(salt: str, content: str) -> str:
    """What the leaf keeps of personal content: it binds to the content and tells nothing of it once the salt is gone."""
    return hmac.new(bytes.fromhex(salt), content.encode(), hashlib.sha256).hexdigest()


def _next() -> Head:
    """The head with its size already raised; the row stays locked until the transaction ends."""
    if not Head.objects.filter(pk=1).update(size=F("size") + 1):
        Head.objects.bulk_create([Head(pk=1, size=0)], ignore_conflicts=True)
        Head.objects.filter(pk=1).update(size=F("size") + 1)
    return Head.objects.get(pk=1)
