"""Whose facts may differ between two bodies of evidence: the subjects behind changed rows, and everyone who depends on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_

import polars as pl

from mingpin.engine.lowered import LoweredFact, PeerQuestion, Program, facts_in
from mingpin.vocabulary import Evidence
from mingpin.vocabulary.evidence import SOURCE_COLUMNS
from mingpin.vocabulary.model import Vocabulary

NOBODY = pl.Series("subject_id", [], dtype=pl.String)
_FINDS_ROWS = frozenset({"organisation_id", "area", "registered_on"})
"""Columns of the register by which every fact finds its rows and their coverage."""
_PLACE = ("industry", "registered_province")
"""Columns of the register that say among whom an organisation is ranked."""
_SUBJECT = "subject."


@dataclass(frozen=True)
class Update:
    """Two bodies of evidence in one vocabulary. `changed`: the only ids whose rows may differ, where the caller knows them."""

    vocabulary: Vocabulary
    before: Evidence
    after: Evidence
    changed: Collection[str] | None = None

    def ids(self, table: str, columns: Collection[str]) -> pl.Series:
        """Whose rows of a table differ in these columns, came or went."""
        wanted = {"subject_id", *columns}
        before, after = self._both(table)
        if before is after:
            return NOBODY
        if self.changed is not None:
            said = pl.Series("subject_id", list(self.changed), dtype=pl.String)
            before, after = (frame.filter(is_among("subject_id", said)) for frame in (before, after))
        physical = [name for name in after.columns if name.removesuffix("__to") in wanted]
        return _changed_rows(before.select(physical), after.select(physical)).get_column("subject_id").unique()

    @cached_property
    def thresholds(self) -> pl.DataFrame:
        """The published thresholds that differ."""
        return _changed_rows(*self._both("peer_thresholds"))

    @cached_property
    def declarations(self) -> pl.DataFrame:
        """The declarations of coverage that differ."""
        return _changed_rows(*self._both("coverage"))

    def declarations_of(self, list_: str) -> pl.DataFrame:
        """The declarations that differ and speak of a list."""
        names = [list_, *self.vocabulary.lists[list_].included_in]
        return self.declarations.filter(pl.col("list").is_in(names))

    def _both(self, table: str) -> tuple[pl.DataFrame, pl.DataFrame]:
        return self.before.tables[table], self.after.tables[table]


@dataclass(frozen=True)
class Dependents:
    """Subjects, of either register, whose facts may differ; and the facts that may."""

    ids: pl.Series
    facts: tuple[LoweredFact, ...]


def dependents(update: Update, facts: tuple[LoweredFact, ...], register: Iterable[str] = ()) -> Dependents:
    """Who depends through these facts on rows that differ. `register`: further columns of the register that matter."""
    read, of_subject = _columns_read(facts)
    of_every_fact = update.ids("subjects", {*_FINDS_ROWS, *of_subject, *register})
    by_table = {table: update.ids(table, columns) for table, columns in read.items()}
    by_list = {name: _declared(update, name) for name in {lowered.fact.list for lowered in facts} if name}
    touched = tuple(
        lowered
        for lowered in facts
        if of_every_fact.len()
        or by_table[lowered.fact.table].len()
        or by_list.get(lowered.fact.list or "", NOBODY).len()
    )
    holders = union(of_every_fact, *by_table.values())
    owners = (_organisations_of(evidence.subjects, holders) for evidence in (update.before, update.after))
    return Dependents(_with_carried(update, union(holders, *owners, *by_list.values())), touched)


def peer_dependents(update: Update, program: Program) -> pl.Series:
    """Whose answer to a peer question of the program may differ: by their own measure, or by anything about those with whom
    they are ranked, in their industry and province before or after."""
    moved = dependents(update, measures_of(program.peers, program.facts), _PLACE).ids
    places = [_places_of_peers(evidence.subjects, moved) for evidence in (update.before, update.after)]
    published = update.thresholds.select("industry", pl.col("area").alias("registered_province"))
    shaken = pl.concat([*places, published, _places_declared(update, program)])
    return union(moved, _placed_in(update.after.subjects, shaken))


def with_peers(subjects: pl.DataFrame, ids: pl.Series) -> pl.Series:
    """These subjects, and all that stand in the industries and provinces of their organisations."""
    if ids.is_empty():
        return ids
    return union(ids, _placed_in(subjects, _placed(subjects).filter(is_among("subject_id", ids))))


def evidence_about(evidence: Evidence, ids: pl.Series, facts: Iterable[LoweredFact]) -> Evidence:
    """The evidence that these facts of these subjects need: their rows, their organisations', and all that those carry."""
    subjects = evidence.subjects
    organisations = _organisations_of(subjects, ids)
    needed = subjects.filter(
        is_among("subject_id", union(ids, organisations)) | is_among("organisation_id", organisations)
    )
    holders = union(needed.get_column("subject_id"), needed.get_column("organisation_id").drop_nulls())
    is_theirs = is_among("subject_id", holders)
    tables = dict(evidence.tables)
    for table in {lowered.fact.table for lowered in facts}:
        tables[table] = tables[table].filter(is_theirs)
    coverage = tables["coverage"].filter(pl.col("subject_id").is_null() | is_theirs)
    return Evidence({**tables, "subjects": needed, "coverage": coverage})


