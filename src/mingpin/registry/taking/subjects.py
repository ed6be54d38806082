"""Subjects from register rows: made or brought up to date, with their names, codes, owners and words to search by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

from mingpin.accounts.models import Organisation
from mingpin.accounts.states import OrganisationKind
from mingpin.intake.completed import completed
from mingpin.registry.models import Batch, Identifier, Subject, SubjectName, SubjectWords
from mingpin.registry.states import NameKind
from mingpin.registry.words import words_of
from mingpin.vocabulary.evidence import Evidence
from mingpin.vocabulary.place import shared_vocabulary

_PLAIN = ("kind", "area", "domain", "industry_field", "industry", "entity_type")
_MIRRORED = ("name", "uscc", *_PLAIN, "registered_on", "organisation_id", "updated_at")
SLICE = 2_000


def put_subjects(rows: pl.DataFrame, batch: Batch) -> dict[str, int]:
    """Makes the subjects of these register rows, or brings them up to date, and gives their primary keys by subject id."""
    frame = completed(Evidence({"subjects": rows}), shared_vocabulary()).tables["subjects"]
    told = {row["subject_id"]: row for row in frame.iter_rows(named=True)}
    known = {subject.subject_id: subject for subject in _subjects(told)}
    carriers = _carriers({row["uscc"] for row in told.values() if row["uscc"]})
    new: list[Subject] = []
    old: list[Subject] = []
    for subject_id, row in told.items():
        subject = known.get(subject_id)
        (new if subject is None else old).append(_mirrored(subject or Subject(subject_id=subject_id), row, carriers))
    Subject.objects.bulk_create(new, batch_size=SLICE)
    if old:
        Subject.objects.bulk_update(old, [name.removesuffix("_id") for name in _MIRRORED], batch_size=SLICE)
    subjects = {subject.subject_id: subject for subject in (*new, *old)}
    _link_owners(told, subjects)
    _put_names(told, subjects, batch)
    return {subject_id: subject.pk for subject_id, subject in subjects.items()}


def keys_of(subject_ids: Iterable[str]) -> dict[str, int]:
    """The primary keys of subjects by subject id; those that are not there are left out."""
    return {subject.subject_id: subject.pk for subject in _subjects(subject_ids)}


def _subjects(subject_ids: Iterable[str]) -> list[Subject]:
    ids = list(dict.fromkeys(subject_ids))
    found: list[Subject] = []
    for at in range(0, len(ids), SLICE):
        found += Subject.objects.filter(subject_id__in=ids[at : at + SLICE])
    return found


def _mirrored(subject: Subject, row: Mapping[str, Any], carriers: Mapping[str, int]) -> Subject:
    subject.name = row["name"] or row["subject_id"]
    subject.uscc = row["uscc"] or ""
    for column in _PLAIN:
        setattr(subject, column, row[column] or "")
    day = row["registered_on"]
    subject.registered_on = day if isinstance(day, date) else None
    subject.organisation_id = carriers.get(subject.uscc) if subject.uscc else None
    return subject


def _carriers(codes: Iterable[str]) -> dict[str, int]:
    """The organisations that people registered for, by credit code."""
    every = Organisation.objects.filter(kind=OrganisationKind.CARRIER).values_list("code", "pk")
    wanted = set(codes)
    return {code: pk for code, pk in every if code in wanted}


def _link_owners(told: Mapping[str, Mapping[str, Any]], subjects: Mapping[str, Subject]) -> None:
    """Points what is carried (a brand, a product) to its carrier, and takes the area from there where none is told."""
    owned = {id_: row["owner_id"] for id_, row in told.items() if row["owner_id"] and row["owner_id"] != id_}
    if not owned:
        return
    owners = {**{s.subject_id: s for s in _subjects(owned.values())}, **subjects}
    changed = []
    for subject_id, owner_id in owned.items():
        subject, owner = subjects[subject_id], owners.get(owner_id)
        if owner is not None:
            subject.owner = owner
            subject.area = subject.area or owner.area
            changed.append(subject)
    Subject.objects.bulk_update(changed, ["owner", "area"], batch_size=SLICE)


def _put_names(told: Mapping[str, Mapping[str, Any]], subjects: Mapping[str, Subject], batch: Batch) -> None:
    pks = [subject.pk for subject in subjects.values()]
    names: list[SubjectName] = []
    codes: list[Identifier] = []
    for subject_id, row in told.items():
        subject = subjects[subject_id]
        names.append(SubjectName(subject=subject, name=subject.name, kind=NameKind.CURRENT, batch=batch))
        names += [
            SubjectName(subject=subject, name=former[:200], kind=NameKind.FORMER, batch=batch)
            for former in dict.fromkeys(row["former_names"] or ())
        ]
        if subject.uscc:
            codes.append(Identifier(subject=subject, scheme="uscc", value=subject.uscc, batch=batch))
    for at in range(0, len(pks), SLICE):
        slice_ = pks[at : at + SLICE]
        SubjectWords.objects.filter(subject__in=slice_).delete()
        _retire_names(subjects, slice_)
    SubjectName.objects.bulk_create(names, batch_size=SLICE, ignore_conflicts=True)
    Identifier.objects.bulk_create(codes, batch_size=SLICE, ignore_conflicts=True)
    write_words(pks)


def _retire_names(subjects: Mapping[str, Subject], pks: list[int]) -> None:
    """A current name that the register no longer gives becomes a former one."""
    by_pk = {subject.pk: subject for subject in subjects.values()}
    for held in SubjectName.objects.filter(subject__in=pks, kind=NameKind.CURRENT):
        if held.name != by_pk[held.subject_id].name:
            formers = SubjectName.objects.filter(subject=held.subject_id, name=held.name, kind=NameKind.FORMER)
            if formers.exists():
                held.delete()
            else:
                SubjectName.objects.filter(pk=held.pk).update(kind=NameKind.FORMER)


def write_words(pks: list[int]) -> None:
    """Writes anew what these subjects are searched by."""
    for at in range(0, len(pks), SLICE):
        slice_ = pks[at : at + SLICE]
        names: dict[int, list[str]] = {}
        for pk, name in SubjectName.objects.filter(subject__in=slice_).values_list("subject_id", "name").order_by("pk"):
            names.setdefault(pk, []).append(name)
        codes: dict[int, list[str]] = {}
        for pk, value in (
            Identifier.objects.filter(subject__in=slice_).values_list("subject_id", "value").order_by("pk")
        ):
            codes.setdefault(pk, []).append(value)
        ids = dict(Subject.objects.filter(pk__in=slice_).values_list("pk", "subject_id"))
        SubjectWords.objects.filter(subject__in=slice_).delete()
        SubjectWords.objects.bulk_create(
            SubjectWords(subject_id=pk, text=words_of(names.get(pk, ()), [*codes.get(pk, ()), ids[pk]])) for pk in ids
        )
