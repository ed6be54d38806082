"""Kinds of batches, and the lives of imports and proposals."""

from __future__ import annotations

from django.db import models

from mingpin.language import later as _
from mingpin.transitions import by_name, step


class BatchKind(models.TextChoices):
    IMPORT = "import", _("Import of files")
    FORM = "form", _("Form")
    API = "api", _("Interface for programs")
    DEMONSTRATION = "demonstration", _("Demonstration data")


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Being read")
    READ = "read", _("Waits for a decision")
    APPLYING = "applying", _("Being applied")
    APPLIED = "applied", _("Applied")
    UNDONE = "undone", _("Undone")
    DISCARDED = "discarded", _("Discarded")
    UNREADABLE = "unreadable", _("Could not be read")


IMPORT_STEPS = by_name(
    step("understand_import", (ImportState.UPLOADED, ImportState.UNREADABLE), ImportState.READ, _("Read")),
    step("refuse_import", ImportState.UPLOADED, ImportState.UNREADABLE, _("Could not be read")),
    step("reread_import", (ImportState.READ, ImportState.UNREADABLE), ImportState.UPLOADED, _("Read again")),
    step("begin_import", ImportState.READ, ImportState.APPLYING, _("Apply")),
    step("apply_import", ImportState.APPLYING, ImportState.APPLIED, _("Applied")),
    step("give_back_import", ImportState.APPLYING, ImportState.READ, _("Give back")),
    step("undo_import", ImportState.APPLIED, ImportState.UNDONE, _("Undo")),
    step("discard_import", (ImportState.UPLOADED, ImportState.READ, ImportState.UNREADABLE), ImportState.DISCARDED, _("Discard")),
)  # fmt: skip


class NameKind(models.TextChoices):
    CURRENT = "current", _("Current name")
    FORMER = "former", _("Former name")
    ALIAS = "alias", _("Also known as")


class ProposalKind(models.TextChoices):
    DUPLICATE = "duplicate", _("May be the same subject")
    FORMER_NAME = "former_name", _("May be its former name")


class ProposalState(models.TextChoices):
    OPEN = "open", _("Waits for a decision")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")


PROPOSAL_STEPS = by_name(
    step("accept_proposal", ProposalState.OPEN, ProposalState.ACCEPTED, _("Accept")),
    step("refuse_proposal", ProposalState.OPEN, ProposalState.REFUSED, _("Refuse")),
)
