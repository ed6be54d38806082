"""Which imports a person may see."""

from __future__ import annotations

from django.db.models import Q

from mingpin.accounts.acting import Acting
from mingpin.accounts.states import Role
from mingpin.registry.models import Import, ImportQuerySet
from mingpin.registry.states import ImportState

SEES_ALL_IMPORTS = (Role.OFFICE, Role.LEADER, Role.AUDITOR, "platform")


def visible_imports(imports: ImportQuerySet, by: Acting) -> ImportQuerySet:
    """The office, leaders and auditors see all; others those that their organisation supplied."""
    if by.has_role(*SEES_ALL_IMPORTS):
        return imports
    if by.has_role(Role.DEPARTMENT, Role.COUNTY, Role.CARRIER) and by.organisation:
        return imports.filter(supplier=by.organisation.pk)
    return imports.none()


def waiting_imports(by: Acting) -> ImportQuerySet:
    """The imports of this organisation that wait for a decision of its people."""
    own = Q(supplier=by.organisation.pk) if by.organisation else Q(pk=None)
    waiting = Import.objects.visible_to(by).filter(state__in=[ImportState.READ, ImportState.UNREADABLE])
    return waiting.filter(own | Q(person=by.person))
