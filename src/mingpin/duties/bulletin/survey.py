"""What a bulletin says of the survey: how the subjects stood in the newest run that was done until the day."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from mingpin.accounts.acting import Acting
from mingpin.duties.bulletin.shape import Line, Part
from mingpin.language import _
from mingpin.policies.models import Run
from mingpin.policies.states import Standing


def survey_part(as_of: date, by: Acting) -> Part:
    """Subjects by verdict; an empty part where no run of that time was done."""
    title = _("Survey of the register")
    run = Run.objects.visible_to(by).done().filter(as_of__lte=as_of).first()
    if run is None:
        return Part(title)
    source = _("Survey for {year} as of {day}").format(year=run.year, day=run.as_of)
    rows = reverse("verdicts", kwargs={"run": run.pk})
    lines = [Line(_("Subjects judged"), str(run.subjects), source, reverse("run", kwargs={"run": run.pk}))]
    lines += [
        Line(str(Standing(verdict).label), str(run.counts.get(verdict, 0)), source, f"{rows}?verdict={verdict}")
        for verdict in Standing.values
    ]
    return Part(title, lines)
