"""Making and changing organisations."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from mingpin.accounts.acting import Acting
from mingpin.accounts.areas import areas_of_city
from mingpin.accounts.models import Organisation
from mingpin.accounts.permissions import require
from mingpin.accounts.states import OrganisationKind
from mingpin.audit.actions import record
from mingpin.errors import Invalid
from mingpin.language import _
from mingpin.vocabulary.credit_codes import is_valid

_KINDS_WITH_AREA = (OrganisationKind.COUNTY, OrganisationKind.CARRIER)


def create_organisation(*, kind: str, name: str, code: str, by: Acting, area: str = "") -> Organisation:
    """A body that people work for. A county's area is its code; a carrier's is one of the city's counties or zones, or none.

    Raises Invalid for a blank name, an unknown area, a carrier's wrong credit code, a code that is there already.
    """
    require(by, "create", Organisation)
    with transaction.atomic():
        organisation = made(kind=kind, name=name, code=code, area=area)
        record(by=by.who(), action="create_organisation", on=organisation, after=_said(organisation))
    return organisation


def change_organisation(
    *, organisation: Organisation, name: str, area: str, is_active: bool, why: str, by: Acting
) -> Organisation:
    """The organisation with another name or area, or closed: then nobody acts for it any more. Raises Invalid."""
    require(by, "change", organisation)
    before = _said(organisation)
    if by.organisation == organisation and not is_active:
        raise Invalid(_("Nobody closes the organisation for which they act."), field="is_active")
    organisation.name = _name(name)
    if organisation.kind == OrganisationKind.CARRIER:
        organisation.area = _area(area)
    organisation.is_active = is_active
    with transaction.atomic():
        organisation.save(update_fields=["name", "area", "is_active"])
        after = _said(organisation)
        record(by=by.who(), action="change_organisation", on=organisation, before=before, after=after, why=why)
    return organisation


def made(*, kind: str, name: str, code: str, area: str) -> Organisation:
    """The organisation, saved and not recorded. Raises Invalid."""
    if kind not in OrganisationKind.values:
        raise Invalid(_("Choose the kind of organisation."), field="kind")
    code = code.strip()
    if not code:
        raise Invalid(_("Give the code."), field="code")
    if kind == OrganisationKind.CARRIER and not is_valid(code):
        raise Invalid(
            _("This is no unified social credit code: its check digit does not fit."),
            remedy=_("Compare it with the business licence."),
            field="code",
        )
    if kind == OrganisationKind.COUNTY:
        if code not in areas_of_city():
            raise Invalid(_("A county's code is that of its area."), field="code")
        area = code
    elif kind not in _KINDS_WITH_AREA:
        area = ""
    organisation = Organisation(kind=kind, name=_name(name), code=code, area=_area(area))
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError:
        raise Invalid(_("There is an organisation with this code already."), field="code") from None
    return organisation


def _name(name: str) -> str:
    if not name.strip():
        raise Invalid(_("Give the name of the organisation."), field="name")
    return name.strip()


def _area(area: str) -> str:
    if area and area not in areas_of_city():
        raise Invalid(_("Choose one of the city's counties or zones."), field="area")
    return area


def _said(organisation: Organisation) -> dict[str, object]:
    return {name: getattr(organisation, name) for name in ("kind", "name", "code", "area", "is_active")}
