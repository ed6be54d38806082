"""When a person was last here."""

from __future__ import annotations

from datetime import datetime

from mingpin.accounts.acting import Acting
from mingpin.audit.models import Entry

SIGN_IN = "sign_in"


def last_here(by: Acting) -> datetime | None:
    """The sign-in before the present one, from the record; None for who was never here before."""
    if by.person is None:
        return None
    entries = Entry.objects.filter(action=SIGN_IN, person=f"person:{by.person.pk}").order_by("-sequence")
    return entries.values_list("at", flat=True)[1:2].first()
