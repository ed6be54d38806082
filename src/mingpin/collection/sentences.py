"""What the record says of what people did about requests."""

from __future__ import annotations

from mingpin.audit.wording import describe_action
from mingpin.language import later as _

SENTENCES = {
    "draft_requests": _("had requests drafted from the survey {object}"),
    "finish_drafting": _("drafted {requests} requests with {items} questions from the survey {object}"),
    "fail_drafting": _("gave up drafting requests from the survey {object}"),
    "send_request": _("sent the request {object}, due on {due_on}"),
    "discard_request": _("put the draft {object} away"),
    "answer_request": _("answered {items} questions of the request {object}"),
    "decline_items": _("said of {items} questions of the request {object} that it does not hold the answer"),
    "remind_holder": _("reminded of the request {object}"),
    "withdraw_request": _("withdrew the request {object}"),
    "close_request": _("closed the request {object}"),
}


def describe_collection() -> None:
    """Gives every action of the app its sentence; called once, when the apps start."""
    for name, sentence in SENTENCES.items():
        describe_action(name, sentence)
