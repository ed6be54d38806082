"""Subjects from register rows: made or brought up to date, with their names, codes, owners and words to search by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl
from django.db.models import Model
from django.utils import timezone

from mingpin.accounts.models import Organisation
from mingpin.accounts.states import OrganisationKind
from mingpin.intake.completed import completed
from mingpin.registry.models import Batch, Identifier, Subject, SubjectName, SubjectWords
from mingpin.registry.states import NameKind
from mingpin.registry.taking.writing import in_slices, insert, update, written_time
from mingpin.registry.words import words_of
from mingpin.vocabulary.evidence import Evidence
from mingpin.vocabulary.names import comparable
from mingpin.vocabulary.place import shared_vocabulary

_PLAIN = ("kind", "area", "domain", "industry_field", "industry", "entity_type")
_NAME_LENGTH = 200


def put_subjects(rows: pl.DataFrame, batch: Batch) -> dict[str, int]:
    """Makes the subjects of these register rows, or brings them up to date, and gives their primary keys by subject id."""
    if not rows.height:
        return {}
    told = completed(Evidence({"subjects": rows}), shared_vocabulary()).tables["subjects"]
    told = _mirrored(told.unique("subject_id", keep="last", maintain_order=True))
    known = keys_of(told["subject_id"])
    is_known = told["subject_id"].is_in(list(known))
    written = told.drop("owner", "former_names")
    new, old = written.filter(~is_known), written.filter(is_known)
    if new.height:
        insert(Subject, new.with_columns(created_at=pl.col("updated_at")))
    if old.height:
        update(Subject, _with_key(old, known, "id").drop("subject_id"))
    keys = {**known, **keys_of(new["subject_id"])}
    _link_owners(told, keys)
    told = _with_key(told, keys, "key")
    _put_names(told, told["subject_id"].is_in(list(known)), batch)
    return keys


def keys_of(subject_ids: Iterable[str]) -> dict[str, int]:
    """The primary keys of subjects by subject id; those that are not there are left out."""
    found: dict[str, int] = {}
    for slice_ in in_slices(dict.fromkeys(subject_ids)):
        found |= Subject.objects.filter(subject_id__in=slice_).values_list("subject_id", "pk")
    return found


def _with_key(frame: pl.DataFrame, keys: Mapping[str, int], name: str) -> pl.DataFrame:
    key = pl.col("subject_id").replace_strict(dict(keys), default=None, return_dtype=pl.Int64)
    return frame.with_columns(key.alias(name))


def _mirrored(rows: pl.DataFrame) -> pl.DataFrame:
    """What the columns of subjects repeat of register rows; with `owner`, the id of what carries it, and `former_names`."""
    codes = rows["uscc"].drop_nulls()
    carriers = _carriers(codes) if len(codes) else {}
    return rows.select(
        "subject_id",
        pl.coalesce("name", "subject_id").str.slice(0, _NAME_LENGTH).alias("name"),
        pl.col("uscc", *_PLAIN).fill_null(""),
        "registered_on",
        pl.col("uscc").replace_strict(carriers, default=None, return_dtype=pl.Int64).alias("organisation_id"),
        pl.lit(written_time(timezone.now())).alias("updated_at"),
        pl.when(pl.col("owner_id") != pl.col("subject_id")).then("owner_id").alias("owner"),
        "former_names",
    )


def _carriers(codes: pl.Series) -> dict[str, int]:
    """The organisations that people registered for, by credit code."""
    every = Organisation.objects.filter(kind=OrganisationKind.CARRIER).values_list("code", "pk")
    wanted = set(codes)
    return {code: pk for code, pk in every if code in wanted}


def _link_owners(told: pl.DataFrame, keys: Mapping[str, int]) -> None:
    """Points what is carried (a brand, a product) to its carrier, and takes the area from there where none is told."""
    owned = told.filter(pl.col("owner").is_not_null()).select("subject_id", "owner", "area")
    owners: dict[str, tuple[int, str]] = {}
    for slice_ in in_slices(owned["owner"].unique()):
        for subject_id, pk, area in Subject.objects.filter(subject_id__in=slice_).values_list(
            "subject_id", "pk", "area"
        ):
            owners[subject_id] = (pk, area)
    linked = [
        (keys[subject_id], owners[owner][0], area or owners[owner][1])
        for subject_id, owner, area in owned.iter_rows()
        if owner in owners
    ]
    if linked:
        schema = {"id": pl.Int64, "owner_id": pl.Int64, "area": pl.String}
        update(Subject, pl.DataFrame(linked, schema=schema, orient="row"))


def _put_names(told: pl.DataFrame, is_known: pl.Series, batch: Batch) -> None:
    """Writes names, codes and words of subjects, of which some (`is_known`) were there before."""
    now = told.select("key", "name", pl.lit(str(NameKind.CURRENT)).alias("kind"))
    before = told.select("key", pl.col("former_names").alias("name")).explode("name", empty_as_null=True)
    before = before.filter(pl.col("name").is_not_null()).with_columns(
        pl.col("name").str.slice(0, _NAME_LENGTH), pl.lit(str(NameKind.FORMER)).alias("kind")
    )
    names = pl.concat([now, before]).unique(maintain_order=True)
    codes = told.filter(pl.col("uscc") != "").select(
        "key", pl.lit("uscc").alias("scheme"), pl.col("uscc").alias("value")
    )
    old = told.filter(is_known)
    if old.height:
        _retire_names(dict(old.select("key", "name").iter_rows()))
        names = _without_held(names, SubjectName, ("name", "kind"), old["key"])
        codes = _without_held(codes, Identifier, ("scheme", "value"), old["key"])
    folded = comparable(pl.col("name")).str.slice(0, _NAME_LENGTH).alias("folded")
    of_batch = pl.lit(batch.pk).alias("batch_id")
    insert(SubjectName, names.rename({"key": "subject_id"}).with_columns(folded, of_batch))
    insert(Identifier, codes.rename({"key": "subject_id"}).with_columns(of_batch))
    write_words(told["key"])


def _without_held(rows: pl.DataFrame, model: type[Model], columns: tuple[str, str], keys: pl.Series) -> pl.DataFrame:
    """The rows that these subjects do not have yet."""
    held: list[tuple[int, str, str]] = []
    for slice_ in in_slices(keys):
        held += model._default_manager.filter(subject__in=slice_).values_list("subject_id", *columns)
    schema = {"key": pl.Int64, columns[0]: pl.String, columns[1]: pl.String}
    known = pl.DataFrame(held, schema=schema, orient="row")
    return rows.join(known, on=list(schema), how="anti", maintain_order="left")


def _retire_names(current: Mapping[int, str]) -> None:
    """A current name that the register no longer gives becomes a former one."""
    for slice_ in in_slices(current):
        names = SubjectName.objects.filter(subject__in=slice_)
        former = set(names.filter(kind=NameKind.FORMER).values_list("subject_id", "name"))
        gone = [
            (pk, (subject, name) in former)
            for pk, subject, name in names.filter(kind=NameKind.CURRENT).values_list("pk", "subject_id", "name")
            if name != current[subject]
        ]
        SubjectName.objects.filter(pk__in=[pk for pk, is_known in gone if is_known]).delete()
        SubjectName.objects.filter(pk__in=[pk for pk, is_known in gone if not is_known]).update(kind=NameKind.FORMER)


def write_words(pks: Iterable[int]) -> None:
    """Writes anew what these subjects are searched by."""
    for slice_ in in_slices(pks):
        names: dict[int, list[str]] = {pk: [] for pk in slice_}
        for pk, name in SubjectName.objects.filter(subject__in=slice_).values_list("subject_id", "name").order_by("pk"):
            names[pk].append(name)
        codes: dict[int, list[str]] = {pk: [] for pk in slice_}
        for pk, value in (
            Identifier.objects.filter(subject__in=slice_).values_list("subject_id", "value").order_by("pk")
        ):
            codes[pk].append(value)
        for pk, subject_id in Subject.objects.filter(pk__in=slice_).values_list("pk", "subject_id"):
            codes[pk].append(subject_id)
        texts = [(pk, words_of(names[pk], codes[pk])) for pk in slice_]
        frame = pl.DataFrame(texts, schema={"subject_id": pl.Int64, "text": pl.String}, orient="row")
        is_there = frame["subject_id"].is_in(
            list(SubjectWords.objects.filter(subject__in=slice_).values_list("subject_id", flat=True))
        )
        insert(SubjectWords, frame.filter(~is_there).with_columns(pl.lit("").alias("holds")))
        update(SubjectWords, frame.filter(is_there), key="subject_id")
