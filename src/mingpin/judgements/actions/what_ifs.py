"""Asking what would follow from other rules. Nothing in force is touched by any of this."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import require
from mingpin.audit.actions import record
from mingpin.errors import Invalid
from mingpin.files.actions import store_upload
from mingpin.files.places import place_of
from mingpin.files.serving import safe_name
from mingpin.jobs.actions import Owner, enqueue
from mingpin.judgements import drafts, effects
from mingpin.judgements.changing import Typed
from mingpin.judgements.matters import questions_of
from mingpin.judgements.models import WhatIf
from mingpin.judgements.states import WHAT_IF_STEPS, Purpose, WhatIfState
from mingpin.language import _
from mingpin.policies.models import Run
from mingpin.policies.runs.traces import of_run
from mingpin.policies.states import RunState
from mingpin.transitions import swap

WHAT_IF = "what_if"
"""The kind of job that computes one."""


def try_what_if(*, title: str, run: Run, typed: Typed, by: Acting, draft: UploadedFile[Any] | None = None) -> WhatIf:
    """Queues the computation of how the subjects of a run would stand with these changes, or by a whole draft pack. Raises
    Invalid, about the field, for what the engine cannot run."""
    require(by, "try", WhatIf)
    _check_run(run, by)
    if not title.strip():
        raise Invalid(_("Give it a title."), field="title")
    if draft is not None and any(typed.values()):
        what = _("Either a draft pack is run, or changes to the document in force.")
        raise Invalid(what, remedy=_("Put the changes into the draft, or leave it out."), field="draft")
    if draft is None:
        effects.program_with(run, typed)
    with transaction.atomic():
        what_if = WhatIf(title=title.strip()[:120], run=run, changes=dict(typed), person=by.person)
        if draft is None:
            what_if.save()
        else:
            _keep_draft(what_if, draft)
        _queue(what_if, by)
        after: dict[str, Any] = {"run": run.pk, "changes": dict(typed)}
        if what_if.draft:
            after["draft"] = what_if.draft.sha256
        record(by=by.who(), action="try_what_if", on=what_if, after=after)
    return what_if


def look_at_reading(*, question: str, option: str, run: Run, by: Acting) -> WhatIf:
    """Has computed what one reading of a question would do in a run; asked for twice, it is computed once."""
    require(by, "look_at_reading", WhatIf)
    with transaction.atomic():
        what_if = reading_of(question=question, option=option, run=run, by=by)
        after = {"run": run.pk, "question": question, "option": option}
        record(by=by.who(), action="look_at_reading", on=what_if, after=after)
    return what_if


def reading_of(*, question: str, option: str, run: Run, by: Acting) -> WhatIf:
    """The same as a part of another action, which asks for the right to do it, has the transaction and records itself."""
    _check_run(run, by)
    known = questions_of(of_run(run).program.pack).get(question)
    if known is None or option not in known.options:
        raise Invalid(_("The document has no such reading."), field="picks")
    what_if, is_new = WhatIf.objects.get_or_create(
        purpose=Purpose.READING,
        run=run,
        question=question,
        option=option,
        defaults={
            "title": known.options[option][:120],
            "changes": {"rulings": {question: option}},
            "person": by.person,
        },
    )
    if what_if.state == WhatIfState.FAILED:
        swap(what_if, WHAT_IF_STEPS["compute_again"])
        is_new = True
    if is_new:
        _queue(what_if, by)
    return what_if


def _check_run(run: Run, by: Acting) -> None:
    require(by, "view", run)
    if run.state != RunState.DONE:
        raise Invalid(_("The survey is not done."), remedy=_("Wait for it."), field="run")


def _keep_draft(what_if: WhatIf, draft: UploadedFile[Any]) -> None:
    what_if.draft = store_upload(draft, kinds=("zip",), largest=drafts.LARGEST, field="draft")
    what_if.draft_name = safe_name(draft.name or "")
    with drafts.unpacked(place_of(what_if.draft)) as folder:
        effects.program_of_draft(what_if.run, folder)
        what_if.save()
        drafts.keep(folder, effects.folder_of(what_if) / effects.DRAFT)


def _queue(what_if: WhatIf, by: Acting) -> None:
    job = enqueue(
        WHAT_IF,
        title=_("What if: {title}").format(title=what_if.title),
        arguments={"what_if_id": what_if.pk},
        owner=Owner.of(by),
        key=f"what-if:{what_if.pk}",
        result_url=reverse("what_if", kwargs={"what_if": what_if.pk}),
    )
    WhatIf.objects.filter(pk=what_if.pk).update(job=job.pk)
    what_if.job = job.pk
