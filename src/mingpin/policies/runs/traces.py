"""One subject of a run, explained from what the run kept: in milliseconds, however large the run is."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property, lru_cache

import polars as pl

from mingpin.engine import Explainer, Program, Survey, compile_program
from mingpin.engine.explain import SharedParts
from mingpin.engine.polars_backend import evaluate_gates
from mingpin.engine.polars_facts import derive_facts
from mingpin.engine.roadmap import Roadmap, Roadmapper
from mingpin.engine.settle import Settlement, Settler
from mingpin.language import current_language
from mingpin.policies.models import Run, RunVerdict
from mingpin.policies.packs import pack_in_force
from mingpin.policies.runs import kept
from mingpin.policies.runs.judge import program_of_run
from mingpin.policies.runs.snapshot import snapshot
from mingpin.registry.taking.held import ROW_ID

Trace = dict[str, object]
MOST_DAYS = 800
"""Days of which a run keeps its program at hand, for roadmaps."""


class RunProgram:
    """A run's program and evidence, with what all explanations by it share."""

    def __init__(self, run: Run):
        self.run, pack = run, pack_in_force()
        self.program: Program = program_of_run(run, pack if pack.hash == run.pack_hash else None)
        self.shared = SharedParts(self.program)
        self.settler = Settler(self.program)
        self.on_day = lru_cache(maxsize=MOST_DAYS)(self._compiled)

    @cached_property
    def tables(self) -> dict[str, pl.LazyFrame]:
        """The evidence that the run judged, not read yet."""
        return kept.scan_evidence_of(self.run, self.program.pack.vocabulary)

    def _compiled(self, day: date) -> Program:
        program = self.program
        return compile_program(program.pack, year=program.year, as_of=day, changes=program.changes)


def of_run(run: Run) -> RunProgram:
    """The run's program, kept at hand."""
    return _of_run(run.pk, run.begun_at, current_language())


@lru_cache(maxsize=8)
def _of_run(pk: int, begun_at: datetime, language: str) -> RunProgram:
    return RunProgram(Run.objects.get(pk=pk))


def survey_about(run: Run, subject_id: str) -> Survey | None:
    """The run's survey cut down to one subject, with its evidence, that of what carries it, and that about areas. None where the
    run does not have it."""
    place = RunVerdict.objects.filter(run=run, subject__subject_id=subject_id).values_list("place", flat=True).first()
    if place is None:
        return None
    facts, gates = (kept.row_at(run, name, place) for name in ("facts", "gates"))
    about = {subject_id, *_of_organisation(run, facts["organisation_id"][0])}
    known = of_run(run)
    evidence = kept.evidence_about(run, known.tables, known.program.pack.vocabulary, sorted(about), place)
    return Survey(known.program, evidence, facts, gates)


def survey_now(run: Run, survey: Survey) -> Survey:
    """The same subject on the evidence that is held now, by the run's rules and day; among its peers it ranks as in the run."""
    [subject_id] = survey.facts["subject_id"]
    about = survey.evidence.subjects["subject_id"].to_list()
    evidence, program = snapshot(about), of_run(run).program
    facts = derive_facts(program, evidence).filter(pl.col("subject_id") == subject_id)
    if facts.is_empty():
        return survey
    facts = facts.with_columns(survey.facts[question.name] for question in program.peers)
    return Survey(program, evidence, facts, evaluate_gates(program, facts))


def _of_organisation(run: Run, organisation_id: str | None) -> list[str]:
    """The organisation that carries a subject, and all that it carries: rows about any of them may count."""
    if organisation_id is None:
        return []
    carried = kept.scan(run, "carried").filter(pl.col("organisation_id") == organisation_id)
    return [organisation_id, *carried.select("subject_id").collect().to_series()]


def trace_of(run: Run, survey: Survey) -> Trace:
    """The whole trace of the subject of such a survey."""
    [subject_id] = survey.facts["subject_id"]
    return Explainer(survey, [subject_id], of_run(run).shared).explain(subject_id)


def settlement_of(run: Run, survey: Survey) -> Settlement:
    """What would settle the subject's verdict."""
    return of_run(run).settler.settle(survey.facts.row(0, named=True))


def roadmap_of(run: Run, survey: Survey) -> Roadmap:
    """The subject's way to MET: what time does, what to supply, what to do, what is fixed."""
    [subject_id] = survey.facts["subject_id"]
    return Roadmapper(survey, of_run(run).on_day).draw(subject_id)


def row_keys(survey: Survey) -> dict[str, int]:
    """The key of the database's row behind each citation (`table:number`)."""
    return {
        f"{table}:{number}": key
        for table, frame in survey.evidence.tables.items()
        if ROW_ID in frame.columns
        for number, key in enumerate(frame[ROW_ID])
    }
