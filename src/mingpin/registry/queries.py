"""What of the registry a person may see."""

from __future__ import annotations

from django.db.models import Q

from mingpin.accounts.acting import Acting
from mingpin.accounts.states import Role
from mingpin.registry.models import EvidenceQuerySet, ProposalQuerySet, Subject, SubjectQuerySet
from mingpin.registry.vocabulary import areas_around

SEES_ALL_SUBJECTS = (Role.OFFICE, Role.LEADER, Role.AUDITOR, Role.DEPARTMENT, "platform")
SEES_ALL_EVIDENCE = (Role.OFFICE, Role.LEADER, Role.AUDITOR, "platform")
CONFIDENTIAL = frozenset({"financials", "market_positions", "satisfaction"})
"""Tables that are an enterprise's secrets: departments see only the rows that they supplied themselves."""
ABOUT_AREAS = ("coverage", "peer_thresholds")
"""Tables whose rows may be about an area instead of a subject: seen by all who work with subjects of that area."""


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
    """Rows of visible subjects, and rows about the areas that these lie in. Departments see no confidential row but their own."""
    if by.has_role(*SEES_ALL_EVIDENCE):
        return rows
    if by.has_role(Role.DEPARTMENT) and by.organisation:
        return rows.filter(~Q(table__in=CONFIDENTIAL) | Q(batch__supplier=by.organisation.pk))
    if by.area:
        return rows.filter(Q(subject__area=by.area) | _about(by.area))
    if by.has_role(Role.CARRIER) and by.organisation:
        return rows.filter(Q(subject__in=Subject.objects.visible_to(by)) | _about(by.organisation.area))
    return rows.none()


def visible_proposals(proposals: ProposalQuerySet, by: Acting) -> ProposalQuerySet:
    """Staff see proposals about subjects that they may all know of; nobody else sees any."""
    if by.has_role(*SEES_ALL_SUBJECTS):
        return proposals
    if by.area:
        return proposals.filter(Q(other=None) | Q(other__area=by.area), subject__area=by.area)
    return proposals.none()


def _about(area: str) -> Q:
    """Rows that are about this area or one that it lies in."""
    return Q(subject=None, table__in=ABOUT_AREAS, values__area__in=areas_around(area))
