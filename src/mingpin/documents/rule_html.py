"""A rule beside its text: each sentence quoted, with its condition in words, who judges, and which readings there are."""

from __future__ import annotations

from collections.abc import Mapping

from mingpin.documents.html import Html, joined, tag
from mingpin.documents.wording import department
from mingpin.engine import Program
from mingpin.engine.model import Clause, Node, NodeKind
from mingpin.engine.words import Words
from mingpin.language import _, in_language


class RuleHtml:
    """Writes the rules of one program."""

    def __init__(self, program: Program):
        self.program, self.words = program, Words(program)
        self.settled = {question: ruling.picks for question, ruling in program.rulings.items()}
        self.settled |= program.changes.rulings

    def rule(self, clause: Clause, numbers: Mapping[str, int]) -> Html:
        """The rule of an executable clause; `numbers` are those of its quotes in the text."""
        assert clause.rule is not None
        applies = Html("")
        if clause.applies is not None:
            told = _("Only where: {condition}").format(condition=self.words.condition(clause.applies.expr))
            applies = tag("li", tag("span", told, class_="how"))
        return tag("ul", applies, self._node(clause.rule, numbers), class_="rule")

    def _node(self, node: Node, numbers: Mapping[str, int]) -> Html:
        said = self._said(node, numbers)
        aside = self._aside(node)
        match node.kind:
            case NodeKind.HOLDS:
                assert node.condition is not None
                body = tag("span", self.words.condition(node.condition.expr), class_="cond")
            case NodeKind.JUDGEMENT:
                body = self._judgement(node)
            case NodeKind.CLAUSE:
                other = self.program.pack.clause(node.subject)
                told = _("as {clause} says").format(clause=in_language(other.title))
                body = tag("span", tag("a", told, href=f"#{other.id}"), class_="cond")
            case NodeKind.READINGS:
                body = self._readings(node, numbers)
            case _:
                body = self._group(node, numbers)
        return tag("li", said, aside, body)

    def _said(self, node: Node, numbers: Mapping[str, int]) -> Html:
        title = tag("span", in_language(node.title), class_="opt") if node.title and not node.reading else Html("")
        if not node.quote:
            return joined([title, " "]) if title else title
        number = numbers.get(node.quote)
        mark = tag("span", number, class_="no") if number else Html("")
        said = tag("span", node.quote, class_="said")
        return joined([mark, said, " ", title])

    def _aside(self, node: Node) -> Html:
        asides = []
        if node.years is not None:
            years = _(", ").join(str(year) for year in node.years)
            asides.append(_("{years} only").format(years=years))
        if node.applies is not None:
            asides.append(_("only where: {condition}").format(condition=self.words.condition(node.applies.expr)))
        return joined(tag("span", aside, class_="tag") for aside in asides)

    def _judgement(self, node: Node) -> Html:
        by = department(self.program.pack.vocabulary, node.by)
        told = _("{department} decides: {question}").format(department=by, question=in_language(node.question))
        second = tag("span", _("two persons"), class_="tag") if node.needs_second_person else Html("")
        return tag("span", tag("span", told, class_="who"), " ", second, class_="cond")

    def _group(self, node: Node, numbers: Mapping[str, int]) -> Html:
        how = {
            NodeKind.ALL: _("all of these:"),
            NodeKind.ANY: _("one of these is enough:"),
            NodeKind.NONE: _("none of these:"),
        }[node.kind]
        if len(node.children) == 1 and node.kind is not NodeKind.NONE and not node.quote and not node.title:
            return tag("ul", self._node(node.children[0], numbers), class_="rule only")
        children = joined(self._node(child, numbers) for child in node.children)
        return joined([tag("span", how, class_="how"), tag("ul", children, class_="rule")])

    def _readings(self, node: Node, numbers: Mapping[str, int]) -> Html:
        """The question with its options; what each option asks is folded away, and unfolded in print."""
        picked = self.settled.get(node.subject)
        standing = _("settled by ruling") if picked else _("readings not settled")
        head = joined(
            [
                tag("span", standing, class_="tag" if picked else "tag warn"),
                tag("span", in_language(node.question) or node.subject, class_="how"),
            ]
        )
        options = []
        for child in node.children:
            title = in_language(child.title) or child.reading
            name = tag("span", title, class_="picked" if child.reading == picked else "opt")
            inner = self._node(child, numbers)
            options.append(tag("li", tag("details", tag("summary", name), tag("ul", inner, class_="rule"))))
        return joined([head, tag("ul", *options, class_="rule")])
