"""What is done to people, organisations and who works for whom."""

from __future__ import annotations

from mingpin.accounts.actions.carriers import Mandate, join_carrier, register_carrier
from mingpin.accounts.actions.delegations import give_delegation, revoke_delegation
from mingpin.accounts.actions.memberships import (
    appoint_person,
    confirm_membership,
    end_membership,
    refuse_membership,
    request_membership,
)
from mingpin.accounts.actions.organisations import change_organisation, create_organisation
from mingpin.accounts.actions.people import (
    activate_person,
    change_person,
    create_person,
    deactivate_person,
    end_sessions,
    give_password,
    take_second_factor,
)

__all__ = [
    "Mandate",
    "activate_person",
    "appoint_person",
    "change_organisation",
    "change_person",
    "confirm_membership",
    "create_organisation",
    "create_person",
    "deactivate_person",
    "end_membership",
    "end_sessions",
    "give_delegation",
    "give_password",
    "join_carrier",
    "refuse_membership",
    "register_carrier",
    "request_membership",
    "revoke_delegation",
    "take_second_factor",
]
