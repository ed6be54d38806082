"""What conditions may name: the facts in a clause, the columns of a table in a fact's row filter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from mingpin.engine.lowered import JUDGEMENT
from mingpin.engine.model import Node, NodeKind, Pack
from mingpin.engine.operands import Operand, Scope
from mingpin.vocabulary.model import About, Column, Fact, Table, Take, Type, Vocabulary

SECONDED = "is_seconded"
"""The column of judgements that is true where a second person, another than the first, stands beside the first."""

Parameters = Mapping[str, tuple[Type, int | date | None]]


def fact_operands(vocabulary: Vocabulary) -> dict[str, Operand]:
    """Every fact of the vocabulary, as clauses see it."""
    return {
        fact.name: Operand(
            fact.name,
            fact.type,
            vocabulary.classifications.get(fact.classification or ""),
            fact.column or "",
            fact.about,
            is_past=fact.take is Take.LATEST,
        )
        for fact in vocabulary.facts.values()
    }


def row_operands(table: Table, vocabulary: Vocabulary) -> dict[str, Operand]:
    """Every column of a table, and `subject.<column>` for the columns of the subject that is judged."""
    own = {column.name: _column(column.name, column, vocabulary) for column in table.columns.values()}
    subject = vocabulary.tables["subjects"].columns.values()
    return own | {f"subject.{column.name}": _column(f"subject.{column.name}", column, vocabulary) for column in subject}


def _column(key: str, column: Column, vocabulary: Vocabulary) -> Operand:
    return Operand(key, column.type, vocabulary.classifications.get(column.classification or ""), column.name)


def row_scope(fact: Fact, vocabulary: Vocabulary, parameters: Parameters, as_of: date, year: int) -> Scope:
    """The scope of a fact's row filter."""
    return Scope(row_operands(vocabulary.tables[fact.table], vocabulary), parameters, as_of, year, in_rows=True)


def judgement_facts(pack: Pack) -> Iterator[Fact]:
    """The boolean fact behind each judgement of the pack: the recorded value for the programme year, if there is one."""
    seen: set[str] = set()
    for clause in pack.executable:
        for node in clause.rule.walk() if clause.rule else ():
            if node.kind is NodeKind.JUDGEMENT and node.subject not in seen:
                seen.add(node.subject)
                yield judgement_fact(node, pack.vocabulary)


def judgement_fact(node: Node, vocabulary: Vocabulary) -> Fact:
    """The fact that a judgement node asks for: recorded for the programme year, not after the run's day, and by two persons
    where the pack asks for a second one."""
    columns = vocabulary.tables["judgements"].columns
    conditions = [f"judgement = '{node.subject}'", "year = programme_year"]
    if "decided_on" in columns:
        conditions.append("decided_on <= as_of")
    if node.needs_second_person:
        conditions.append(SECONDED)
    return Fact(
        name=JUDGEMENT + node.subject,
        label=node.question,
        type=Type.BOOL,
        table="judgements",
        take=Take.VALUE,
        about=About.SUBJECT,
        where=" AND ".join(conditions),
        column="value",
        holder=node.by,
        file="policy.md",
        line=node.line,
    )
