"""What the actions of the platform are called in its record; an app that says it better calls `describe_action` itself."""

from __future__ import annotations

from mingpin.audit.wording import describe_action
from mingpin.language import later as _

SENTENCES = {
    "erase_private": _("erased the personal data of entries {entries}"),
    "keep_answer": _("kept the answer of the witness “{witness}” to the checkpoint of {size} entries"),
    "issue_token": _("issued the token “{object}”"),
    "revoke_token": _("revoked the token “{object}”"),
    "take_in_evidence": _("took in a batch of evidence: {object}"),
}


def describe_known_actions() -> None:
    """Gives every action of the table its sentence."""
    for name, sentence in SENTENCES.items():
        describe_action(name, sentence)
