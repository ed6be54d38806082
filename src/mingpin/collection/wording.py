"""What is asked, and why, in the words of the vocabulary and of the document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from mingpin.collection.models import RequestItem
from mingpin.collection.questions import COUNTY, COVERAGE
from mingpin.documents.wording import ReasonWords, clause_label
from mingpin.language import _, current_language
from mingpin.policies.models import Run
from mingpin.policies.reasons import ENTERPRISE, Clause, Program, Reason, program_behind, quotes_for
from mingpin.registry import vocabulary
from mingpin.vocabulary.place import shared_vocabulary

MOST_QUOTES = 3


@dataclass(frozen=True)
class Why:
    """For what something is asked: the clause that needs it, and the words of the document that say so."""

    clause: str
    label: str
    quotes: tuple[str, ...]


def column_words(table: str, columns: Iterable[str]) -> str:
    """Columns as the vocabulary calls them, with the brackets left out."""
    known = shared_vocabulary().tables[table].columns
    return _("、").join(vocabulary.short_label(known[name]) if name in known else name for name in columns)


def item_words(item: RequestItem) -> str:
    """What an item asks, less the subject it is about."""
    if item.table == COVERAGE:
        return _("complete list: {list}").format(list=vocabulary.list_label(item.list_code))
    said = column_words(item.table, item.columns)
    return _("{what}, {year}").format(what=said, year=item.keys["year"]) if "year" in item.keys else said


def about_words(item: RequestItem) -> str:
    """Whom an item is about: its subject, or an area."""
    return item.subject.name if item.subject is not None else vocabulary.area_label(item.area)


def field_words(field: str) -> str:
    """A field of the burden meter in words."""
    table, _dot, name = field.partition(".")
    if table == COVERAGE:
        return _("complete list: {list}").format(list=vocabulary.list_label(name))
    if table not in shared_vocabulary().tables:
        return field
    label = vocabulary.table_label(table)
    return _("{table}: {column}").format(table=label, column=column_words(table, name.split("+")))


def holder_words(code: str) -> str:
    """A holder as the vocabulary calls it, in words."""
    if code == ENTERPRISE:
        return _("the enterprise itself")
    if code == COUNTY:
        return _("the county in which the subject lies")
    return vocabulary.label_of("department", code)


def why_of(run: Run, codes: Iterable[str]) -> dict[str, list[Why]]:
    """By reason code the clauses that it keeps open in this survey."""
    known = _why(run.pk, current_language())
    return {code: known.get(code, []) for code in codes}


def reason_words(run: Run, code: str) -> str:
    """The reason itself in words."""
    return ReasonWords(program_behind(run)).about(Reason.of(code))


@lru_cache(maxsize=16)
def _why(run: int, _language: str) -> dict[str, list[Why]]:
    kept = Run.objects.get(pk=run)
    program = program_behind(kept)
    found: dict[str, list[Why]] = {}
    for told in kept.summary.get("reasons", []):
        clauses = [program.pack.clause(id_) for id_ in told["clauses"]]
        found[told["code"]] = [_one(program, clause, told["code"]) for clause in clauses]
    return found


def _one(program: Program, clause: Clause, code: str) -> Why:
    quotes = quotes_for(program, clause, code) or clause.quotes
    return Why(clause.id, clause_label(clause), quotes[:MOST_QUOTES])
