"""What several actions ask before they write, and documents."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import Organisation
from mingpin.accounts.states import OrganisationKind, Role
from mingpin.duties.models import DutyDocument
from mingpin.duties.owners import bodies_of, code_of
from mingpin.errors import Invalid, Refused
from mingpin.files.actions import store_upload
from mingpin.files.serving import safe_name
from mingpin.language import _

if TYPE_CHECKING:
    from mingpin.engine.model import Clause
MOST_DOCUMENTS = 20
PUBLIC_BODIES = (OrganisationKind.OFFICE, OrganisationKind.DEPARTMENT, OrganisationKind.COUNTY)


def need_reason(reason: str, field: str = "reason") -> str:
    """The reason without blanks around it. Raises Invalid where none was given."""
    if not reason.strip():
        raise Invalid(_("Say why."), why=_("The reason stays with the row for whoever reads it later."), field=field)
    return reason.strip()[:400]


def need_text(text: str, field: str) -> str:
    if not text.strip():
        raise Invalid(_("Nothing was said."), remedy=_("Write a sentence."), field=field)
    return text.strip()


def need_past(day: date, today: date, field: str) -> None:
    """Raises Invalid for a day that has not come yet."""
    if day > today:
        raise Invalid(_("This day has not come yet."), field=field)


def need_public_body(organisation: Organisation, field: str = "organisation") -> None:
    if organisation.kind not in PUBLIC_BODIES or not organisation.is_active:
        raise Invalid(_("Choose a department, a county or the city office."), field=field)


def need_ownership(by: Acting, clause: Clause) -> Organisation:
    """The organisation for which the person speaks about the duty. Raises Refused where the duty is not theirs."""
    if by.organisation is None or code_of(by) not in bodies_of(clause):
        raise Refused(
            _("This duty is not one of your organisation."),
            why=_("Each owner that the document names reports for itself; nobody reports for another."),
            remedy=_("Look for your own duties in the list: filter it by owner."),
        )
    return by.organisation


def is_office(by: Acting) -> bool:
    return by.has_role(Role.OFFICE)


def attach(uploads: Iterable[Any], by: Acting, **to: Any) -> list[str]:
    """Keeps the documents with what they belong to. Gives their hashes, for the record."""
    hashes: list[str] = []
    given = list(uploads)
    if len(given) > MOST_DOCUMENTS:
        raise Invalid(_("At most {count} documents at once.").format(count=MOST_DOCUMENTS), field="documents")
    for upload in given:
        stored = store_upload(upload, field="documents")
        if stored.sha256 in hashes:
            raise Invalid(_("The same document was chosen twice."), field="documents")
        DutyDocument.objects.create(file=stored, name=safe_name(getattr(upload, "name", "") or ""), **to)
        hashes.append(stored.sha256)
    return hashes
