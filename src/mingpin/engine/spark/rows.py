"""The rows of evidence that count for each subject or organisation, ready for the filters of facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mingpin.engine.lowered import LoweredFact, Program, facts_in
from mingpin.engine.spark.expressions import expression_of
from mingpin.engine.spark.sql import ends_of, named, one_of, quoted
from mingpin.vocabulary.evidence import upper
from mingpin.vocabulary.model import NONE_CODE, About, Column, Type, Vocabulary

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

KEY = "~key"
"""Whom a row counts for. Columns of our own begin with ~, so that no column of a table can have their names."""
_HOLDER, _ORGANISATION = "~holder", "~organisation"
_SUBJECT = "subject."


@dataclass(frozen=True)
class Group:
    """The facts that are taken from the same rows: one pass over a table for all of them."""

    table: str
    about: About
    members: tuple[LoweredFact, ...]

    @property
    def subject_columns(self) -> frozenset[str]:
        """The columns of the subject that filters compare rows with."""
        return frozenset(name.removeprefix(_SUBJECT) for name in self._read if name.startswith(_SUBJECT))

    @property
    def row_columns(self) -> frozenset[str]:
        """The columns of the table that filters and facts read."""
        taken = {member.fact.column for member in self.members if member.fact.column}
        return frozenset(taken | {name for name in self._read if not name.startswith(_SUBJECT)})

    @property
    def is_by_organisation(self) -> bool:
        """Whether the rows count the same for everyone of an organisation, so that they are gathered once for it."""
        return self.about is About.ORGANISATION and not self.subject_columns

    @property
    def _read(self) -> Iterator[str]:
        return (name for member in self.members if member.where for name in facts_in(member.where))


def match_column(lowered: LoweredFact) -> str:
    """The column that says whether a row matches a fact's filter."""
    return f"~m.{lowered.fact.name}"


def counted_rows(program: Program, tables: Mapping[str, DataFrame], group: Group) -> DataFrame:
    """A row for each that counts: `~key` (the subject, or the organisation where the group is by organisation), the columns
    that facts take as brackets, and each fact's match."""
    vocabulary = program.pack.vocabulary
    columns = _columns(vocabulary, group.table, group.row_columns)
    prepared = tables[group.table].selectExpr(
        named("subject_id", _HOLDER), *(text for column in columns for text in _prepared(column, vocabulary))
    )
    rows = _keyed(tables["subjects"], prepared, group)
    of_subject = _columns(vocabulary, "subjects", group.subject_columns)
    if of_subject:
        texts = (text for column in of_subject for text in _prepared(column, vocabulary, _SUBJECT))
        rows = rows.join(tables["subjects"].selectExpr(named("subject_id", KEY), *texts), on=KEY)
    dates = _dates(columns) | _dates(of_subject, _SUBJECT)
    taken = [column for column in columns if column.name in {member.fact.column for member in group.members}]
    return rows.selectExpr(
        quoted(KEY),
        *(quoted(name) for column in taken for name in _physical(column)),
        *(
            named(expression_of(member.where, dates) if member.where else "TRUE", match_column(member))
            for member in group.members
        ),
    )


def _keyed(subjects: DataFrame, rows: DataFrame, group: Group) -> DataFrame:
    if group.about is About.SUBJECT:
        return rows.withColumnRenamed(_HOLDER, KEY)
    owned = _owned(subjects, rows, group.table)
    if group.is_by_organisation:
        return owned.drop(_HOLDER).withColumnRenamed(_ORGANISATION, KEY)
    everyone = subjects.selectExpr(named("organisation_id", _ORGANISATION), named("subject_id", KEY))
    spread = owned.join(everyone, on=_ORGANISATION).drop(_ORGANISATION)
    if group.about is About.ORGANISATION:
        return spread.drop(_HOLDER)
    of_others = spread.where(f"{quoted(_HOLDER)} <> {quoted(KEY)}").drop(_HOLDER)
    return rows.withColumnRenamed(_HOLDER, KEY).unionByName(of_others)


def _owned(subjects: DataFrame, rows: DataFrame, table: str) -> DataFrame:
    """The rows with whose organisation's they are; a row of the register itself counts for that very organisation only."""
    if table == "subjects":
        return rows.selectExpr("*", named(quoted(_HOLDER), _ORGANISATION))
    owners = subjects.where("organisation_id IS NOT NULL").selectExpr(
        named("subject_id", _HOLDER), named("organisation_id", _ORGANISATION)
    )
    return rows.join(owners, on=_HOLDER)


def _columns(vocabulary: Vocabulary, table: str, names: Iterable[str]) -> Sequence[Column]:
    wanted = set(names)
    return [column for column in vocabulary.tables[table].columns.values() if column.name in wanted]


def _dates(columns: Iterable[Column], prefix: str = "") -> frozenset[str]:
    return frozenset(prefix + column.name for column in columns if column.type is Type.DATE)


def _physical(column: Column) -> list[str]:
    return [column.name, upper(column.name)] if column.type.is_ordered else [column.name]


def _prepared(column: Column, vocabulary: Vocabulary, prefix: str = "") -> list[str]:
    """A column as tests read it: ordered ones as brackets, blanks as open on both sides, codes not decided yet as blanks."""
    name, value, known = prefix + column.name, quoted(column.name), None
    if column.classification:
        known = vocabulary.classifications[column.classification]
    if not column.type.is_ordered:
        if known and known.undecided and column.type is Type.CODE:
            value = f"CASE WHEN NOT {one_of(value, sorted(known.undecided))} THEN {value} END"
        return [named(value, name)]
    floor, ceiling = ends_of(column.type)
    highest = quoted(upper(column.name)) if column.type is Type.DATE else value
    if column.type is Type.LEVEL:
        assert known is not None
        ranks = {code: known.rank_of(code) for code in (*known.entries, NONE_CODE)}
        whens = " ".join(f"WHEN {value} = '{code}' THEN {rank}L" for code, rank in ranks.items())
        value = highest = f"CASE {whens} END"
    return [named(f"coalesce({value}, {floor})", name), named(f"coalesce({highest}, {ceiling})", upper(name))]
