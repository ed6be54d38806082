"""What people do about duties."""

from __future__ import annotations

from mingpin.duties.actions.bulletins import issue_bulletin
from mingpin.duties.actions.hand_offs import accept_hand_off, ask_hand_off, finish_hand_off, return_hand_off
from mingpin.duties.actions.leads import decide_lead, decline_lead, put_forward_lead
from mingpin.duties.actions.meetings import (
    add_minutes,
    add_resolution,
    close_resolution,
    follow_up_resolution,
    record_meeting,
)
from mingpin.duties.actions.milestones import drop_milestone, finish_milestone, plan_milestone
from mingpin.duties.actions.progress import report_progress

__all__ = [
    "accept_hand_off",
    "add_minutes",
    "add_resolution",
    "ask_hand_off",
    "close_resolution",
    "decide_lead",
    "decline_lead",
    "drop_milestone",
    "finish_hand_off",
    "finish_milestone",
    "follow_up_resolution",
    "issue_bulletin",
    "plan_milestone",
    "put_forward_lead",
    "record_meeting",
    "report_progress",
    "return_hand_off",
]
