"""Reporting figures of targets, and restating them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import not_there, require
from mingpin.audit.actions import record
from mingpin.engine.model import Clause
from mingpin.errors import Invalid, Stale
from mingpin.files.actions import store_upload
from mingpin.files.kinds import DOCUMENTS
from mingpin.files.serving import safe_name
from mingpin.language import _
from mingpin.policies.packs import pack_in_force
from mingpin.targets.models import Report, ReportDocument
from mingpin.targets.permissions import require_report
from mingpin.targets.states import Judged
from mingpin.targets.words import clause_of

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    Sent = UploadedFile[Any]
FIRST_DAY = date(2023, 1, 1)
MOST_DOCUMENTS = 20
LARGEST = Decimal(10) ** 12
"""The first figure too large to be kept."""


def report_figure(
    *,
    clause: str,
    for_day: date,
    by: Acting,
    grounds: str,
    value: Decimal | None = None,
    judged: str = "",
    uploads: Iterable[Sent] = (),
    today: date | None = None,
) -> Report:
    """Reports what a target has come to on a day: a figure, or a judgement where the goal is no number, with what it rests on.

    Raises Invalid where a figure for the day is on file, which can only be restated, and NotThere for what is no target or is
    counted from records.
    """
    known = _reported_target(clause)
    require(by, "report", Report)
    require_report(by, known)
    day = today or timezone.localdate()
    _check_day(for_day, day)
    _check_figure(known, value, judged, grounds)
    with transaction.atomic():
        if Report.objects.filter(clause=clause, for_day=for_day).exists():
            raise _told_already(for_day)
        report = _put(known, for_day, value, judged, grounds, by, day, uploads)
        record(by=by.who(), action="report_figure", on=report, after=_told(report))
    return report


def restate_figure(
    *,
    report: Report,
    by: Acting,
    reason: str,
    grounds: str,
    value: Decimal | None = None,
    judged: str = "",
    uploads: Iterable[Sent] = (),
    today: date | None = None,
) -> Report:
    """Says anew what a target had come to on the report's day. What was said before stays, with the reason. Without a figure or
    judgement the earlier one is taken back: the target is not reported then.

    Raises Stale where it was restated in the meantime.
    """
    known = _reported_target(report.clause)
    require(by, "report", report)
    require_report(by, known)
    if not reason.strip():
        raise Invalid(
            _("Say why."), why=_("The reason stays with the figure for whoever reads it later."), field="reason"
        )
    if value == report.value and judged == report.judged and grounds.strip() == report.grounds:
        raise Invalid(_("Nothing was changed."), remedy=_("Change the figure, or leave it as it is."))
    _check_figure(known, value, judged, grounds, may_be_blank=True)
    with transaction.atomic():
        if Report.objects.filter(supersedes=report).exists():
            raise _restated_already()
        told = _put(
            known, report.for_day, value, judged, grounds, by, today or timezone.localdate(), uploads, report, reason
        )
        record(by=by.who(), action="restate_figure", on=told, before=_told(report), after=_told(told), why=reason)
    return told


def _reported_target(clause: str) -> Clause:
    known = clause_of(clause)
    if known is None or known.target is None or known.target.counts:
        raise not_there()
    return known


def _put(
    clause: Clause,
    for_day: date,
    value: Decimal | None,
    judged: str,
    grounds: str,
    by: Acting,
    today: date,
    uploads: Iterable[Sent],
    instead: Report | None = None,
    reason: str = "",
) -> Report:
    """Writes the report, once: who comes second is told so, by the keys of the table."""
    try:
        with transaction.atomic():
            report = Report.objects.create(
                clause=clause.id,
                for_day=for_day,
                value=value,
                judged=judged,
                grounds=grounds.strip(),
                organisation=by.organisation,
                person=by.person,
                reported_on=today,
                supersedes=instead,
                reason=reason.strip()[:400],
            )
    except IntegrityError as error:
        raise (_restated_already() if instead else _told_already(for_day)) from error
    sent = list(uploads)
    if len(sent) > MOST_DOCUMENTS:
        raise Invalid(_("A report has at most {count} documents.").format(count=MOST_DOCUMENTS), field="documents")
    for upload in sent:
        stored = store_upload(upload, kinds=DOCUMENTS, field="documents")
        ReportDocument.objects.create(report=report, file=stored, name=safe_name(upload.name or ""))
    return report


def _check_day(for_day: date, today: date) -> None:
    if for_day > today:
        raise Invalid(_("This day has not come yet."), remedy=_("Report what is known until today."), field="for_day")
    if for_day < FIRST_DAY:
        raise Invalid(_("The programme began on {day}.").format(day=FIRST_DAY.isoformat()), field="for_day")


def _check_figure(
    clause: Clause, value: Decimal | None, judged: str, grounds: str, *, may_be_blank: bool = False
) -> None:
    assert clause.target is not None
    if not grounds.strip():
        raise Invalid(
            _("Say what the figure rests on."),
            why=_("A figure without grounds cannot be checked by anybody."),
            field="grounds",
        )
    if clause.target.goal is None:
        if value is not None:
            raise Invalid(_("This goal is judged, never turned into a number."), field="value")
        if judged not in Judged.values and not (may_be_blank and not judged):
            raise Invalid(_("Say whether the goal is reached."), field="judged")
        return
    if judged:
        raise Invalid(_("This goal is a number and is not judged in words."), field="judged")
    if value is None:
        if may_be_blank:
            return
        raise Invalid(
            _("Enter the figure."),
            why=_("Where nothing is known, report nothing: it is then shown as not reported."),
            field="value",
        )
    if value < 0 or value >= LARGEST:
        raise Invalid(_("This figure cannot be."), remedy=_("Enter a number from 0 on."), field="value")
    if pack_in_force().parameters[clause.target.goal].type == "int" and value != value.to_integral_value():
        raise Invalid(_("This target is counted in whole numbers."), field="value")


def _told_already(for_day: date) -> Invalid:
    return Invalid(
        _("A figure for {day} is on file already.").format(day=for_day.isoformat()),
        remedy=_("Restate it with the reason, or report for another day."),
        field="for_day",
    )


def _restated_already() -> Stale:
    return Stale(_("This figure was restated in the meantime."), remedy=_("Look at the newest one."))


def _told(report: Report) -> dict[str, Any]:
    """A report as the record names it: its grounds stand in the report itself, which is never overwritten."""
    return {
        "clause": report.clause,
        "for_day": report.for_day.isoformat(),
        "value": None if report.value is None else str(report.value),
        "judged": report.judged,
        "supersedes": report.supersedes_id,
    }
