"""What other rules would do, as the pages of what-ifs and of rulings show it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import may
from mingpin.documents.wording import clause_label
from mingpin.judgements.forms import MovedFilters
from mingpin.judgements.models import Moved, WhatIf
from mingpin.judgements.states import WhatIfState
from mingpin.judgements.told import clauses_moved, counts_told, shares_of
from mingpin.judgements.views.shared import state_mark
from mingpin.language import _
from mingpin.language import later as __
from mingpin.pages.listing import Column, Listing
from mingpin.policies.runs.comparing import verdict_mark
from mingpin.policies.runs.traces import of_run
from mingpin.registry import vocabulary
from mingpin.registry.finding import search_subjects
from mingpin.registry.models import Subject


def effect_context(request: HttpRequest, what_if: WhatIf, by: Acting) -> dict[str, Any]:
    """Counts before and after, by county and field, by clause, and the names."""
    mark = state_mark(what_if)
    if what_if.state != WhatIfState.DONE:
        return {"what_if": what_if, "mark": mark, "is_done": False, "listing": None}
    return {
        "what_if": what_if,
        "mark": mark,
        "is_done": True,
        "result": what_if.result,
        "counts": counts_told(what_if),
        "shares": [
            (_("By county"), "moved-by-county", shares_of(what_if, by, "area", request.path)),
            (_("By field"), "moved-by-field", shares_of(what_if, by, "industry_field", request.path)),
        ],
        "clauses": clauses_moved(what_if),
        "listing": moved_listing(request, what_if, by),
    }


def moved_listing(request: HttpRequest, what_if: WhatIf, by: Acting) -> Listing:
    """The subjects whose verdict would be another."""
    known = {one.clause.id: one.clause for one in of_run(what_if.run).program.clauses}

    def url(row: Moved) -> str:
        return reverse("verdict", kwargs={"run": what_if.run_id, "subject": row.subject_id})

    def clauses(row: Moved) -> str:
        return _("、").join(clause_label(known[id_]) for id_ in row.clauses.strip("|").split("|") if id_ in known)

    return Listing(
        request,
        rows=Moved.objects.visible_to(by).filter(what_if=what_if).select_related("subject"),
        columns=[
            Column("name", __("Name"), lambda row: row.subject.name, sort="subject__name", url=url, width=36),
            Column("area", __("County"), lambda row: vocabulary.area_label(row.area) if row.area else None),
            Column(
                "field",
                __("Field"),
                lambda row: vocabulary.label_of("industry_field", row.industry_field) if row.industry_field else None,
            ),
            Column("before", __("Before"), lambda row: verdict_mark(row.before), sort="before"),
            Column("after", __("After"), lambda row: verdict_mark(row.after), sort="after"),
            Column("clauses", __("Clauses that differ"), clauses, width=60),
        ],
        search=lambda rows, text: rows.filter(subject__in=search_subjects(Subject.objects.all(), text)),
        search_label=_("Name, pinyin initials or code"),
        filters=MovedFilters,
        default_sort="after",
        export=_("Subjects whose verdict would be another") if may(by, "export", Moved) else None,
        caption=_("Subjects whose verdict would be another"),
        empty=_("No verdict would be another."),
        name="names",
    )
