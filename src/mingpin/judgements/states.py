"""The lives of proposed judgements, rulings and what-ifs."""

from __future__ import annotations

from django.db import models

from mingpin.language import later as _
from mingpin.transitions import by_name, step


class ProposedState(models.TextChoices):
    PROPOSED = "proposed", _("Waits for a second person")
    SECONDED = "seconded", _("Seconded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


PROPOSED_STEPS = by_name(
    step("second_judgement", ProposedState.PROPOSED, ProposedState.SECONDED, _("Second it")),
    step("withdraw_judgement", ProposedState.PROPOSED, ProposedState.WITHDRAWN, _("Withdraw it")),
)


class RulingState(models.TextChoices):
    DRAFT = "draft", _("Waits for signature")
    SIGNED = "signed", _("Signed")
    SUPERSEDED = "superseded", _("Superseded by a later one")
    REVOKED = "revoked", _("Revoked")
    DROPPED = "dropped", _("Dropped unsigned")


RULING_STEPS = by_name(
    step("sign_ruling", RulingState.DRAFT, RulingState.SIGNED, _("Sign")),
    step("drop_ruling", RulingState.DRAFT, RulingState.DROPPED, _("Drop the draft")),
    step("supersede_ruling", RulingState.SIGNED, RulingState.SUPERSEDED, _("Superseded by a later one")),
    step("revoke_ruling", RulingState.SIGNED, RulingState.REVOKED, _("Revoke")),
)


class Purpose(models.TextChoices):
    """Why a what-if is computed: somebody tries changes, or a reading is looked at before it is ruled."""

    SANDBOX = "sandbox", _("What if")
    READING = "reading", _("What a reading would do")


class WhatIfState(models.TextChoices):
    COMPUTING = "computing", _("Being computed")
    DONE = "done", _("Done")
    FAILED = "failed", _("Did not come to an end")


WHAT_IF_STEPS = by_name(
    step("finish_what_if", WhatIfState.COMPUTING, WhatIfState.DONE, _("Done")),
    step("fail_what_if", WhatIfState.COMPUTING, WhatIfState.FAILED, _("Did not come to an end")),
    step("compute_again", WhatIfState.FAILED, WhatIfState.COMPUTING, _("Compute it again")),
)
