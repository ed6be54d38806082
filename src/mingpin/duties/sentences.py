"""What the record says of what people did about duties."""

from __future__ import annotations

from mingpin.audit.wording import describe_action
from mingpin.language import later as _

SENTENCES = {
    "put_forward_lead": _("put a lead forward for the duty {object}"),
    "decide_lead": _("recorded the leading group's decision on the lead of the duty {object}"),
    "decline_lead": _("recorded that the lead put forward for the duty {object} is not taken up"),
    "plan_milestone": _("planned the milestone {object}"),
    "finish_milestone": _("reported the milestone {object} done"),
    "drop_milestone": _("dropped the milestone {object}"),
    "report_progress": _("reported progress: {object}"),
    "ask_hand_off": _("asked for a hand-off: {object}"),
    "accept_hand_off": _("accepted the hand-off {object}"),
    "return_hand_off": _("returned the hand-off {object}"),
    "finish_hand_off": _("reported the hand-off {object} done"),
    "record_meeting": _("recorded the meeting {object}"),
    "add_minutes": _("added documents to the meeting {object}"),
    "add_resolution": _("added the resolution {object}"),
    "follow_up_resolution": _("followed up the resolution {object}"),
    "finish_resolution": _("closed the resolution {object} as done"),
    "drop_resolution": _("dropped the resolution {object}"),
    "issue_bulletin": _("issued {object}"),
}


def describe_duties() -> None:
    """Gives every action of the app its sentence; called once, when the apps start."""
    for name, sentence in SENTENCES.items():
        describe_action(name, sentence)
