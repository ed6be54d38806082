"""A survey brought up to date: what evidence and program leave as it was is taken over, the rest is found anew."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

import polars as pl

from mingpin.engine.dependents import (
    NOBODY,
    Update,
    dependents,
    evidence_about,
    is_among,
    measures_of,
    peer_dependents,
    union,
    with_peers,
)
from mingpin.engine.lowered import Gate, GateKind, IsTrue, LoweredFact, PeerQuestion, Program, facts_in
from mingpin.engine.polars_backend import evaluate_gates
from mingpin.engine.polars_facts import DOUBT, coverage_column, derive_facts
from mingpin.engine.polars_peers import PEER_INDUSTRY, PEER_PROVINCE
from mingpin.engine.survey import Survey, run_survey
from mingpin.vocabulary import Evidence
from mingpin.vocabulary.evidence import upper


def resurvey(previous: Survey, program: Program, evidence: Evidence, changed: Collection[str] | None = None) -> Survey:
    """What `run_survey(program, evidence)` gives, row for row and column for column, from a survey that was made before.

    Facts are derived for the subjects whose rows changed and for those who depend on them: what an organisation carries, those
    whose coverage is declared otherwise, and, where an amount that is ranked, a place or a threshold changed, everyone in that
    industry and province. Facts and gates that the program changed are found for everyone. `changed`, where the caller knows
    them: the ids whose rows in any table changed, came or went; then no other rows are compared, save declarations of coverage
    and thresholds.

    It costs a comparison of the tables that are not the same frames, the derivation of what is left, and a copy of the columns
    that changed. Another year, day, freshness or vocabulary is a full run.
    """
    if not _is_basis(previous, program, evidence):
        return run_survey(program, evidence)
    update = Update(program.pack.vocabulary, previous.evidence, evidence, changed)
    facts, renewed = _facts(previous, program, update)
    return Survey(program, evidence, facts, _gates(previous, program, facts, renewed))


def _is_basis(previous: Survey, program: Program, evidence: Evidence) -> bool:
    """Whether a survey is of the same year, day and vocabulary, and of a whole register that names everyone once."""
    before = previous.program
    return (
        (before.year, before.as_of, before.covered_since) == (program.year, program.as_of, program.covered_since)
        and before.pack.vocabulary == program.pack.vocabulary
        and previous.facts.height == previous.evidence.subjects.height
        and all(it.subjects.get_column("subject_id").is_unique().all() for it in (previous.evidence, evidence))
    )


# --- facts ------------------------------------------------------------------------------------------------------------


def _facts(previous: Survey, program: Program, update: Update) -> tuple[pl.DataFrame, pl.Series]:
    """The facts of everyone, and the ids of those for whom one that the program left as it was may be new."""
    kept, asked = _kept_facts(previous.program, program)
    facts, of_facts = _updated_facts(previous, replace(program, facts=kept, peers=()), update)
    answers, of_peers = _updated_peers(previous, replace(program, facts=kept, peers=asked), update)
    parts = [facts, answers]
    order = previous.facts.columns
    if (program.facts, program.peers) != (previous.program.facts, previous.program.peers):
        parts.append(_new_facts(program, update.after, kept, asked))
        order = derive_facts(program, _nothing(update.after)).columns
    found = {column.name: column for part in parts for column in part}
    found["organisation_id"] = update.after.subjects.get_column("organisation_id")
    return pl.DataFrame([found[name] for name in order]), union(of_facts, of_peers)


def _kept_facts(before: Program, after: Program) -> tuple[tuple[LoweredFact, ...], tuple[PeerQuestion, ...]]:
    """The facts and peer questions that two programs share."""
    known = {lowered.fact.name: lowered for lowered in before.facts}
    facts = tuple(lowered for lowered in after.facts if known.get(lowered.fact.name) == lowered)
    names = {lowered.fact.name for lowered in facts}
    return facts, tuple(it for it in after.peers if it in before.peers and names.issuperset(it.measures))


def _updated_facts(previous: Survey, program: Program, update: Update) -> tuple[pl.DataFrame, pl.Series]:
    """The program's facts, all of which the previous survey has, and the ids for whom some may be new."""
    before = previous.facts.select("subject_id", *_columns(previous.facts, program.facts))
    touched = dependents(update, program.facts)
    fresh = _derived(replace(program, facts=touched.facts), update, touched.ids, touched.ids)
    return _spliced(before, fresh, _register(update)), touched.ids


def _updated_peers(previous: Survey, program: Program, update: Update) -> tuple[pl.DataFrame, pl.Series]:
    """The program's peer questions, all of which the previous survey has, and the ids for whom an answer may be new."""
    if not program.peers:
        return pl.DataFrame(), NOBODY
    columns = [PEER_INDUSTRY, PEER_PROVINCE, *(question.name for question in program.peers)]
    before = previous.facts.select("subject_id", *columns)
    touched = peer_dependents(update, program)
    measures = measures_of(program.peers, program.facts)
    ranked = with_peers(update.after.subjects, touched)
    fresh = _derived(replace(program, facts=measures), update, touched, ranked)
    return _spliced(before, fresh, _register(update)), touched


