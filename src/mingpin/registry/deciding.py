"""Deciding proposals: two subjects become one, a name becomes a former name, or neither."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import require
from mingpin.audit.actions import record
from mingpin.errors import Invalid
from mingpin.language import _
from mingpin.registry.holding import write_holdings
from mingpin.registry.models import Identifier, Proposal, Subject, SubjectName
from mingpin.registry.proposing import FORMER_NAME, SAME_CODE, SAME_NAME
from mingpin.registry.states import PROPOSAL_STEPS, NameKind, ProposalKind, ProposalState
from mingpin.registry.taking.subjects import write_words
from mingpin.transitions import swap


def accept_proposal(*, proposal: Proposal, reason: str, by: Acting) -> None:
    """The two subjects are one from now on: the other's names and codes are the survivor's too; its evidence stays where it is
    and is shown with the survivor. A former name without another subject is only written down. Nothing is deleted."""
    require(by, "decide", proposal)
    _need_reason(reason)
    with transaction.atomic():
        _decide(proposal, "accept_proposal", reason, by)
        after: dict[str, object] = {"kind": proposal.kind, "subject": proposal.subject_id, "other": proposal.other_id}
        if proposal.kind == ProposalKind.FORMER_NAME and proposal.name:
            _add_name(proposal.subject, proposal.name, NameKind.FORMER)
        if proposal.other is not None:
            _merge(proposal.other, proposal.subject, is_former=proposal.kind == ProposalKind.FORMER_NAME)
        write_words([proposal.subject_id])
        write_holdings([proposal.subject_id])
        record(by=by.who(), action="accept_proposal", on=proposal, after=after, why=reason)


def refuse_proposal(*, proposal: Proposal, reason: str, by: Acting) -> None:
    """They are two, or the name is not its former one; the same is not proposed again."""
    require(by, "decide", proposal)
    _need_reason(reason)
    with transaction.atomic():
        _decide(proposal, "refuse_proposal", reason, by)
        record(by=by.who(), action="refuse_proposal", on=proposal, after={"kind": proposal.kind}, why=reason)


def grounds_of(proposal: Proposal) -> list[str]:
    """Why it was proposed, in words."""
    sentences = {
        SAME_CODE: _("Both have the credit code {said}."),
        SAME_NAME: _("Both are called “{said}” and are of the same area."),
        FORMER_NAME: _("“{said}” is a former name of the one and the present name of the other, in the same area."),
    }
    return [sentences.get(one.get("ground", ""), "{said}").format(said=one.get("said", "")) for one in proposal.grounds]


def consequences_of(proposal: Proposal) -> list[str]:
    """What accepting would do, in words."""
    if proposal.other is None:
        return [_("“{name}” is written down as a former name of “{subject}” and finds it.").format(
            name=proposal.name, subject=proposal.subject.name)]  # fmt: skip
    names = {"subject": proposal.subject.name, "other": proposal.other.name}
    return [
        _("“{subject}” ({kept}) stays; “{other}” ({id}) is no longer listed on its own.").format(
            **names, kept=proposal.subject.subject_id, id=proposal.other.subject_id
        ),
        _("Names and codes of “{other}” find “{subject}” from then on.").format(**names),
        _("Evidence about “{other}” stays where it is and is shown with “{subject}”; nothing is deleted.").format(
            **names
        ),
    ]


def _decide(proposal: Proposal, step: str, reason: str, by: Acting) -> None:
    swap(proposal, PROPOSAL_STEPS[step], person=by.person, decided_at=timezone.now(), reason=reason[:400])


def _merge(other: Subject, survivor: Subject, *, is_former: bool) -> None:
    if survivor.merged_into_id or not Subject.objects.filter(pk=other.pk, merged_into=None).update(
        merged_into=survivor
    ):
        raise Invalid(
            _("One of the two was decided to be another subject in the meantime."), remedy=_("Refuse this proposal.")
        )
    Subject.objects.filter(merged_into=other).update(merged_into=survivor)
    Subject.objects.filter(owner=other).update(owner=survivor)
    kind = NameKind.FORMER if is_former else NameKind.ALIAS
    held = set(SubjectName.objects.filter(subject=survivor).values_list("folded", flat=True))
    for name in other.names.order_by("pk"):
        if name.folded not in held:
            held.add(name.folded)
            _add_name(survivor, name.name, kind if name.kind == NameKind.CURRENT else NameKind(name.kind))
    codes = [("merged", other.subject_id), *other.identifiers.values_list("scheme", "value")]
    Identifier.objects.bulk_create(
        [Identifier(subject=survivor, scheme=scheme, value=value) for scheme, value in codes], ignore_conflicts=True
    )
    settled = Proposal.objects.filter(state=ProposalState.OPEN, subject=other) | Proposal.objects.filter(
        state=ProposalState.OPEN, other=other
    )
    settled.update(
        state=ProposalState.REFUSED,
        decided_at=timezone.now(),
        reason=_("Settled by the decision about another proposal."),
    )


def _add_name(subject: Subject, name: str, kind: NameKind) -> None:
    SubjectName.objects.get_or_create(subject=subject, name=name[:200], kind=kind)


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid(_("Say why."), why=_("The reason stays with the row for whoever reads it later."), field="reason")
