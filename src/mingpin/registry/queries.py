"""What of the registry a person may see."""

from __future__ import annotations

from django.db.models import Q

from mingpin.accounts.acting import Acting
from mingpin.accounts.states import Role
from mingpin.registry.models import EvidenceQuerySet, Subject, SubjectQuerySet

SEES_ALL_SUBJECTS = (Role.OFFICE, Role.LEADER, Role.AUDITOR, Role.DEPARTMENT, "platform")
SEES_ALL_EVIDENCE = (Role.OFFICE, Role.LEADER, Role.AUDITOR, "platform")
CONFIDENTIAL = frozenset({"financials", "market_positions", "satisfaction"})
"""Tables that are an enterprise's secrets: departments see only the rows that they supplied themselves."""


def visible_subjects(subjects: SubjectQuerySet, by: Acting) -> SubjectQuerySet:
    """The office, leaders, auditors and departments see all; a county its own area's; a carrier its own and what it carries."""
    if by.has_role(*SEES_ALL_SUBJECTS):
        return subjects
    if by.area:
        return subjects.filter(area=by.area)
    if by.has_role(Role.CARRIER) and by.organisation:
        own = by.organisation.pk
        return subjects.filter(Q(organisation=own) | Q(owner__organisation=own))
    return subjects.none()


def visible_evidence(rows: EvidenceQuerySet, by: Acting) -> EvidenceQuerySet:
    """Rows of visible subjects. Departments see no confidential row but their own; rows about nobody (limits of peers,
    declarations for an area) are seen by staff."""
    if by.has_role(*SEES_ALL_EVIDENCE):
        return rows
    if by.has_role(Role.DEPARTMENT) and by.organisation:
        return rows.filter(~Q(table__in=CONFIDENTIAL) | Q(batch__supplier=by.organisation.pk))
    if by.area:
        return rows.filter(Q(subject__area=by.area) | Q(subject=None, table="coverage", values__area=by.area))
    if by.has_role(Role.CARRIER):
        return rows.filter(subject__in=Subject.objects.visible_to(by))
    return rows.none()
