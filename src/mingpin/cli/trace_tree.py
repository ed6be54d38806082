"""The clauses of a trace as trees: quote, condition in words, what the facts say, and the numbers of the rows that say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich.text import Text
from rich.tree import Tree

from mingpin.cli.console import STATUS
from mingpin.documents.wording import kind_word, verdict_word
from mingpin.engine import Verdict
from mingpin.engine.model import Kind
from mingpin.language import _

Trace = Mapping[str, Any]
TRUTH_STYLE = {True: "met", False: "not_met", None: "open"}
MOST_CITED = 3
GROUPS = ("all", "any", "none")


class Citations:
    """Numbers rows of evidence in the order in which they are cited."""

    def __init__(self, evidence: Mapping[str, Trace]):
        self._evidence = evidence
        self.cited: dict[str, int] = {}

    def number(self, key: str) -> int:
        """The number of a row; a new one where it is cited for the first time."""
        return self.cited.setdefault(key, len(self.cited) + 1)

    def told(self, keys: Iterable[str]) -> str:
        """The numbers of rows as [1][2]; the rest of a long list as a count."""
        keys = list(keys)
        shown = "".join(f"[{self.number(key)}]" for key in keys[:MOST_CITED])
        left = len(keys) - MOST_CITED
        return shown + (_(" and {number} more rows").format(number=left) if left > 0 else "")

    def rows(self) -> Iterator[tuple[int, Trace]]:
        """Each cited row with its number."""
        return ((number, self._evidence[key]) for key, number in self.cited.items())


class TraceTree:
    """Makes the trees of one trace."""

    def __init__(self, trace: Trace, citations: Citations, *, everything: bool):
        self.facts, self.coverage = trace["facts"], trace["coverage"]
        self.citations, self.everything = citations, everything
        self._is_adverse = False

    def of_clause(self, clause: Trace) -> Tree:
        """A clause with its reasons, then its rule."""
        kind, verdict = Kind(clause["kind"]), Verdict(clause["verdict"])
        self._is_adverse = kind is Kind.EXCLUSION
        title = Text.assemble(
            (f"● {verdict_word(verdict, kind)}", f"bold {STATUS[verdict]}"),
            (f"  {kind_word(kind)} ", "faint"),
            (clause["title"], "bold"),
            (f"  {clause['number']}  {clause['id']}", "faint"),
        )
        tree = Tree(title, guide_style="rule")
        if clause["applies_words"]:
            tree.add(Text(_("Only where: {condition}").format(condition=clause["applies_words"]), style="faint"))
        for reason in clause.get("reasons", ()):
            tree.add(_reason(reason))
        rule = clause["rule"]
        if rule["kind"] in GROUPS and not rule.get("quote"):
            for child in rule["children"]:
                self._add(tree, child)
        else:
            self._add(tree, rule)
        return tree

    def _add(self, tree: Tree, node: Trace) -> None:
        if node["left_out"] and not self.everything:
            return
        if node["kind"] == "readings" and not self.everything and _is_agreed(node):
            branch = tree.add(Text.assemble(self._begun(node), (_("  (all readings agree)"), "faint")))
            self._add_facts(branch, dict.fromkeys(_facts_below(node)))
            return
        names = list(node.get("facts", ()))
        line = self._begun(node)
        if len(names) == 1:
            line.append_text(self._value(self.facts[names[0]], between="  → "))
        branch = tree.add(line)
        if len(names) > 1:
            self._add_facts(branch, names)
        for child in node["children"]:
            self._add(branch, child)

    def _sign(self, node: Trace) -> tuple[str, str]:
        """Whether the sentence is true; in the colour of what that means for the subject."""
        if node["left_out"]:
            return _("– left out for this year  "), "aside"
        truth = node.get("truth")
        good = truth if truth is None else truth is not self._is_adverse
        return {True: "✓ ", False: "✗ ", None: "? "}[truth], f"bold {TRUTH_STYLE[good]}"

    def _begun(self, node: Trace) -> Text:
        """The line of a node up to its facts: truth, title, quote, words."""
        line = Text.assemble(self._sign(node))
        if node.get("title"):
            line.append(f"{node['title']}  ", style="bold")
        if node.get("quote"):
            line.append(f"“{node['quote']}”  ", style="quote")
        line.append(_words(node))
        if node.get("applies_words"):
            line.append(_("  (only where: {condition})").format(condition=node["applies_words"]), style="faint")
        return line

    def _add_facts(self, tree: Tree, names: Iterable[str]) -> None:
        for name in names:
            fact = self.facts[name]
            tree.add(Text.assemble((str(fact["label"]), "faint"), self._value(fact, between="：")))

    def _value(self, fact: Trace, between: str) -> Text:
        value = Text.assemble((between, "faint"), (str(fact["value"]), "open" if "reasons" in fact else "bold"))
        declared = self.coverage[fact["coverage"]]["declarations"] if "coverage" in fact else ()
        keys = [*fact["evidence"], *declared]
        if keys:
            value.append(f" {self.citations.told(keys)}", style="faint")
        if self.everything:
            for reason in fact.get("reasons", ()):
                value.append_text(Text("  ")).append_text(_reason(reason))
        return value


def _reason(reason: Trace) -> Text:
    line = Text.assemble(("? ", "bold open"), (reason["text"], "open"))
    if reason["holder"]:
        line.append(f"  ← {reason['holder']}", style="faint")
    return line


def _is_agreed(node: Trace) -> bool:
    truths = {child["truth"] for child in node["children"] if not child["left_out"]}
    return len(truths) == 1 and None not in truths


def _facts_below(node: Trace) -> Iterator[str]:
    yield from node.get("facts", ())
    for child in node["children"]:
        if not child["left_out"]:
            yield from _facts_below(child)


def _words(node: Trace) -> str:
    match node["kind"]:
        case "judgement":
            by, question = node.get("by", ""), node.get("question", "")
            return _("{department} decides: {question}").format(department=by, question=question)
        case "readings":
            ruling = _("settled by ruling: {reading}").format(reading=node["ruling"]) if node.get("ruling") else ""
            return " ".join(part for part in (node.get("question", ""), ruling) if part)
        case "holds":
            return str(node.get("words", ""))
        case "clause":
            return str(node.get("subject", ""))
    return {
        "all": _("all of these:"),
        "any": _("one of these is enough:"),
        "none": _("none of these:"),
    }[node["kind"]]
