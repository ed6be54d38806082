"""Rulings of the leading group: entering one, its page, signing, dropping, revoking."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingpin.accounts.acting import Acting
from mingpin.accounts.forms.sending import sent, status_of
from mingpin.accounts.middleware import acting_in
from mingpin.accounts.permissions import may, not_there, require
from mingpin.errors import Invalid
from mingpin.judgements.actions import rulings as steps
from mingpin.judgements.forms import RevokeForm, RulingForm
from mingpin.judgements.matters import questions_of
from mingpin.judgements.models import Ruling, WhatIf
from mingpin.judgements.permissions import is_another
from mingpin.judgements.states import RulingState, WhatIfState
from mingpin.judgements.views.effects import effect_context
from mingpin.judgements.views.readings import program_now, question_of
from mingpin.judgements.views.shared import state_mark, to, visible_or_gone
from mingpin.language import _
from mingpin.policies.queries import latest_run
from mingpin.policies.runs.traces import of_run

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
def ruling_new(request: HttpRequest, question: str) -> HttpResponse:
    """Enters what the leading group decided."""
    by = acting_in(request)
    require(by, "draft", Ruling)
    run = latest_run(by)
    asked = question_of(program_now(run), question)
    form = RulingForm(request.POST if request.method == "POST" else None, question=asked)
    if run is None:
        raise Invalid(_("There is no survey yet."), remedy=_("Begin one first."))
    ruling = sent(form, lambda data: steps.draft_ruling(choice=steps.Choice(question=question, **data), run=run, by=by))
    if ruling is not None:
        messages.success(request, _("Entered. A leader signs it, once it is known whom it changes."))
        return to("ruling", ruling=ruling.pk)
    context = {"form": form, "question": asked, "run": run}
    return render(request, "judgements/ruling_new.html", context, status=status_of(form))


@require_safe
def ruling(request: HttpRequest, ruling: int) -> HttpResponseBase:
    """One ruling, and whom it changes."""
    by = acting_in(request)
    require(by, "list", Ruling)
    one = _ruling(by, ruling)
    return _ruling_page(request, by, one)


def _ruling_page(request: HttpRequest, by: Acting, one: Ruling, form: RevokeForm | None = None) -> HttpResponseBase:
    effect = effect_context(request, one.what_if, by) if may(by, "list", WhatIf) else None
    if effect and effect["listing"] and effect["listing"].wants_export:
        exported: HttpResponseBase = effect["listing"].exported()
        return exported
    question = questions_of(of_run(one.what_if.run).program.pack).get(one.question)
    is_draft, latest = one.state == RulingState.DRAFT, latest_run(by)
    may_revoke = one.state == RulingState.SIGNED and may(by, "revoke", one)
    context = {
        "ruling": one,
        "question": question,
        "picks": question.options.get(one.picks, one.picks) if question else one.picks,
        "mark": state_mark(one),
        "effect": effect,
        "what_if": one.what_if,
        "may_sign": is_draft and may(by, "sign", one) and is_another.test(by, one),
        "is_known": one.what_if.state == WhatIfState.DONE,
        "may_drop": is_draft and may(by, "drop", one),
        "may_again": is_draft and may(by, "drop", one) and latest is not None
        and (latest.pk != one.what_if.run_id or one.what_if.state == WhatIfState.FAILED),
        "latest": latest,
        "revoke_form": (form or RevokeForm(initial={"from_day": timezone.localdate()})) if may_revoke else None,
    }  # fmt: skip
    return render(request, "judgements/ruling.html", context, status=status_of(form) if form else 200)


def _ruling(by: Acting, pk: int) -> Ruling:
    found: Ruling = visible_or_gone(Ruling, by, pk, "what_if__run", "person", "signed_by")
    return found


@require_POST
def ruling_sign(request: HttpRequest, ruling: int) -> HttpResponse:
    by = acting_in(request)
    require(by, "list", Ruling)
    one = _ruling(by, ruling)
    steps.sign_ruling(ruling=one, by=by)
    messages.success(
        request, _("Signed. Surveys as of {day} or later judge by it.").format(day=one.from_day.isoformat())
    )
    return to("ruling", ruling=one.pk)


@require_POST
def ruling_drop(request: HttpRequest, ruling: int) -> HttpResponse:
    by = acting_in(request)
    require(by, "list", Ruling)
    one = _ruling(by, ruling)
    steps.drop_ruling(ruling=one, reason=request.POST.get("reason", ""), by=by)
    messages.success(request, _("Dropped. It stays on file with the reason."))
    return to("ruling", ruling=one.pk)


@require_POST
def ruling_again(request: HttpRequest, ruling: int) -> HttpResponse:
    """Has computed on the latest survey whom a draft changes."""
    by = acting_in(request)
    require(by, "list", Ruling)
    one, run = _ruling(by, ruling), latest_run(by)
    if run is None:
        raise not_there()
    steps.compute_ruling_again(ruling=one, run=run, by=by)
    messages.success(request, _("It is being computed. You can leave this page and find it again."))
    return to("ruling", ruling=one.pk)


@require_POST
def ruling_revoke(request: HttpRequest, ruling: int) -> HttpResponseBase:
    by = acting_in(request)
    require(by, "list", Ruling)
    one = _ruling(by, ruling)
    require(by, "revoke", one)
    form = RevokeForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        steps.revoke_ruling(ruling=one, reason=data["reason"], from_day=data["from_day"], by=by)
        messages.success(request, _("Revoked. The question is open again from that day on."))
        return to("ruling", ruling=one.pk)
    return _ruling_page(request, by, one, form)
