"""How a target stands, the verdicts on a goal that no number says, and how late a report came."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices

from mingpin.language import later as _


class TargetState(StrEnum):
    """Reached, not reached, or not known: undetermined where the records on file leave it open, not reported where nobody said
    anything. What is not known is never taken for a figure, and few records never for all that there are."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    UNDETERMINED = "undetermined"
    NOT_REPORTED = "not_reported"


class Judged(TextChoices):
    """What an owner says of a qualitative goal."""

    REACHED = "reached", _("Reached")
    NOT_REACHED = "not_reached", _("Not reached")
    CANNOT_TELL = "cannot_tell", _("Cannot be told yet")
