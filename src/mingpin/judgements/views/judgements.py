"""The queue of judgements, the page of one, and those that wait for a second person."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mingpin.accounts.acting import Acting
from mingpin.accounts.forms.sending import sent, status_of
from mingpin.accounts.middleware import acting_in
from mingpin.accounts.permissions import may, not_there, require
from mingpin.judgements.actions.judging import (
    Answer,
    current_keys,
    give_judgement,
)
from mingpin.judgements.evidence import earlier_judgements, laid_out
from mingpin.judgements.forms import JudgementForm, QueueFilters
from mingpin.judgements.matters import Matter
from mingpin.judgements.models import Proposed
from mingpin.judgements.states import ProposedState
from mingpin.judgements.views.shared import tabs, to
from mingpin.judgements.waiting import (
    judged_of,
    matters_for,
    open_counts,
    places_of,
    waiting_verdicts,
    waits_of,
)
from mingpin.language import _
from mingpin.language import later as __
from mingpin.pages.listing import Column, Listing
from mingpin.policies.models import Run, RunVerdict
from mingpin.policies.queries import latest_run
from mingpin.policies.runs.traces import of_run, survey_about
from mingpin.registry import vocabulary
from mingpin.registry.finding import search_subjects
from mingpin.registry.models import Subject

FORM = ["GET", "HEAD", "POST"]


@require_safe
def judgements(request: HttpRequest) -> HttpResponseBase:
    """The subjects whose verdict waits for judgements, the nearest to a verdict first."""
    by = acting_in(request)
    require(by, "list", Proposed)
    run = latest_run(by)
    if run is None:
        return render(request, "judgements/judgements.html", {"tabs": tabs(by, "judgements"), "run": None})
    pack = of_run(run).program.pack
    matters = matters_for(by, pack)
    listing = Listing(
        request,
        rows=waiting_verdicts(run, by, matters).select_related("subject"),
        columns=_queue_columns(run, matters, request.GET.get("judgement", "")),
        search=_search,
        search_label=_("Name, pinyin initials or code"),
        filters=partial(QueueFilters, matters=matters, waiting=partial(waiting_verdicts, run, by)),
        default_sort="open",
        export=_("Judgements that wait"),
        caption=_("Judgements that wait"),
        empty=_("No verdict of the latest survey waits for a judgement of yours."),
    )
    if listing.wants_export:
        return listing.exported()
    counts, alone = open_counts(run, by), open_counts(run, by, alone=True)
    context = {
        "tabs": tabs(by, "judgements"),
        "run": run,
        "listing": listing,
        "matters": _matter_rows(run, matters, counts, alone),
        "department": by.organisation.name if by.organisation and may(by, "judge", Proposed) else "",
    }
    return render(request, "judgements/judgements.html", context)


def _search(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(subject__in=search_subjects(Subject.objects.all(), text))


def _matter_rows(
    run: Run, matters: dict[str, Matter], counts: dict[str, int], alone: dict[str, int]
) -> list[dict[str, Any]]:
    pack = of_run(run).program.pack
    return [
        {
            "question": matter.question,
            "department": matter.department(pack),
            "clause": matter.places[0].label,
            "clause_url": reverse("provision", kwargs={"clause": matter.places[0].clause.id}),
            "two": matter.needs_second_person,
            "count": counts[matter.code],
            "alone": alone.get(matter.code, 0),
            "url": f"{reverse('judgements')}?judgement={id_}",
        }
        for id_, matter in matters.items()
        if counts.get(matter.code)
    ]


def _queue_columns(run: Run, matters: dict[str, Matter], chosen: str) -> list[Column]:
    places, judged = places_of(run, matters), judged_of(run, matters)

    def waits(row: RunVerdict) -> list[str]:
        return waits_of(row, places, judged[row.subject_id])

    def url(row: RunVerdict) -> str:
        found = waits(row)
        about = chosen if chosen in found else found[0] if len(found) == 1 else ""
        if about:
            return reverse("judgement", kwargs={"judgement": about, "subject": row.subject_id})
        return reverse("judgements_of_subject", kwargs={"subject": row.subject_id})

    def told(row: RunVerdict) -> str:
        found = sorted(waits(row), key=lambda id_: id_ != chosen)
        first = matters[found[0]].question if found else ""
        return first if len(found) < 2 else _("{first} and {count} more").format(first=first, count=len(found) - 1)

    return [
        Column("name", __("Name"), lambda row: row.subject.name, sort="subject__name", url=url, width=36),
        Column("waits", __("Waits for"), told, width=60),
        Column("open", __("Open questions"), lambda row: row.open, sort="open", is_number=True),
        Column("area", __("County"), lambda row: vocabulary.area_label(row.area) if row.area else None),
        Column(
            "field",
            __("Field"),
            lambda row: vocabulary.label_of("industry_field", row.industry_field) if row.industry_field else None,
        ),
    ]


def _about(by: Acting, subject: int) -> tuple[Run, Subject, RunVerdict]:
    """The latest survey with the subject in it. Raises NotThere where there is none that the person may know of."""
    require(by, "list", Proposed)
    run, found = latest_run(by), Subject.objects.visible_to(by).filter(pk=subject).first()
    verdict = RunVerdict.objects.filter(run=run, subject=found).visible_to(by).first() if run and found else None
    if run is None or found is None or verdict is None:
        raise not_there()
    return run, found, verdict


@require_safe
def judgements_of_subject(request: HttpRequest, subject: int) -> HttpResponse:
    """All judgements about one subject: what its verdict waits for, and what else the document asks."""
    by = acting_in(request)
    run, found, verdict = _about(by, subject)
    matters = matters_for(by, of_run(run).program.pack)
    judged = judged_of(run, matters, found.pk)[found.pk]
    open_ = waits_of(verdict, places_of(run, matters), judged)
    proposed = Proposed.objects.visible_to(by).filter(subject=found, year=run.year, state=ProposedState.PROPOSED)
    context = {
        "run": run,
        "subject": found,
        "verdict": verdict,
        "open": [_line(matters[id_], found) for id_ in open_],
        "others": [_line(matter, found) for id_, matter in matters.items() if id_ not in open_],
        "proposed": set(proposed.values_list("judgement", flat=True)),
    }
    return render(request, "judgements/of_subject.html", context)


def _line(matter: Matter, subject: Subject) -> dict[str, Any]:
    url = reverse("judgement", kwargs={"judgement": matter.id, "subject": subject.pk})
    return {"id": matter.id, "question": matter.question, "place": matter.places[0].label, "url": url}


@require_http_methods(FORM)
def judgement(request: HttpRequest, judgement: str, subject: int) -> HttpResponse:
    """One judgement about one subject: the question and the sentence, the evidence, what was judged before, and the form."""
    by = acting_in(request)
    run, found, verdict = _about(by, subject)
    matter = matters_for(by, of_run(run).program.pack).get(judgement)
    if matter is None:
        raise not_there()
    if request.method == "POST":
        require(by, "judge", Proposed)
    waiting = Proposed.objects.visible_to(by).filter(judgement=judgement, subject=found, year=run.year)
    open_ = waiting.filter(state=ProposedState.PROPOSED).select_related("person", "subject").first()
    given = request.method == "POST"
    now = current_keys(judgement, found, run.year)
    form = JudgementForm(request.POST if given else None, request.FILES if given else None, instead=now)
    done = sent(form, lambda data: _give(data, matter, found, run, by))
    if done is not None:
        if isinstance(done, Proposed):
            messages.success(request, _("Proposed. It counts when a second person of your department seconds it."))
            return to("proposed_judgement", proposed=done.pk)
        messages.success(request, _("Judged. The next survey counts it."))
        return to("judgement", judgement=judgement, subject=found.pk)
    survey = survey_about(run, found.subject_id)
    if survey is None:
        raise not_there()
    pack = of_run(run).program.pack
    one = {judgement: matter}
    judged = judged_of(run, one, found.pk)[found.pk]
    waited = bool(waits_of(verdict, places_of(run, one)))
    context = {
        "run": run,
        "subject": found,
        "matter": matter,
        "department": matter.department(pack),
        "laid": list(laid_out(run, survey, found, matter, by)),
        "earlier": earlier_judgements(run, found, matter, by),
        "is_open": waited and not judged,
        "is_judged": waited and bool(judged),
        "verdict": verdict,
        "proposed": open_,
        "form": form if may(by, "judge", Proposed) and open_ is None else None,
        "next": _next(run, by, matter, found),
    }
    return render(request, "judgements/judgement.html", context, status=status_of(form))


def _give(data: dict[str, Any], matter: Matter, subject: Subject, run: Run, by: Acting) -> Any:
    answer = Answer(
        matter.id, subject, run.year, data["value"], data["reason"], data["decided_on"], data.get("replaces_because", "")
    )  # fmt: skip
    return give_judgement(answer=answer, by=by, instead=data["instead"], documents=data["documents"])


def _next(run: Run, by: Acting, matter: Matter, subject: Subject) -> RunVerdict | None:
    """The next subject that waits for the same judgement."""
    rows = waiting_verdicts(run, by, {matter.id: matter}).exclude(subject=subject).select_related("subject")
    return rows.order_by("open", "pk").first()
