"""What the record says of what people did about judgements, rulings and what-ifs."""

from __future__ import annotations

from mingpin.audit.wording import describe_action
from mingpin.language import later as _

SENTENCES = {
    "give_judgement": _("gave a judgement: {object}"),
    "propose_judgement": _("proposed a judgement for a second person: {object}"),
    "second_judgement": _("seconded the judgement {object}"),
    "withdraw_judgement": _("withdrew the proposed judgement {object}"),
    "draft_ruling": _("entered the ruling {object}"),
    "compute_ruling_again": _("had computed anew whom the ruling {object} changes"),
    "sign_ruling": _("signed the ruling {object}"),
    "drop_ruling": _("dropped the draft of the ruling {object}"),
    "revoke_ruling": _("revoked the ruling {object}"),
    "try_what_if": _("asked what if: {object}"),
    "look_at_reading": _("had computed what a reading would do: {object}"),
    "finish_what_if": _("computed what would follow: {object}"),
    "fail_what_if": _("gave up computing {object}"),
}


def describe_judgements() -> None:
    """Gives every action of the app its sentence; called once, when the apps start."""
    for name, sentence in SENTENCES.items():
        describe_action(name, sentence)
