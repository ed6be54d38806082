"""What an action refuses, as sentences for its reader: what, why, and what to do next."""

from __future__ import annotations

from http import HTTPStatus

from mingpin.language import one_after_another


class DomainError(Exception):
    """An action that was not done. Nothing of it remains: the action's transaction is rolled back.

    `field` names the form field or JSON member that it is about, where there is one. `code` is for programs and never changes.
    """

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "invalid"

    def __init__(self, what: str, *, why: str = "", remedy: str = "", field: str = ""):
        super().__init__(what)
        self.what, self.why, self.remedy, self.field = what, why, remedy, field

    def __str__(self) -> str:
        return one_after_another(self.what, self.why, self.remedy)


class Invalid(DomainError):
    """What was given cannot be used as it is."""


class Refused(DomainError):
    """The person may not do this, and may know that."""

    status = HTTPStatus.FORBIDDEN
    code = "refused"


class NotThere(DomainError):
    """There is no such thing, or none that the person may know of: the two are told alike."""

    status = HTTPStatus.NOT_FOUND
    code = "not_there"


class Stale(DomainError):
    """Somebody else was faster: the thing is no longer in the state from which this step goes."""

    status = HTTPStatus.CONFLICT
    code = "stale"


class Unavailable(DomainError):
    """It cannot be told or done now; later it can."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "unavailable"
