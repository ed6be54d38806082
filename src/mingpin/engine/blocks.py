"""A clause from the YAML of its rule block."""

from __future__ import annotations

from datetime import date
from typing import Any

from mingpin.engine.conditions import parse_condition
from mingpin.engine.model import Block, Clause, Comparison, Condition, Kind, Node, NodeKind, Target
from mingpin.language import _
from mingpin.vocabulary.errors import PackError, Problem
from mingpin.vocabulary.source import Lines, parse_yaml

_NODE_KEYS = {"quote", "title", "applies", "years", "note", "reading"}
_EXTRA_KEYS = {
    NodeKind.JUDGEMENT: {"question", "by", "considers", "second"},
    NodeKind.READINGS: {"question", "options"},
}
_CLAUSE_KEYS = {
    "id", "kind", "title", "applies", "note", "number", "owners", "lead", "links", "quote", "quotes", "within",
    "measure", "unit", "comparison", "bound", "goal", "due", "counts",
}  # fmt: skip


def read_clause(block: Block, file: str) -> Clause:
    """The clause that a block states. Raises PackError with the line of what is wrong."""
    raw = parse_yaml(block.source, file, block.line)
    if not isinstance(raw, Lines):
        raise _fault(file, block.line, _("A rule block holds a mapping."), _("Begin it with `id:` and `kind:`."))
    for key in ("id", "kind", "title"):
        if key not in raw:
            what = _("The rule block has no `{key}:`.").format(key=key)
            raise _fault(file, block.line, what, _("Add it."))
    kind = _kind(raw, file)
    node_keys = [key for key in NodeKind if key.value in raw]
    clause_keys = {key for key in raw if key not in NodeKind._value2member_map_} - _CLAUSE_KEYS
    if kind.is_executable and node_keys:
        clause_keys -= _EXTRA_KEYS.get(node_keys[0], set())
    if clause_keys:
        unknown = sorted(clause_keys)[0]
        what = _("“{key}” is not a key of a rule block.").format(key=unknown)
        raise _fault(
            file, raw.line_of(unknown), what, _("Known keys: {keys}.").format(keys=", ".join(sorted(_CLAUSE_KEYS)))
        )
    rule = None
    if kind.is_executable:
        rule = _node(_without(raw, {"applies", "title", "note"}, is_clause=True), f"{raw['id']}#", file)
    elif node_keys:
        what = _("A {kind} is not a rule about subjects, so `{key}:` cannot stand here.")
        what = what.format(kind=kind.value, key=node_keys[0].value)
        raise _fault(
            file, raw.line_of(node_keys[0].value), what, _("Make it a criterion, exclusion or scope, or remove it.")
        )
    return Clause(
        id=str(raw["id"]),
        kind=kind,
        title=raw["title"],
        number=str(raw.get("number") or block.number),
        text=block.section if raw.get("within") == "section" else block.paragraph,
        quotes=_quotes(raw, rule),
        line=block.line,
        rule=rule,
        applies=_condition(raw, "applies", file),
        owners=tuple(raw.get("owners") or ()),
        lead=raw.get("lead"),
        links=tuple(raw.get("links") or ()),
        target=_target(raw, file) if kind is Kind.TARGET else None,
        note=raw.get("note") or {},
    )


def _without(raw: Lines, keys: set[str], is_clause: bool = False) -> Lines:
    drop = keys | (_CLAUSE_KEYS - {"quote"} if is_clause else set())
    kept = Lines({key: value for key, value in raw.items() if key not in drop})
    kept.line, kept.file, kept._lines = raw.line, raw.file, raw._lines
    return kept


