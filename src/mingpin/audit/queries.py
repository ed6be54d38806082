"""Who may read the record, and what of it stands behind a page."""

from __future__ import annotations

from secrets import token_hex
from typing import TYPE_CHECKING, Protocol

from mingpin.audit.who import Who
from mingpin.errors import NotThere
from mingpin.language import _

if TYPE_CHECKING:
    from mingpin.audit.models import Answer, Checkpoint, EntryQuerySet

READS_RECORD = ("office", "leader", "auditor", "platform")
READS_PERSONAL = ("office", "auditor", "platform")
ERASES_PERSONAL = ("office", "platform")


class By(Protocol):
    """Who acts, as the apps above know it (accounts.Acting)."""

    def has_role(self, *roles: str) -> bool: ...

    def who(self) -> Who: ...


def visible_entries(entries: EntryQuerySet, by: By) -> EntryQuerySet:
    """The office, leaders and auditors see all; nobody else reads the record itself (an object's history stands on its page)."""
    return entries if by.has_role(*READS_RECORD) else entries.none()


def head_of_record() -> str:
    """The hash of the last entry, which stands for all that was ever done: as long as it is the same, nothing has changed that an
    action changes. Another text each time while nothing is recorded, for then nothing is known to be the same."""
    from mingpin.audit.models import Entry

    return Entry.objects.order_by("-sequence").values_list("hash", flat=True).first() or token_hex(16)


def require_reader(by: By) -> None:
    """Raises NotThere for whom the record does not exist."""
    if not by.has_role(*READS_RECORD):
        raise not_there()


def not_there() -> NotThere:
    """What is said of what is not there and of what the person may not know of."""
    return NotThere(
        _("There is nothing at this address that you may see."), remedy=_("Check the address, or search for it.")
    )


def last_checkpoint() -> Checkpoint | None:
    """The newest signed checkpoint."""
    from mingpin.audit.models import Checkpoint

    return Checkpoint.objects.order_by("-size").first()


def last_witnessed() -> Answer | None:
    """The answer of a witness that holds the newest checkpoint."""
    from mingpin.audit.models import Answer

    accepted = Answer.objects.filter(is_accepted=True).select_related("checkpoint")
    return accepted.order_by("-checkpoint__size", "-received_at").first()
