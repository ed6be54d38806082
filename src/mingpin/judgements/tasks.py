"""The background work of what-ifs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from mingpin.audit.actions import record
from mingpin.audit.who import Who
from mingpin.errors import Stale
from mingpin.jobs.kinds import job_kind
from mingpin.jobs.models import Job
from mingpin.jobs.running import Progress
from mingpin.judgements import effects
from mingpin.judgements.actions.what_ifs import WHAT_IF
from mingpin.judgements.models import WhatIf
from mingpin.judgements.states import WHAT_IF_STEPS, WhatIfState
from mingpin.language import _
from mingpin.language import later as __
from mingpin.transitions import swap


def fail_what_if(job: Job, by: Who) -> bool:
    """A what-if that did not come to an end is said to have failed."""
    what_if = WhatIf.objects.filter(pk=job.arguments["what_if_id"], state=WhatIfState.COMPUTING).first()
    if what_if is None:
        return False
    with transaction.atomic():
        swap(what_if, WHAT_IF_STEPS["fail_what_if"], finished_at=timezone.now())
        record(by=by, action="fail_what_if", on=what_if, after={"state": what_if.state})
    return True


@job_kind(WHAT_IF, title=__("What would follow from other rules"), give_up=fail_what_if)
def what_if(progress: Progress, *, what_if_id: int) -> Mapping[str, Any]:
    """Judges the run's evidence by the other rules and writes down whom that moves, in one transaction."""
    one = WhatIf.objects.select_related("run").get(pk=what_if_id)
    if one.state != WhatIfState.COMPUTING:
        return {"what_if": what_if_id}
    progress.at(0, 2, _("Judging every subject by every clause"))
    found, result = effects.compared(one.run, effects.program_after(one))
    progress.at(1, 2, _("Writing the verdicts"))
    try:
        with transaction.atomic():
            swap(one, WHAT_IF_STEPS["finish_what_if"], finished_at=timezone.now(), result=result)
            effects.put_moved(one, found)
            record(by=Who("program:what_if"), action="finish_what_if", on=one, after={"moved": result["moved"]})
    except Stale:  # another worker that was taken for dead has finished it
        pass
    return {"what_if": what_if_id, "moved": result["moved"]}
