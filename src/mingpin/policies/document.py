"""The living document: the issued text as it reads, and at the side of each provision how it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from mingpin.documents.marked_text import Paragraph, Role, paragraphs
from mingpin.documents.provisions import Provision, State, provisions, state_word, target_words
from mingpin.documents.wording import WORDS_ORDER, ReasonWords, department, kind_word, verdict_word
from mingpin.engine import Program, Verdict
from mingpin.engine.model import Clause, Kind, Node, NodeKind
from mingpin.engine.reasons import Reason
from mingpin.language import in_language
from mingpin.pages.marks import Mark
from mingpin.policies.live import LiveLine, View
from mingpin.policies.models import Run
from mingpin.policies.runs.counting import ClauseStanding

MARK_OF = {Verdict.MET: "ok", Verdict.NOT_MET: "no", Verdict.UNDETERMINED: "open", Verdict.NOT_APPLICABLE: "none"}
MOST_REASONS = 2
_TEXTS: dict[str, tuple[Paragraph, ...]] = {}
TAGS = (State.JUDGEMENT, State.READINGS_OPEN, State.READINGS_SETTLED, State.PARAMETER_CHOSEN)


@dataclass(frozen=True)
class Figure:
    """How many subjects stand so at a clause, and where their names are. `start` and `width` are its part of the bar, of 100."""

    mark: Mark
    count: int
    url: str
    start: float
    width: float


@dataclass(frozen=True)
class Why:
    """A reason that keeps a clause open: for how many, and where their names are."""

    text: str
    count: int
    url: str


@dataclass(frozen=True)
class Side:
    """What stands beside the text for one provision."""

    clause: Clause
    title: str
    kind: str
    url: str
    tags: tuple[str, ...]
    figures: tuple[Figure, ...]
    reasons: tuple[Why, ...]
    goal: str
    owners: str
    lines: tuple[LiveLine, ...]


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `url` where a rule quotes it, `tone` how firm that rule is."""

    text: str
    url: str = ""
    tone: str = ""
    title: str = ""


@dataclass(frozen=True)
class Line:
    """A paragraph of the text with the provisions that stand under it."""

    anchor: str
    role: Role
    pieces: tuple[Piece, ...]
    sides: tuple[Side, ...]


@dataclass(frozen=True)
class Looking:
    """What a page of the document is made of: the run looked at (None: none yet), its program, counts and live lines."""

    program: Program
    run: Run | None
    view: View
    counts: Mapping[str, ClauseStanding]
    lines: Mapping[str, list[LiveLine]]


def lines_of(looking: Looking) -> list[Line]:
    """The whole document."""
    program = looking.program
    known = {provision.clause.id: provision for provision in provisions(program)}
    words = ReasonWords(program)
    return [
        Line(
            f"p{place}",
            paragraph.role,
            tuple(_pieces(paragraph, program)),
            tuple(side_of(known[clause.id], looking, words) for clause in paragraph.clauses),
        )
        for place, paragraph in enumerate(text_of(program))
    ]


def side_of(provision: Provision, looking: Looking, words: ReasonWords) -> Side:
    """What stands beside the text for a provision."""
    clause, program = provision.clause, looking.program
    standing = looking.counts.get(clause.id)
    vocabulary = program.pack.vocabulary
    return Side(
        clause=clause,
        title=in_language(clause.title),
        kind=kind_word(clause.kind),
        url=provision_url(clause.id, looking),
        tags=tuple(state_word(state) for state in TAGS if state in provision.states),
        figures=tuple(_figures(clause, standing, looking)) if standing else (),
        reasons=tuple(_reasons(clause, standing, looking, words)) if standing else (),
        goal=target_words(clause.target, program) if clause.target else "",
        owners="、".join(department(vocabulary, owner) for owner in clause.owners),
        lines=tuple(looking.lines.get(clause.id, ())),
    )


def provision_url(clause: str, looking: Looking) -> str:
    """The page of a provision, seen as the document is seen."""
    asked = {"run": looking.run.pk if looking.run else "", "area": looking.view.area, "field": looking.view.field}
    query = urlencode({name: value for name, value in asked.items() if value})
    return reverse("provision", kwargs={"clause": clause}) + (f"?{query}" if query else "")


def rows_url(looking: Looking, clause: str, verdict: Verdict | None = None, reason: str = "") -> str:
    """The subjects that stand so at a clause."""
    assert looking.run is not None
    asked = {
        "clause": clause,
        "at": verdict.value if verdict else "",
        "reason": reason,
        "area": looking.view.area,
        "field": looking.view.field,
    }
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('verdicts', kwargs={'run': looking.run.pk})}?{query}"


def _figures(clause: Clause, standing: ClauseStanding, looking: Looking) -> Iterable[Figure]:
    total = sum(standing.verdicts.values()) or 1
    at = 0.0
    for verdict in WORDS_ORDER:
        count = standing.verdicts.get(verdict.value, 0)
        if count:
            width = 100 * count / total
            mark = Mark(MARK_OF[verdict], verdict_word(verdict, clause.kind))
            yield Figure(mark, count, rows_url(looking, clause.id, verdict), round(at, 2), round(width, 2))
            at += width


def _reasons(clause: Clause, standing: ClauseStanding, looking: Looking, words: ReasonWords) -> Iterable[Why]:
    for code, count in list(standing.reasons.items())[:MOST_REASONS]:
        yield Why(words.sentence(Reason.of(code)), count, rows_url(looking, clause.id, Verdict.UNDETERMINED, code))


def text_of(program: Program) -> tuple[Paragraph, ...]:
    """The document's paragraphs with their marks."""
    if program.pack.hash not in _TEXTS:
        _TEXTS[program.pack.hash] = paragraphs(program.pack)
    return _TEXTS[program.pack.hash]


def _pieces(paragraph: Paragraph, program: Program) -> Iterable[Piece]:
    for stretch in paragraph.stretches:
        if not stretch.marks:
            yield Piece(stretch.text)
            continue
        mark = stretch.marks[-1]
        clause = program.pack.clause(mark.clauses[0])
        yield Piece(stretch.text, f"#{clause.id}", _tone(clause, mark.quote), in_language(clause.title))


def _tone(clause: Clause, quote: str) -> str:
    """How firm the rule behind a quote is: `no` shuts out, `open` waits for a person or a ruling, `ok` runs on evidence, `none`
    is no rule about subjects."""
    if clause.kind is Kind.EXCLUSION:
        return "no"
    if not clause.kind.is_executable:
        return "none"
    nodes = [node for node in clause.rule.walk() if node.quote == quote] if clause.rule else []
    return "open" if any(_is_open(node) for node in nodes) else "ok"


def _is_open(node: Node) -> bool:
    return any(one.kind in (NodeKind.JUDGEMENT, NodeKind.READINGS) for one in node.walk())
