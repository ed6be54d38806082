"""Loading a stage of the demonstration into an empty database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import Organisation, Person
from mingpin.audit.models import Entry
from mingpin.demo.generate import Progress
from mingpin.errors import Refused
from mingpin.language import _
from mingpin.portal.demonstration.organisations import make_organisations
from mingpin.portal.demonstration.papers import make_papers
from mingpin.portal.demonstration.people import make_people
from mingpin.portal.demonstration.register import Frames, enterprises_for_people, make_evidence, take_in_by_supplier
from mingpin.registry.models import EvidenceRow, Subject

_ENTERPRISES = 5


@dataclass(frozen=True)
class Loaded:
    """What a stage came to."""

    subjects: int
    evidence: int
    batches: int
    organisations: int
    people: int
    entries: int


def refuse_unless_empty() -> None:
    """Raises Refused in production, and where anything is there already."""
    if settings.PRODUCTION:
        raise Refused(
            _("The demonstration is not loaded into a platform in production."), remedy=_("Use a database of its own.")
        )
    if any(model.objects.exists() for model in (Person, Organisation, Subject, Entry)):
        raise Refused(
            _("The demonstration is loaded into an empty database only; this one holds something."),
            remedy=_("Use another database (DATABASE_URL or MINGPIN_HOME), or empty this one yourself."),
        )


def load_registry(*, subjects: int, seed: int, as_of: date, progress: Progress | None = None) -> Loaded:
    """Organisations, people, evidence and papers, all made through the actions, so that the record tells of each step.

    Raises Refused unless the database is empty.
    """
    refuse_unless_empty()
    frames = make_evidence(subjects=subjects, seed=seed, as_of=as_of, progress=progress)
    with transaction.atomic():  # all or nothing: half a demonstration would be in the way of a whole one
        return _load(frames)


def _load(frames: Frames) -> Loaded:
    by = Acting.platform("demonstration")
    organisations = make_organisations(by)
    people = make_people(organisations, enterprises_for_people(frames, _ENTERPRISES), by)
    batches = take_in_by_supplier(frames, organisations, by)
    make_papers(people)
    return Loaded(
        subjects=Subject.objects.count(),
        evidence=EvidenceRow.objects.count(),
        batches=batches,
        organisations=Organisation.objects.count(),
        people=Person.objects.count(),
        entries=Entry.objects.count(),
    )
