"""The lives of what the app keeps: leads put forward, milestones, hand-offs, resolutions."""

from __future__ import annotations

from django.db import models

from mingpin.language import later as _
from mingpin.transitions import by_name, step


class LeadState(models.TextChoices):
    PUT_FORWARD = "put_forward", _("Put forward for decision")
    DECIDED = "decided", _("Decided by the leading group")
    DECLINED = "declined", _("Not taken up")
    SUPERSEDED = "superseded", _("Superseded by a later decision")


LEAD_STEPS = by_name(
    step("decide_lead", LeadState.PUT_FORWARD, LeadState.DECIDED, _("Record the decision")),
    step("decline_lead", LeadState.PUT_FORWARD, LeadState.DECLINED, _("Not taken up")),
    step("supersede_lead", LeadState.DECIDED, LeadState.SUPERSEDED, _("Superseded")),
)


class MilestoneState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


MILESTONE_STEPS = by_name(
    step("finish_milestone", MilestoneState.PLANNED, MilestoneState.DONE, _("Done")),
    step("drop_milestone", MilestoneState.PLANNED, MilestoneState.DROPPED, _("Drop it")),
)


class HandOffState(models.TextChoices):
    ASKED = "asked", _("Waits to be accepted")
    ACCEPTED = "accepted", _("Accepted by the receiver")
    DONE = "done", _("Done")
    RETURNED = "returned", _("Returned")


HAND_OFF_STEPS = by_name(
    step("accept_hand_off", HandOffState.ASKED, HandOffState.ACCEPTED, _("Accept the hand-off")),
    step("return_hand_off", (HandOffState.ASKED, HandOffState.ACCEPTED), HandOffState.RETURNED, _("Return it")),
    step("finish_hand_off", HandOffState.ACCEPTED, HandOffState.DONE, _("Done")),
)


class ResolutionState(models.TextChoices):
    OPEN = "open", _("Under way")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


RESOLUTION_STEPS = by_name(
    step("finish_resolution", ResolutionState.OPEN, ResolutionState.DONE, _("Done")),
    step("drop_resolution", ResolutionState.OPEN, ResolutionState.DROPPED, _("Drop it")),
)
