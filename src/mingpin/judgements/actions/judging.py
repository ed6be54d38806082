"""Giving judgements: alone, or by two persons; each counts as a row of evidence, which supersedes the one before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import Person
from mingpin.accounts.permissions import not_there, require
from mingpin.audit.actions import record
from mingpin.errors import Invalid, Refused, Stale
from mingpin.files.actions import Upload, store_upload
from mingpin.files.models import StoredFile
from mingpin.files.serving import safe_name
from mingpin.judgements.matters import Matter, judgements_of
from mingpin.judgements.models import Proposed, ProposedDocument
from mingpin.judgements.permissions import is_another
from mingpin.judgements.states import PROPOSED_STEPS
from mingpin.judgements.waiting import TABLE
from mingpin.language import _
from mingpin.policies.packs import pack_in_force
from mingpin.registry.models import Attachment, Batch, EvidenceRow, Subject
from mingpin.registry.states import BatchKind
from mingpin.registry.taking import Files, add_batch
from mingpin.transitions import swap
from mingpin.vocabulary.evidence import rows_frame
from mingpin.vocabulary.place import shared_vocabulary

LONGEST_REASON, MOST_DOCUMENTS = 2000, 10


@dataclass(frozen=True)
class Answer:
    """A judgement as it is given: on which subject and matter, for which programme year, what, why, on which day."""

    judgement: str
    subject: Subject
    year: int
    value: bool
    reason: str
    decided_on: date
    replaces_because: str = ""


def judgement_rows(judgement: str, subject: Subject, year: int | None = None) -> Any:
    """The rows of evidence that answer the matter for the subject, superseded ones included."""
    rows = EvidenceRow.objects.filter(Q(subject=subject) | Q(subject__merged_into=subject), table=TABLE)
    rows = rows.filter(values__judgement=judgement)
    return rows.filter(values__year=year) if year else rows


def current_keys(judgement: str, subject: Subject, year: int) -> list[int]:
    """The keys of the rows that answer the matter now: what a new judgement would supersede."""
    rows = judgement_rows(judgement, subject, year).filter(superseded_at=None)
    return sorted(rows.values_list("pk", flat=True))


def give_judgement(
    *,
    answer: Answer,
    by: Acting,
    instead: Sequence[int] = (),
    documents: Iterable[Upload] = (),
    today: date | None = None,
) -> EvidenceRow | Proposed:
    """The judgement as a row of evidence, or, where the document asks for a second person, as a proposal that waits for one.

    `instead` are the rows that it supersedes, as the person saw them. Raises Stale where others count by now, Invalid for a blank
    reason or a day that has not come, NotThere for a matter that another department decides.
    """
    require(by, "judge", Proposed)
    matter = _own_matter(by, answer.judgement)
    _check(answer, by, instead, today or timezone.localdate())
    with transaction.atomic():
        stored = _stored(documents)
        if matter.needs_second_person:
            return _propose(answer, by, instead, stored)
        assert by.person is not None
        row, told = _put(answer, by, by.person, None, instead)
        _attach(row, stored, by.person)
        record(by=by.who(), action="give_judgement", on=row, before={"rows": list(instead)},
               after=_told(answer) | {"batch": told, "documents": [file.sha256 for file, _name in stored]},
               why=answer.reason)  # fmt: skip
        return row


def second_judgement(*, proposed: Proposed, by: Acting) -> EvidenceRow:
    """The judgement counts from now on, in the name of both. Raises Refused for who proposed it or stood behind it, Stale where
    another judgement of the matter came in since."""
    require(by, "second", proposed)
    if not is_another.test(by, proposed):
        raise Refused(
            _("The second person must be another than the first."),
            why=_("You proposed this judgement, or stand in for who did."),
            remedy=_("Ask a colleague of your department."),
        )
    answer = answer_of(proposed)
    with transaction.atomic():
        swap(proposed, PROPOSED_STEPS["second_judgement"], second=by.person, ended_at=timezone.now())
        row, told = _put(answer, by, proposed.person, by.person, proposed.instead)
        Proposed.objects.filter(pk=proposed.pk).update(row=row)
        proposed.row = row
        documents = proposed.documents.select_related("file")
        _attach(row, [(document.file, document.name) for document in documents], proposed.person)
        record(by=by.who(), action="second_judgement", on=proposed, before={"rows": proposed.instead},
               after=_told(answer) | {"row": row.pk, "batch": told}, why=answer.reason)  # fmt: skip
        return row


def withdraw_judgement(*, proposed: Proposed, reason: str, by: Acting) -> None:
    """It is not seconded; it stays on file with the reason, and the matter can be proposed anew."""
    require(by, "withdraw", proposed)
    if not reason.strip():
        raise Invalid(_("Say why."), why=_("The reason stays with the row for whoever reads it later."), field="reason")
    with transaction.atomic():
        step = PROPOSED_STEPS["withdraw_judgement"]
        swap(proposed, step, ended_at=timezone.now(), ended_because=reason.strip()[:400])
        record(by=by.who(), action="withdraw_judgement", on=proposed, after={"state": proposed.state}, why=reason)


def answer_of(proposed: Proposed) -> Answer:
    """What was proposed."""
    return Answer(
        proposed.judgement,
        proposed.subject,
        proposed.year,
        proposed.value,
        proposed.reason,
        proposed.decided_on,
        proposed.replaces_because,
    )


def _own_matter(by: Acting, judgement: str) -> Matter:
    matter = judgements_of(pack_in_force()).get(judgement)
    if matter is None or by.organisation is None or by.organisation.code != matter.by:
        raise not_there()
    return matter


def _check(answer: Answer, by: Acting, instead: Sequence[int], today: date) -> None:
    require(by, "view", answer.subject)
    if by.person is None:
        raise Invalid(_("A judgement is given by a person in their own name."))
    if answer.subject.merged_into_id:
        raise Invalid(_("This subject was decided to be the same as another."), remedy=_("Judge that one."))
    if not answer.reason.strip():
        raise Invalid(_("Give the reasons."), why=_("A judgement without reasons cannot be checked."), field="reason")
    if answer.decided_on > today:
        raise Invalid(_("This day has not come yet."), field="decided_on")
    if instead and not answer.replaces_because.strip():
        raise Invalid(_("Say why the earlier judgement is replaced."), field="replaces_because")


def _propose(answer: Answer, by: Acting, instead: Sequence[int], stored: list[tuple[StoredFile, str]]) -> Proposed:
    assert by.person is not None
    assert by.organisation is not None
    _refuse_stale(answer, instead)
    try:
        with transaction.atomic():
            proposed = Proposed.objects.create(
                judgement=answer.judgement,
                subject=answer.subject,
                year=answer.year,
                value=answer.value,
                reason=answer.reason.strip()[:LONGEST_REASON],
                decided_on=answer.decided_on,
                instead=list(instead),
                replaces_because=answer.replaces_because.strip()[:400],
                organisation=by.organisation,
                person=by.person,
                people=sorted(by.people),
            )
    except IntegrityError as error:
        raise Invalid(
            _("A judgement of this matter waits for its second person already."),
            remedy=_("Second that one, or withdraw it first."),
        ) from error
    for file, name in stored:
        ProposedDocument.objects.create(proposed=proposed, file=file, name=name)
    record(by=by.who(), action="propose_judgement", on=proposed, before={"rows": list(instead)},
           after=_told(answer) | {"documents": [file.sha256 for file, _name in stored]}, why=answer.reason)  # fmt: skip
    return proposed


def _put(
    answer: Answer, by: Acting, first: Person, second: Person | None, instead: Sequence[int]
) -> tuple[EvidenceRow, dict[str, Any]]:
    """Adds the row, and ends those that it takes the place of, all of them or none."""
    assert by.organisation is not None
    first_name, second_name = _names(first, second)
    said = {
        "subject_id": answer.subject.subject_id,
        "judgement": answer.judgement,
        "year": answer.year,
        "value": answer.value,
        "decided_by": first_name,
        "second_by": second_name,
        "department": by.organisation.code,
        "decided_on": answer.decided_on.isoformat(),
        "reason": answer.reason.strip()[:LONGEST_REASON],
    }
    given = {TABLE: rows_frame(shared_vocabulary().tables[TABLE], [said])}
    title = _("Judgement: {subject}").format(subject=answer.subject.name)
    taken = add_batch(given, kind=BatchKind.FORM, title=title, by=by, supplier=by.organisation, files=Files())
    if taken.batch is None:
        raise Invalid(
            _("The same judgement is on file already, word for word."),
            remedy=_("Give the reasons for which it is judged anew."),
        )
    row = EvidenceRow.objects.get(batch=taken.batch, table=TABLE)
    _supersede(answer, row, taken.batch, instead)
    return row, taken.told()


def _supersede(answer: Answer, row: EvidenceRow, batch: Batch, instead: Sequence[int]) -> None:
    """After the batch, for which others wait: what counts now is what the person saw, else Stale."""
    _refuse_stale(answer, instead, besides=row.pk)
    ended = EvidenceRow.objects.filter(pk__in=list(instead), superseded_at=None).update(
        superseded_at=timezone.now(),
        superseded_by=row,
        superseded_in=batch,
        superseded_reason=answer.replaces_because.strip()[:400],
    )
    if ended != len(instead):
        raise _stale()


def _refuse_stale(answer: Answer, instead: Sequence[int], besides: int = 0) -> None:
    now = current_keys(answer.judgement, answer.subject, answer.year)
    if [pk for pk in now if pk != besides] != sorted(instead):
        raise _stale()


def _stale() -> Stale:
    return Stale(
        _("Another judgement of this matter came in, or was ended, in the meantime."),
        remedy=_("Look at the judgements that there are now, and judge anew if need be."),
    )


def _names(first: Person, second: Person | None) -> tuple[str, str | None]:
    """The names as the row has them; two persons of one name are told apart by how they sign in."""
    if second is None:
        return first.name, None
    if first.name.strip() != second.name.strip():
        return first.name, second.name
    return f"{first.name}（{first.username}）", f"{second.name}（{second.username}）"


def _stored(documents: Iterable[Upload]) -> list[tuple[StoredFile, str]]:
    given = list(documents)
    if len(given) > MOST_DOCUMENTS:
        raise Invalid(_("At most {count} documents are sent at once.").format(count=MOST_DOCUMENTS), field="documents")
    kept = {}
    for upload in given:
        file = store_upload(upload, field="documents")
        kept[file.pk] = (file, safe_name(getattr(upload, "name", "") or ""))
    return list(kept.values())


def _attach(row: EvidenceRow, stored: Iterable[tuple[StoredFile, str]], person: Person) -> None:
    for file, name in stored:
        Attachment.objects.create(row=row, file=file, name=name, person=person)


def _told(answer: Answer) -> dict[str, Any]:
    return {
        "judgement": answer.judgement,
        "subject": answer.subject.pk,
        "year": answer.year,
        "value": answer.value,
        "decided_on": answer.decided_on.isoformat(),
    }
