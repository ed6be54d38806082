"""The rulings that hold on a day: what surveys judge by from then on."""

from __future__ import annotations

from datetime import date

from mingpin.judgements.models import Ruling
from mingpin.judgements.states import RulingState

EVER_SIGNED = (RulingState.SIGNED, RulingState.SUPERSEDED, RulingState.REVOKED)


def rulings_in_force(day: date) -> dict[str, Ruling]:
    """The ruling that holds on this day, by question: the latest that was signed for this day or an earlier one. Where that was
    revoked by then, the question is open again."""
    signed = Ruling.objects.filter(state__in=EVER_SIGNED, from_day__lte=day).order_by("from_day", "signed_at", "pk")
    latest = {ruling.question: ruling for ruling in signed}
    return {
        question: ruling
        for question, ruling in latest.items()
        if ruling.revoked_from is None or ruling.revoked_from > day
    }


def picks_on(day: date) -> dict[str, str]:
    """The options picked, by question: a source of `policies.rulings`."""
    return {question: ruling.picks for question, ruling in rulings_in_force(day).items()}
