"""The lives of requests, of what they ask, and of drafting them."""

from __future__ import annotations

from django.db import models

from mingpin.language import later as _
from mingpin.transitions import by_name, step


class RequestState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Waits for answers")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DISCARDED = "discarded", _("Draft put away")


REQUEST_STEPS = by_name(
    step("send_request", RequestState.DRAFT, RequestState.OPEN, _("Send")),
    step("discard_request", RequestState.DRAFT, RequestState.DISCARDED, _("Put the draft away")),
    step("answer_request", RequestState.OPEN, RequestState.ANSWERED, _("Answered")),
    step("close_request", RequestState.ANSWERED, RequestState.CLOSED, _("Close")),
    step("reopen_request", RequestState.ANSWERED, RequestState.OPEN, _("Ask again")),
    step("withdraw_request", RequestState.OPEN, RequestState.WITHDRAWN, _("Withdraw")),
)
NOT_SENT = (RequestState.DRAFT, RequestState.DISCARDED)
"""States in which nobody was asked anything."""
STANDING = (RequestState.OPEN, RequestState.ANSWERED, RequestState.CLOSED)
"""States in which what was asked stays asked: not withdrawn."""


class ItemState(models.TextChoices):
    OPEN = "open", _("Not answered")
    HELD = "held", _("Held now")
    DECLINED = "declined", _("Does not hold it")


class DraftingState(models.TextChoices):
    RUNNING = "running", _("Under way")
    DONE = "done", _("Done")
    FAILED = "failed", _("Did not come to an end")


DRAFTING_STEPS = by_name(
    step("finish_drafting", DraftingState.RUNNING, DraftingState.DONE, _("Done")),
    step("fail_drafting", DraftingState.RUNNING, DraftingState.FAILED, _("Did not come to an end")),
)
