"""What the page of the document says of judgements and readings beside each provision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from mingpin.judgements.matters import judgements_of, questions_of
from mingpin.judgements.queries import READERS
from mingpin.judgements.waiting import matters_for, open_counts
from mingpin.language import _
from mingpin.pages.marks import Mark
from mingpin.policies.live import LiveLine, View
from mingpin.policies.models import Run
from mingpin.policies.runs.traces import of_run


def lines_of_judgements(by: Any, view: View) -> Mapping[str, list[LiveLine]]:
    """For each clause how many subjects wait for its judgements and readings: of those judgements that the reader has to do with.
    Nothing before the first survey."""
    if not by.has_role(*READERS):
        return {}
    runs = Run.objects.visible_to(by).done()
    run = runs.filter(year=view.year, as_of=view.as_of).first()
    if run is None:
        return {}
    counts = open_counts(run, by, area=view.area, field=view.field)
    pack, found = of_run(run).program.pack, dict[str, list[LiveLine]]()
    own, asked = matters_for(by, pack), {"area": view.area, "field": view.field}
    for id_, matter in judgements_of(pack).items():
        if id_ in own and (count := counts.get(matter.code, 0)):
            query = urlencode({"judgement": id_, **{name: value for name, value in asked.items() if value}})
            text = _("Judgement pending: {question}").format(question=matter.question)
            mark = Mark("open", _("{count} wait").format(count=count))
            for clause in dict.fromkeys(place.clause.id for place in matter.places):
                line = LiveLine(mark, text, f"{reverse('judgements')}?{query}", "judgement")
                found.setdefault(clause, []).append(line)
    for id_, question in questions_of(pack).items():
        if count := counts.get(question.code, 0):
            text = _("Reading not settled: {count} subjects wait").format(count=count)
            line = LiveLine(
                Mark("open", _("to be ruled")), text, reverse("reading", kwargs={"question": id_}), "reading"
            )
            for clause in dict.fromkeys(place.clause.id for place in question.places):
                found.setdefault(clause, []).append(line)
    return found
