"""Facts from evidence for all subjects: what `reference_facts.py` defines, as joins and one pass per table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from mingpin.engine.lowered import LoweredFact, Program
from mingpin.engine.polars_facts import DOUBT, coverage_column
from mingpin.engine.spark.coverage import covered_subjects
from mingpin.engine.spark.frames import grouped
from mingpin.engine.spark.peers import PEER_COLUMNS, with_peer_truths
from mingpin.engine.spark.rows import KEY, Group, counted_rows
from mingpin.engine.spark.sql import is_sure, named, quoted
from mingpin.engine.spark.takes import BEGAN, MAYBE, OWN_BEGAN, SURE, aggregates, listing, values
from mingpin.vocabulary.evidence import upper
from mingpin.vocabulary.model import About, Take

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def derive_facts(program: Program, tables: Mapping[str, DataFrame]) -> DataFrame:
    """One row per subject, with the columns of `polars_facts.derive_facts`: `subject_id`, `organisation_id`, since when each
    list is covered, each fact (ordered ones with their upper end in `x__to`, those under a list with `x__doubt`), and each
    peer question. The order of rows is left open."""
    columns = ["subject_id", "organisation_id", *_coverage_columns(program.facts)]
    columns += [name for group in _groups(program.facts) for member in group.members for name in _fact_columns(member)]
    facts = _derived(program, tables, tables["subjects"], program.facts)
    if program.peers:
        ranked = {name for question in program.peers for name in question.measures}
        measures = [lowered for lowered in program.facts if lowered.fact.name in ranked]
        bodies = tables["subjects"].where("subject_id = organisation_id")
        listed = _derived(program, tables, bodies, measures, is_listing=True)
        facts = with_peer_truths(facts, listed, program, tables)
        columns += [*PEER_COLUMNS, *(question.name for question in program.peers)]
    return facts.selectExpr(*(quoted(name) for name in columns))


def _derived(
    program: Program,
    tables: Mapping[str, DataFrame],
    subjects: DataFrame,
    members: Sequence[LoweredFact],
    *,
    is_listing: bool = False,
) -> DataFrame:
    """These facts for these subjects; with `is_listing` also who is on the lists that they are taken from."""
    groups = sorted(_groups(members), key=lambda group: not group.is_by_organisation)
    lists = sorted({member.fact.list for member in members if member.fact.list})
    frame = _with_organisation(program, tables, subjects, members, lists)
    for group in groups:
        gathered = _gathered(program, tables, group, is_listing=is_listing)
        key = "organisation_id" if group.is_by_organisation else "subject_id"
        frame = frame.join(gathered.withColumnRenamed(KEY, key), on=key, how="left")
    places = [name for member in members for name in (SURE + member.fact.name, MAYBE + member.fact.name)]
    return frame.selectExpr(
        "subject_id",
        "organisation_id",
        *(quoted(name) for name in _coverage_columns(members)),
        *(text for group in groups for member in group.members for text in values(member, program.as_of)),
        *(named(is_sure(quoted(name)), name) for name in places if is_listing),
    )


def _gathered(program: Program, tables: Mapping[str, DataFrame], group: Group, *, is_listing: bool) -> DataFrame:
    texts = [text for member in group.members for text in aggregates(member, program.as_of)]
    if is_listing:
        texts += [text for member in group.members for text in listing(member)]
    return grouped(counted_rows(program, tables, group), [KEY], texts)


def _with_organisation(
    program: Program,
    tables: Mapping[str, DataFrame],
    subjects: DataFrame,
    members: Sequence[LoweredFact],
    lists: Sequence[str],
) -> DataFrame:
    """The subjects with what facts need to know of them and of their organisation: coverage, and since when they exist."""
    frame = subjects.selectExpr("subject_id", "organisation_id", named("registered_on", OWN_BEGAN))
    known = tables["subjects"].selectExpr("subject_id", named("registered_on", BEGAN))
    wanted = set(_coverage_columns(members))
    organisations = {BEGAN: BEGAN}
    if lists:
        reach = covered_subjects(program, tables, lists)
        own = {coverage_column(list_, About.SUBJECT): list_ for list_ in lists}
        own = {name: list_ for name, list_ in own.items() if name in wanted}
        if own:
            mine = reach.selectExpr("subject_id", *(named(quoted(list_), name) for name, list_ in own.items()))
            frame = frame.join(mine, on="subject_id", how="left")
        names = {coverage_column(list_, About.ORGANISATION): list_ for list_ in lists}
        organisations |= {name: list_ for name, list_ in names.items() if name in wanted}
        known = known.join(reach, on="subject_id")
    theirs = known.selectExpr(
        named("subject_id", "organisation_id"), *(named(quoted(held), name) for name, held in organisations.items())
    )
    return frame.join(theirs, on="organisation_id", how="left")


def _groups(members: Sequence[LoweredFact]) -> list[Group]:
    found: dict[tuple[str, About], list[LoweredFact]] = defaultdict(list)
    for lowered in members:
        found[lowered.fact.table, lowered.fact.about].append(lowered)
    return [Group(table, about, tuple(group)) for (table, about), group in found.items()]


def _coverage_columns(members: Sequence[LoweredFact]) -> list[str]:
    """By list; the subject's own before its organisation's."""
    needed = {(lowered.fact.list, lowered.fact.about is not About.SUBJECT) for lowered in members if lowered.fact.list}
    abouts = {True: About.ORGANISATION, False: About.SUBJECT}
    return [coverage_column(list_, abouts[is_theirs]) for list_, is_theirs in sorted(needed)]


def _fact_columns(lowered: LoweredFact) -> list[str]:
    fact = lowered.fact
    columns = [fact.name]
    if fact.type.is_ordered:
        columns.append(upper(fact.name))
    if fact.take is not Take.VALUE:
        columns.append(fact.name + DOUBT)
    return columns