def _node(raw: Any, path: str, file: str, line: int = 0) -> Node:
    if not isinstance(raw, Lines):
        raise _fault(
            file, line, _("“{value}” is not a rule node.").format(value=raw), _("Write `holds: …` or another node.")
        )
    kinds = [kind for kind in NodeKind if kind.value in raw]
    if len(kinds) != 1:
        what = _("A node needs exactly one of: {kinds}.").format(kinds=", ".join(NodeKind))
        found = _("Found: {found}.").format(found=", ".join(kinds) or _("none"))
        raise PackError(Problem(file, raw.line, what, found, _("Keep one, or nest them.")))
    kind = kinds[0]
    unknown = set(raw) - {kind.value} - _NODE_KEYS - _EXTRA_KEYS.get(kind, set())
    if unknown:
        key = sorted(unknown)[0]
        what = _("“{key}” is not a key of a “{kind}” node.").format(key=key, kind=kind.value)
        raise _fault(file, raw.line_of(key), what, _("Remove or correct it."))
    value = raw[kind.value]
    years = raw.get("years")
    children: tuple[Node, ...] = ()
    if kind in (NodeKind.ALL, NodeKind.ANY, NodeKind.NONE):
        children = _children(value, path, file, raw.line_of(kind.value))
    elif kind is NodeKind.READINGS:
        children = _children(raw.get("options"), path, file, raw.line)
        named = [child.reading for child in children]
        if len(children) < 2 or "" in named or len(set(named)) < len(named):
            what = _("Readings need at least two options, each with its own `reading:`.")
            raise _fault(file, raw.line, what, _("Name each option once."))
        for child in (child for child in children if child.applies):
            what = _("A reading cannot have `applies:`.")
            raise _fault(file, child.line, what, _("Put it on a node below the reading."))
    return Node(
        path=path,
        kind=kind,
        children=children,
        condition=_condition(raw, "holds", file) if kind is NodeKind.HOLDS else None,
        subject=str(value) if kind in (NodeKind.JUDGEMENT, NodeKind.READINGS, NodeKind.CLAUSE) else "",
        question=raw.get("question") or {},
        by=raw.get("by") or "",
        considers=tuple(raw.get("considers") or ()),
        needs_second_person=bool(raw.get("second")),
        reading=raw.get("reading") or "",
        title=raw.get("title") or {},
        quote=raw.get("quote") or "",
        applies=_condition(raw, "applies", file),
        years=tuple(years) if years is not None else None,
        note=raw.get("note") or {},
        line=raw.line,
    )


def _children(raw: Any, path: str, file: str, line: int) -> tuple[Node, ...]:
    if not isinstance(raw, list) or not raw:
        raise _fault(file, line, _("A list of nodes is expected here."), _("Write each node after a dash."))
    separator = "" if path.endswith("#") else "."
    return tuple(_node(child, f"{path}{separator}{place}", file, line) for place, child in enumerate(raw, start=1))


def _condition(raw: Lines, key: str, file: str) -> Condition | None:
    if raw.get(key) is None:
        return None
    return parse_condition(str(raw[key]), file, raw.line_of(key))


def _quotes(raw: Lines, rule: Node | None) -> tuple[str, ...]:
    own = raw.get("quotes") or ([raw["quote"]] if raw.get("quote") else [])
    woven = [node.quote for node in rule.walk() if node.quote] if rule else []
    return tuple(dict.fromkeys([*own, *woven]))


def _kind(raw: Lines, file: str) -> Kind:
    try:
        return Kind(raw["kind"])
    except ValueError as error:
        what = _("“{kind}” is not a kind of provision.").format(kind=raw["kind"])
        raise _fault(
            file, raw.line_of("kind"), what, _("Use one of: {kinds}.").format(kinds=", ".join(Kind))
        ) from error


def _target(raw: Lines, file: str) -> Target:
    try:
        due = raw["due"]
        goal = raw.get("goal")
        bound = Comparison(raw["bound"]) if raw.get("bound") else None
        comparison = Comparison(raw["comparison"])
        measure = raw["measure"]
    except (KeyError, ValueError) as error:
        what = _("The target “{id}” is not complete: {error}.").format(id=raw["id"], error=error)
        raise _fault(
            file, raw.line, what, _("A target has measure, comparison, goal (unless qualitative) and due.")
        ) from error
    if not isinstance(due, date):
        raise _fault(file, raw.line_of("due"), _("`due:` is not a date."), _("Write it like 2025-12-31."))
    if comparison is not Comparison.QUALITATIVE and not str(goal or "").startswith("$"):
        what = _("The target's goal is not a parameter.")
        raise _fault(file, raw.line_of("goal"), what, _("Write `goal: $name` and add it to parameters.yaml."))
    return Target(measure, comparison, due, goal[1:] if goal else None, raw.get("unit") or {}, bound, raw.get("counts"))


def _fault(file: str, line: int, what: str, remedy: str) -> PackError:
    return PackError(Problem(file, line, what, "", remedy))
