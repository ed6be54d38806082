"""What the document leaves to persons: the judgements of departments and the questions of reading, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mingpin.documents.wording import clause_label, department
from mingpin.engine.model import Clause, Node, NodeKind, Pack
from mingpin.engine.reasons import Reason, ReasonKind
from mingpin.language import in_language


@dataclass(frozen=True)
class Place:
    """A node of a rule with the clause that it stands in and the sentence that it is about."""

    clause: Clause
    node: Node
    quote: str

    @property
    def label(self) -> str:
        return clause_label(self.clause)


@dataclass(frozen=True)
class Matter:
    """A judgement: its question, who decides, what they look at (tables of evidence), and where the document asks for it."""

    id: str
    places: tuple[Place, ...]

    @property
    def node(self) -> Node:
        return self.places[0].node

    @property
    def question(self) -> str:
        return in_language(self.node.question) or self.id

    @property
    def by(self) -> str:
        return self.node.by

    @property
    def needs_second_person(self) -> bool:
        return any(place.node.needs_second_person for place in self.places)

    @property
    def considers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(table for place in self.places for table in place.node.considers))

    @property
    def code(self) -> str:
        """The reason by which a verdict waits for it."""
        return Reason(ReasonKind.JUDGEMENT_PENDING, self.id).code

    def department(self, pack: Pack) -> str:
        return department(pack.vocabulary, self.by)


@dataclass(frozen=True)
class Question:
    """A question of reading: the sentence, the options, and where the document raises it."""

    id: str
    places: tuple[Place, ...]

    @property
    def node(self) -> Node:
        return self.places[0].node

    @property
    def text(self) -> str:
        return in_language(self.node.question) or self.id

    @property
    def code(self) -> str:
        return Reason(ReasonKind.READING_NOT_SETTLED, self.id).code

    @property
    def options(self) -> dict[str, str]:
        """What each option is called, by its id."""
        return {child.reading: in_language(child.title) or child.reading for child in self.node.children}

    def option_nodes(self) -> Iterator[tuple[str, Node]]:
        for child in self.node.children:
            yield child.reading, child


def judgements_of(pack: Pack) -> dict[str, Matter]:
    """All judgements that the document asks for, in its order."""
    return {id_: Matter(id_, places) for id_, places in _places(pack, NodeKind.JUDGEMENT).items()}


def questions_of(pack: Pack) -> dict[str, Question]:
    """All questions of reading, in the document's order."""
    return {id_: Question(id_, places) for id_, places in _places(pack, NodeKind.READINGS).items()}


def places_by_path(pack: Pack) -> dict[str, Place]:
    """Every node of every rule, by its path."""
    every = (place for clause in pack.executable if clause.rule for place in _below(clause, clause.rule, ""))
    return {place.node.path: place for place in every}


def _places(pack: Pack, kind: NodeKind) -> dict[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = {}
    for clause in pack.executable:
        if clause.rule is None:
            continue
        for place in _below(clause, clause.rule, ""):
            if place.node.kind is kind:
                found.setdefault(place.node.subject, []).append(place)
    return {id_: tuple(places) for id_, places in found.items()}


def _below(clause: Clause, node: Node, around: str) -> Iterator[Place]:
    quote = node.quote or around
    yield Place(clause, node, quote or (clause.quotes[0] if clause.quotes else ""))
    for child in node.children:
        yield from _below(clause, child, quote)