def measures_of(questions: Iterable[PeerQuestion], facts: Iterable[LoweredFact]) -> tuple[LoweredFact, ...]:
    """The facts by which these questions rank."""
    names = {name for question in questions for name in question.measures}
    return tuple(lowered for lowered in facts if lowered.fact.name in names)


def is_among(column: str, ids: pl.Series) -> pl.Expr:
    """Whether a column holds one of these ids; unknown where it is blank."""
    return pl.col(column).is_in(ids.implode())


def union(*ids: pl.Series) -> pl.Series:
    """All of these ids, each once."""
    return pl.concat([NOBODY, *(part.rename("subject_id") for part in ids)]).unique()


# --- what depends on what ---------------------------------------------------------------------------------------------


def _columns_read(facts: Iterable[LoweredFact]) -> tuple[Mapping[str, set[str]], set[str]]:
    """The columns of each table that facts read, and the columns of the judged subject that their filters read."""
    read: dict[str, set[str]] = defaultdict(set)
    of_subject: set[str] = set()
    for lowered in facts:
        columns = read[lowered.fact.table]
        if lowered.fact.column:
            columns.add(lowered.fact.column)
        for name in facts_in(lowered.where) if lowered.where else ():
            if name.startswith(_SUBJECT):
                of_subject.add(name.removeprefix(_SUBJECT))
            else:
                columns.add(name)
    return read, of_subject


def _with_carried(update: Update, ids: pl.Series) -> pl.Series:
    """The subjects of either register that have one of these ids, or whose organisation has."""
    has = is_among("subject_id", ids) | is_among("organisation_id", ids)
    return union(*(it.subjects.filter(has).get_column("subject_id") for it in (update.before, update.after)))


def _organisations_of(subjects: pl.DataFrame, ids: pl.Series) -> pl.Series:
    return subjects.filter(is_among("subject_id", ids)).get_column("organisation_id").drop_nulls()


def _declared(update: Update, list_: str) -> pl.Series:
    """For whom a declaration about a list differs: by name, through the organisation, or by area."""
    rows, subjects = update.declarations_of(list_), update.after.subjects
    if rows.is_empty():
        return NOBODY
    named = rows.get_column("subject_id").drop_nulls()
    areas = _within(subjects.get_column("area"), _declared_areas(rows))
    is_meant = is_among("subject_id", named) | is_among("organisation_id", named) | pl.col("area").is_in(areas)
    return subjects.filter(is_meant).get_column("subject_id")


def _declared_areas(rows: pl.DataFrame) -> list[str]:
    return rows.filter(pl.col("subject_id").is_null()).get_column("area").drop_nulls().unique().to_list()


def _within(areas: pl.Series, wider: Collection[str]) -> list[str]:
    """Those of the areas that lie in one of the wider ones: codes nest by prefix."""
    prefixes = tuple(wider)
    return [area for area in areas.unique().drop_nulls() if area.startswith(prefixes)]


def _places_of_peers(subjects: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
    is_peer = pl.col("subject_id") == pl.col("organisation_id")
    return subjects.filter(is_peer & is_among("subject_id", ids)).select(_PLACE)


def _places_declared(update: Update, program: Program) -> pl.DataFrame:
    """The places in provinces for which a declaration about a list of peers differs."""
    places = update.after.subjects.select(_PLACE).unique()
    lists = {question.list for question in program.peers}
    wider = [area for list_ in lists for area in _declared_areas(update.declarations_of(list_))]
    provinces = _within(places.get_column("registered_province"), wider)
    return places.filter(pl.col("registered_province").is_in(provinces))


def _placed(subjects: pl.DataFrame) -> pl.DataFrame:
    """Each subject with the industry and province of its organisation; those without one in the register left out."""
    organisations = subjects.select(pl.col("subject_id").alias("organisation_id"), *_PLACE)
    return subjects.select("subject_id", "organisation_id").join(organisations, on="organisation_id")


def _placed_in(subjects: pl.DataFrame, places: pl.DataFrame) -> pl.Series:
    """The subjects whose organisation stands in one of these places, both parts of which are known."""
    known = places.select(_PLACE).drop_nulls().unique()
    if known.is_empty():
        return NOBODY
    return _placed(subjects).join(known, on=_PLACE, how="semi").get_column("subject_id")


# --- tables compared --------------------------------------------------------------------------------------------------


def _changed_rows(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """The rows, without their provenance, that stand more often in one of two frames than in the other."""
    columns = [name for name in after.columns if name not in SOURCE_COLUMNS]
    if before is after:
        return after.select(columns).clear()
    before, after = _unpaired(before.select(columns), after.select(columns))
    before, after = _unpaired(before.reverse(), after.reverse())
    signed = [frame.with_columns(pl.lit(sign).alias("~more")) for frame, sign in ((before, -1), (after, 1))]
    counted = pl.concat(signed).group_by(columns).agg(pl.col("~more").sum())
    return counted.filter(pl.col("~more") != 0).drop("~more")


def _unpaired(before: pl.DataFrame, after: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both frames without the rows that are the same at the same place: cheap, and usually nearly all."""
    shared = min(before.height, after.height)
    first, second = before.head(shared), after.head(shared)
    differs = reduce(or_, (left.ne_missing(right) for left, right in zip(first, second, strict=True)))
    return (
        pl.concat([first.filter(differs), before.slice(shared)]),
        pl.concat([second.filter(differs), after.slice(shared)]),
    )
