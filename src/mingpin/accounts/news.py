"""What other parts want to hear of accounts: they add a function in `AppConfig.ready()`."""

from __future__ import annotations

from collections.abc import Callable

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import Membership

_ON_CONFIRMED: list[Callable[[Membership, Acting], None]] = []


def add_on_confirmed(function: Callable[[Membership, Acting], None]) -> None:
    """Adds a function that is called in the transaction in which a membership is confirmed."""
    _ON_CONFIRMED.append(function)


def membership_confirmed(membership: Membership, by: Acting) -> None:
    """Tells all who want to hear of it."""
    for function in _ON_CONFIRMED:
        function(membership, by)
