"""What the page of the document says of duties beside each provision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from mingpin.duties.standing import Duty, duties_at
from mingpin.language import _
from mingpin.policies.live import LiveLine, View


def lines_of_duties(by: Any, view: View) -> Mapping[str, Iterable[LiveLine]]:
    """A line for every provision that somebody owns or should own, as far as the person may see duties."""
    found = duties_at(view.as_of, by=by, area=by.area or (view.area if view.area.isdigit() else ""))
    return {duty.clause.id: [_line(duty)] for duty in found}


def _line(duty: Duty) -> LiveLine:
    url = reverse("duty", kwargs={"clause": duty.clause.id}) + f"?as_of={duty.day.isoformat()}"
    if not duty.bodies:
        said = [_("The document names no owner.")]
        if duty.milestones:
            said.append(_("{count} milestones are planned.").format(count=duty.milestones))
        return LiveLine(duty.mark, " ".join(said), url, "duty")
    said = [duty.reported_text]
    if duty.late:
        said.append(_("{count} things are late").format(count=len(duty.late)))
    lead = duty.lead_mark
    said.append(_("lead: {lead}").format(lead=lead) if duty.lead_body else str(lead))
    return LiveLine(duty.mark, " · ".join(said), url, "duty", duty.reported_figure)
