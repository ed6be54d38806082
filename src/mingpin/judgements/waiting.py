"""What waits in a run for judgements and rulings, and for how many subjects; without what was judged since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

import polars as pl
from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT

from mingpin.accounts.acting import Acting
from mingpin.accounts.states import Role
from mingpin.audit.queries import head_of_record
from mingpin.engine.lowered import VERDICT
from mingpin.engine.model import Pack
from mingpin.engine.reasons import Reason, ReasonKind
from mingpin.judgements.matters import Matter, judgements_of
from mingpin.judgements.queries import LOOK_ON
from mingpin.policies.models import Run, RunVerdict
from mingpin.policies.runs import kept
from mingpin.policies.runs.counting import MOST_KEPT, Visible, among, visible_to
from mingpin.policies.runs.traces import of_run
from mingpin.policies.states import Standing
from mingpin.registry.models import Batch, EvidenceRow

TABLE = "judgements"
PEOPLE = (ReasonKind.JUDGEMENT_PENDING, ReasonKind.READING_NOT_SETTLED)
"""The kinds of reasons that persons settle, not evidence."""


def matters_for(by: Acting, pack: Pack) -> dict[str, Matter]:
    """The judgements that the person has to do with: a department those that it decides, who looks on all of them."""
    found = judgements_of(pack)
    if by.has_role(*LOOK_ON):
        return found
    code = by.organisation.code if by.organisation and by.has_role(Role.DEPARTMENT) else ""
    return {id_: matter for id_, matter in found.items() if matter.by == code}


def judged_since(run: Run, matters: Iterable[Matter]) -> QuerySet[EvidenceRow]:
    """The judgements for the run's year that came in after it was begun and count: the run does not know of them."""
    rows = EvidenceRow.objects.current()
    alone = [matter.id for matter in matters if not matter.needs_second_person]
    since = Batch.objects.filter(created_at__gte=run.begun_at)
    new = list(since.values_list("pk", flat=True))  # by their numbers PostgreSQL finds the rows in an index
    rows = rows.filter(table=TABLE, subject__isnull=False, batch__in=new, values__year=run.year)
    return rows.filter(Q(values__judgement__in=alone) | Q(values__has_key="second_by"))


def waiting_verdicts(run: Run, by: Acting, matters: Mapping[str, Matter]) -> QuerySet[RunVerdict]:
    """The open verdicts of visible subjects that wait for one of these judgements."""
    places = places_of(run, matters)
    since = judged_since(run, matters.values())
    known = {judgement for judgement, _subject in _pairs(since)}
    wanted = Q()
    for id_, place in places.items():
        waits = Q(reasons__contains=f"|{place}|")
        wanted |= (
            waits & ~Q(subject__in=since.filter(values__judgement=id_).values("subject")) if id_ in known else waits
        )
    rows = RunVerdict.objects.filter(run=run, verdict=Standing.UNDETERMINED).visible_to(by)
    return rows.filter(wanted) if wanted else rows.none()


def places_of(run: Run, matters: Mapping[str, Matter]) -> dict[str, int]:
    """Where the judgements stand among the reasons of a run, by id; those for which nobody waits are left out."""
    at = {code: place for place, code in enumerate(run.summary.get("reason_codes", []))}
    return {id_: at[matter.code] for id_, matter in matters.items() if matter.code in at}


def judged_of(run: Run, matters: Mapping[str, Matter], subject: int | None = None) -> dict[int, set[str]]:
    """By subject the judgements that were given since the run: of all subjects, or of one."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = judged_since(run, matters.values())
    rows = rows if subject is None else rows.filter(subject=subject)
    for judgement, subject in _pairs(rows):
        found[subject].add(judgement)
    return found


def waits_of(verdict: RunVerdict, places: Mapping[str, int], judged: Collection[str] = ()) -> list[str]:
    """The judgements for which a verdict waits, in the document's order."""
    return [id_ for id_, place in places.items() if f"|{place}|" in verdict.reasons and id_ not in judged]


def open_counts(run: Run, by: Acting, *, area: str = "", field: str = "", alone: bool = False) -> dict[str, int]:
    """For how many visible subjects each judgement and each question of reading keeps the verdict open, by reason code. `alone`:
    of those only for which nothing else is missing."""
    visible = visible_to(by)
    chosen = (run, run.begun_at, area, field, alone, visible)
    counts, settled = _counts(*chosen), _settled(*chosen, head_of_record())
    return {code: left for code, count in counts.items() if (left := count - settled.get(code, 0))}


@lru_cache(maxsize=MOST_KEPT)
def _counts(
    run: Run, _begun_at: datetime, area: str, field: str, alone: bool, visible: Visible | None
) -> Mapping[str, int]:
    """As the run found it: it does not change, so it is counted once for those who see the same."""
    return _sums(among(_waiting(run, area, field, alone), visible))


@lru_cache(maxsize=MOST_KEPT)
def _settled(
    run: Run, _begun_at: datetime, area: str, field: str, alone: bool, visible: Visible | None, _head: str
) -> Mapping[str, int]:
    """For how many of them each judgement was given since, as long as nothing more is recorded."""
    judged, waiting = _judged_ids(run), _waiting(run, area, field, alone)
    if not judged:
        return {}
    concerned = pl.col("subject_id").is_in(sorted({one for subjects in judged.values() for one in subjects}))
    codes = [code for code in waiting.collect_schema().names() if code != "subject_id"]
    given = [
        (pl.col(code) & pl.col("subject_id").is_in(list(judged[about]))).alias(code)
        for code in codes
        if (about := Reason.of(code).about) in judged
    ]
    return _sums(among(waiting.filter(concerned), visible).select("subject_id", *given))


def _waiting(run: Run, area: str, field: str, alone: bool) -> pl.LazyFrame:
    """For each subject whether its verdict waits for each judgement and reading: a column of each reason code."""
    frame = kept.scan(run, "reasons")
    prefix = f"{VERDICT}|"
    codes = [name.removeprefix(prefix) for name in frame.collect_schema().names() if name.startswith(prefix)]
    asked = [code for code in codes if Reason.of(code).kind in PEOPLE]
    chosen = frame.select("subject_id", *(pl.col(prefix + code).alias(code) for code in asked))
    if not (area or field or alone):
        return chosen
    decisions = kept.scan(run, "decisions").select("subject_id", "area", "industry_field", "open")
    wanted = [pl.col(name) == code for name, code in (("area", area), ("industry_field", field)) if code]
    wanted += [pl.col("open") == 1] if alone else []
    return chosen.join(decisions.filter(*wanted), on="subject_id", how="semi")


def _sums(waiting: pl.LazyFrame) -> dict[str, int]:
    sums = waiting.drop("subject_id").sum().collect()
    return {code: int(sums[code][0]) for code in sums.columns}


def _judged_ids(run: Run) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    rows = judged_since(run, judgements_of(of_run(run).program.pack).values())
    for judgement, subject in _pairs(rows, "subject__subject_id"):
        found[judgement].append(subject)
    return dict(found)


def _pairs(rows: QuerySet[EvidenceRow], subject: str = "subject_id") -> list[tuple[str, Any]]:
    """The judgement and the subject of each row."""
    return list(rows.annotate(_judgement=KT("values__judgement")).values_list("_judgement", subject))