def _new_facts(
    program: Program, evidence: Evidence, kept: tuple[LoweredFact, ...], asked: tuple[PeerQuestion, ...]
) -> pl.DataFrame:
    """The facts and peer questions that the previous survey does not have, for everyone."""
    peers = tuple(question for question in program.peers if question not in asked)
    measures = measures_of(peers, program.facts)
    facts = tuple(lowered for lowered in program.facts if lowered not in kept or lowered in measures)
    return derive_facts(replace(program, facts=facts, peers=peers), evidence)


def _derived(program: Program, update: Update, ids: pl.Series, about: pl.Series) -> pl.DataFrame:
    """The facts of these ids, which need evidence about those ids; nothing is derived for no one."""
    if ids.is_empty():
        return ids.to_frame()
    facts = derive_facts(program, evidence_about(update.after, about, program.facts))
    return facts.filter(is_among("subject_id", ids))


def _columns(facts: pl.DataFrame, of: Iterable[LoweredFact]) -> list[str]:
    """The columns of a frame of facts that are these facts' and their coverage's."""
    names: set[str] = set()
    for fact in (lowered.fact for lowered in of):
        names |= {fact.name, upper(fact.name), fact.name + DOUBT}
        if fact.list:
            names.add(coverage_column(fact.list, fact.about))
    return [name for name in facts.columns if name in names]


def _register(update: Update) -> pl.Series:
    return update.after.subjects.get_column("subject_id")


def _nothing(evidence: Evidence) -> Evidence:
    return Evidence({table: frame.clear() for table, frame in evidence.tables.items()})


# --- gates ------------------------------------------------------------------------------------------------------------


def _gates(previous: Survey, program: Program, facts: pl.DataFrame, renewed: pl.Series) -> pl.DataFrame:
    """The gates of everyone: those that the program left as they were where a fact may be new, the others everywhere."""
    kept, others = _kept_gates(previous.program, program)
    before = previous.gates.select("subject_id", *(gate.id for gate in kept))
    touched = facts.filter(is_among("subject_id", renewed))
    fresh = touched.select("subject_id")
    if kept and touched.height:
        fresh = evaluate_gates(replace(program, gates=kept), touched)
    gates = _spliced(before, fresh, facts.get_column("subject_id"))
    if others:
        read = {input_ for gate in others for input_ in gate.inputs}
        given = tuple(Gate(gate.id, GateKind.TEST, test=IsTrue(gate.id)) for gate in kept if gate.id in read)
        known = pl.concat([facts, gates.select(gate.id for gate in given)], how="horizontal")
        found = evaluate_gates(replace(program, gates=(*given, *others)), known)
        gates = gates.with_columns(found.drop("subject_id"))
    return gates.select("subject_id", *(gate.id for gate in program.gates))


def _kept_gates(before: Program, after: Program) -> tuple[tuple[Gate, ...], tuple[Gate, ...]]:
    """The gates that say the same in two programs, with all that they read; and the others."""
    facts, questions = _kept_facts(before, after)
    same = {*(lowered.fact.name for lowered in facts), *(question.name for question in questions)}
    kept: list[Gate] = []
    for gate in after.gates:
        known = before.gates_by_id.get(gate.id)
        reads = (*gate.inputs, *(facts_in(gate.test) if gate.test else ()))
        if known and _meaning(known) == _meaning(gate) and same.issuperset(reads):
            kept.append(gate)
            same.add(gate.id)
    ids = {gate.id for gate in kept}
    return tuple(kept), tuple(gate for gate in after.gates if gate.id not in ids)


def _meaning(gate: Gate) -> tuple[object, ...]:
    return gate.kind, gate.inputs, gate.test


# --- rows -------------------------------------------------------------------------------------------------------------


def _spliced(before: pl.DataFrame, fresh: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
    """The columns of `before` for these ids, in their order: the rows of `fresh` where it has the subject and the column.

    A column in which nothing differs is handed on, not copied.
    """
    if not before.get_column("subject_id").equals(ids):
        before = ids.to_frame().join(before, on="subject_id", how="left", maintain_order="left")
    places = ids.to_frame().with_row_index("~place")
    fresh = places.join(fresh, on="subject_id", maintain_order="left")
    place = fresh.get_column("~place")
    source = pl.int_range(ids.len(), dtype=pl.UInt32, eager=True).scatter(
        place, pl.int_range(ids.len(), ids.len() + place.len(), dtype=pl.UInt32, eager=True)
    )
    held = before.select(name for name in before.columns if name in fresh.columns)[place]
    return before.with_columns(
        pl.concat([before.get_column(old.name), fresh.get_column(old.name)]).gather(source)
        for old in held
        if not old.equals(fresh.get_column(old.name), null_equal=True)
    )
