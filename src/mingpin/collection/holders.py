"""Which organisation on the platform is asked: a department, the enterprise if somebody acts for it, else its county."""

from __future__ import annotations

from mingpin.accounts.models import Membership, Organisation
from mingpin.accounts.states import OrganisationKind
from mingpin.collection.questions import COUNTY, Question, is_of_enterprise
from mingpin.registry.models import Subject


class Holders:
    """The organisations that can be asked, looked up by what the vocabulary calls them."""

    def __init__(self) -> None:
        active = Organisation.objects.filter(is_active=True)
        kinds = (OrganisationKind.DEPARTMENT, OrganisationKind.COUNTY)
        self._bodies: dict[tuple[str, str], Organisation] = {
            (one.kind, one.code): one for one in active.filter(kind__in=kinds)
        }
        people = Membership.objects.current().filter(organisation__kind=OrganisationKind.CARRIER)
        carriers = active.filter(pk__in=people.values("organisation"))
        self._carriers: dict[int, Organisation] = {one.pk: one for one in carriers}

    def of(self, question: Question, subject: Subject) -> Organisation | None:
        """Who is asked; None where nobody on the platform can be."""
        for holder in question.holders:
            found = self._of(holder, subject)
            if found is not None:
                return found
        return None

    def _of(self, holder: str, subject: Subject) -> Organisation | None:
        if is_of_enterprise(holder):
            own = subject.organisation_id or (subject.owner.organisation_id if subject.owner else None)
            return self._carriers.get(own or 0) or self._of(COUNTY, subject)
        if holder == COUNTY:
            return self._bodies.get((OrganisationKind.COUNTY, subject.area))
        return self._bodies.get((OrganisationKind.DEPARTMENT, holder))

    def keeps_whole_lists(self, holder: Organisation) -> bool:
        """An authority says of an area that its list is complete; an enterprise, or a county for it, speaks for one subject."""
        return holder.kind == OrganisationKind.DEPARTMENT
