"""Issuing a monthly bulletin."""

from __future__ import annotations

from datetime import date

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Max

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import require
from mingpin.audit.actions import record
from mingpin.duties.bulletin.content import content_of
from mingpin.duties.bulletin.docx import docx_of
from mingpin.duties.models import Bulletin
from mingpin.duties.months import first_of, today_or
from mingpin.errors import Invalid, Stale
from mingpin.files.actions import store_upload
from mingpin.language import _


def issue_bulletin(*, month: date, by: Acting, today: date | None = None) -> Bulletin:
    """Keeps the bulletin of the month as the data have it now, under the next number, with its document. Each month has one."""
    require(by, "issue", Bulletin)
    day, of = today_or(today), first_of(month)
    if of > day:
        raise Invalid(_("This month has not begun yet."), field="month")
    if Bulletin.objects.filter(month=of).exists():
        raise Invalid(_("The bulletin of this month is issued already."), remedy=_("Look it up among those issued."))
    try:
        with transaction.atomic():
            content = content_of(of, by=by, today=day).as_json()
            number = (Bulletin.objects.aggregate(last=Max("number"))["last"] or 0) + 1
            written = docx_of(content, number=number, issued_on=day.isoformat())
            one = Bulletin.objects.create(
                month=of,
                number=number,
                content=content,
                document=store_upload(ContentFile(written, name="bulletin.docx"), kinds=("docx",)),
                issued_on=day,
                person=by.person,
            )
            after = {"month": content["month"], "number": number, "sha256": one.document.sha256}
            record(by=by.who(), action="issue_bulletin", on=one, after=after)
    except IntegrityError as error:
        raise Stale(_("A bulletin was issued at the same moment."), remedy=_("Look whether it is this one.")) from error
    return one
