"""Reporting the progress of a duty, month by month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import require
from mingpin.audit.actions import record
from mingpin.duties.actions.checks import attach, need_ownership, need_text
from mingpin.duties.models import Progress
from mingpin.duties.months import FIRST_YEAR, first_of, today_or
from mingpin.errors import Invalid, Stale
from mingpin.language import _

if TYPE_CHECKING:
    from mingpin.engine.model import Clause


def report_progress(
    *,
    clause: Clause,
    month: date,
    text: str,
    by: Acting,
    figures: str = "",
    documents: Iterable[Any] = (),
    corrects: Progress | None = None,
    today: date | None = None,
) -> Progress:
    """Says for the person's own organisation what was done of the duty in a month.

    What was said of the month before is superseded and stays; `corrects` is what the person saw of it: raises Stale where
    somebody said something else in the meantime. Raises Refused for a duty that is not the organisation's.
    """
    require(by, "report", Progress)
    organisation, day, of, given = need_ownership(by, clause), today_or(today), first_of(month), list(documents)
    if of > day:
        raise Invalid(_("This month has not begun yet."), field="month")
    if of.year < FIRST_YEAR:
        raise Invalid(_("The document is of {year}.").format(year=FIRST_YEAR), field="month")
    said = need_text(text, "text")
    with _one_at_a_time(), transaction.atomic():
        before = _before(clause.id, organisation.pk, of, corrects)
        if before is not None and (before.text, before.figures) == (said, figures.strip()) and not given:
            raise Invalid(_("The same is on file already."), remedy=_("Nothing needs to be sent again."), field="text")
        if before is not None:
            _end(before)
        one = Progress.objects.create(
            clause=clause.id,
            organisation=organisation,
            month=of,
            text=said,
            figures=figures.strip()[:400],
            reported_on=day,
            person=by.person,
        )
        if before is not None:
            Progress.objects.filter(pk=before.pk).update(superseded_by=one)
        hashes = attach(given, by, progress=one)
        after = {"clause": clause.id, "month": f"{of:%Y-%m}", "documents": hashes}
        record(
            by=by.who(),
            action="report_progress",
            on=one,
            before={"progress": before.pk} if before else None,
            after=after,
        )
        return one


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Who comes second at the same moment is told so by the table itself."""
    try:
        yield
    except IntegrityError as error:
        raise _stale() from error


def _before(clause: str, organisation: int, month: date, seen: Progress | None) -> Progress | None:
    """What is said of the month now. Raises Stale where that is something else than the person saw."""
    rows = Progress.objects.filter(clause=clause, organisation=organisation, month=month, superseded_at=None)
    found: Progress | None = rows.first()
    if (found.pk if found else None) != (seen.pk if seen else None):
        raise _stale()
    return found


def _end(before: Progress) -> None:
    if not Progress.objects.filter(pk=before.pk, superseded_at=None).update(superseded_at=timezone.now()):
        raise _stale()


def _stale() -> Stale:
    return Stale(
        _("Somebody of your organisation reported this month in the meantime."),
        remedy=_("Look at what is on file, and say it anew if it is wrong."),
    )
