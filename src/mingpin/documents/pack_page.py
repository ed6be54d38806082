"""The living document as one HTML file: the issued text as it reads, and beside each provision its rule and its state.

The page is whole in itself: no scripts, no fonts or images from elsewhere. It prints to A4 and reads on a telephone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from importlib import resources
from typing import Any

from mingpin.documents.html import Html, joined, tag
from mingpin.documents.marked_text import Paragraph, Role, paragraphs
from mingpin.documents.page_tables import judgements_table, parameters_table, readings_table
from mingpin.documents.provisions import Provision, State, provisions, state_word, target_words
from mingpin.documents.rule_html import RuleHtml
from mingpin.documents.sheet_parts import demonstration_words
from mingpin.documents.wording import WORDS_ORDER, department, kind_word, status_word, verdict_word
from mingpin.engine import Program, Verdict
from mingpin.engine.model import Clause
from mingpin.language import _, current_language, in_language

WARNINGS = {State.JUDGEMENT, State.READINGS_OPEN, State.PARAMETER_CHOSEN, State.OWNER_NOT_NAMED}
SHOWN = (State.JUDGEMENT, State.READINGS_OPEN, State.READINGS_SETTLED, State.PARAMETER_CHOSEN, State.OWNER_NOT_NAMED)
MOST_REASONS = 2

Summary = Mapping[str, Any]
"""A run's `summary.json`."""


def pack_page(program: Program, summary: Summary | None = None) -> str:
    """The page of a pack; with a run's summary, its live counts beside each clause."""
    return _Page(program, summary).html()


class _Page:
    def __init__(self, program: Program, summary: Summary | None):
        self.program, self.pack, self.summary = program, program.pack, summary
        self.rules = RuleHtml(program)
        self.provisions = {provision.clause.id: provision for provision in provisions(program)}
        self.paragraphs = paragraphs(program.pack)
        self.counts = {clause["id"]: clause for clause in summary["clauses"]} if summary else {}
        self.reasons = {reason["code"]: reason["text"] for reason in summary["reasons"]} if summary else {}

    def html(self) -> str:
        title = in_language(self.pack.title)
        language = "zh-CN" if current_language() == "zh" else current_language()
        css = resources.files("mingpin.documents").joinpath("page.css").read_text(encoding="utf-8")
        head = tag(
            "head",
            Html('<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'),
            Html('<meta name="generator" content="mingpin">'),
            tag("title", title),
            tag("style", Html(css)),
        )
        demonstration = self.summary is not None and self.summary["run"].get("demonstration")
        body = tag(
            "body",
            tag("a", _("To the text"), href="#text", class_="skip"),
            tag("div", demonstration_words(), class_="demo") if demonstration else "",
            tag("main", self._head(), self._contents(), self._paper(), self._annexes(), self._foot(), class_="page"),
        )
        return f'<!doctype html>\n<html lang="{language}">{head}{body}</html>\n'

    # --- head

    def _head(self) -> Html:
        crumb = f"{in_language(self.pack.authority)} · {status_word(self.pack.status)}"
        kinds = Counter(clause.kind for clause in self.pack.clauses)
        told = _(
            "On the left the document as issued; on the right what each provision asks. {number} provisions: {kinds}."
        )
        listed = _(", ").join(f"{kind_word(kind)} {number}" for kind, number in kinds.items())
        chips = [(_("Programme year"), self.program.year), (_("As of"), self.program.as_of.isoformat())]
        items = [tag("li", name, tag("b", value, class_="num")) for name, value in chips]
        items.append(tag("li", _("Pack"), " ", tag("code", f"{self.pack.id} · {self.pack.hash[:12]}")))
        if self.summary:
            items.append(tag("li", _("Evidence"), " ", tag("code", self.summary["run"]["evidence_hash"][:12])))
        return joined(
            [
                tag("div", crumb, class_="crumb"),
                tag("h1", in_language(self.pack.title)),
                tag("p", told.format(number=len(self.pack.clauses), kinds=listed), class_="lead"),
                tag("ul", *items, class_="chips"),
                self._tiles(),
            ]
        )

    def _tiles(self) -> Html:
        if not self.summary:
            return Html("")
        tiles = [tag("li", _("subjects"), tag("strong", f"{self.summary['subjects']:,}"))]
        for verdict in (Verdict.MET, Verdict.NOT_MET, Verdict.UNDETERMINED):
            word = joined([tag("i", class_="dot"), verdict_word(verdict)])
            number = tag("strong", f"{self.summary['verdicts'][verdict.value]:,}")
            tiles.append(tag("li", word, number, class_=verdict.value))
        alone = sum(reason["alone"] for reason in self.summary["reasons"])
        tiles.append(tag("li", _("wait for one answer only"), tag("strong", f"{alone:,}")))
        return tag("ul", *tiles, class_="tiles")

    def _contents(self) -> Html:
        """Links to the chapters, under the title of their part, and to the annexes."""
        links = []
        for place, paragraph in enumerate(self.paragraphs):
            if paragraph.role is Role.CHAPTER:
                if paragraph.text.startswith("一、"):
                    links.append(tag("span", self._part(place), class_="part"))
                links.append(tag("a", paragraph.text, href=f"#p{place}"))
        links.append(tag("span", _("Annexes"), class_="part"))
        for id_, name in (
            ("parameters", _("Parameters")),
            ("readings", _("Readings")),
            ("judgements", _("Judgements")),
        ):
            links.append(tag("a", name, href=f"#{id_}"))
        return tag("nav", *links, class_="toc", aria_label=_("Contents"))

    def _part(self, place: int) -> str:
        """The instrument that a place belongs to: the first word of its next clause's number."""
        following = (clause for paragraph in self.paragraphs[place:] for clause in paragraph.clauses)
        number = next((clause.number for clause in following), "")
        return number.split(" ", 1)[0]

    # --- the document

    def _paper(self) -> Html:
        rows = [self._row(place, paragraph) for place, paragraph in enumerate(self.paragraphs)]
        return tag("div", *rows, class_="paper", id="text")

    def _row(self, place: int, paragraph: Paragraph) -> Html:
        numbers = {mark.quote: mark.number for mark in paragraph.marks}
        clauses = [self._clause(clause, numbers) for clause in paragraph.clauses]
        content = joined(self._stretches(paragraph))
        kind = "row" if clauses else "row plain"
        if paragraph.role is Role.CHAPTER:
            words = tag("h2", content)
        else:
            words = tag("p", content, class_="heading" if paragraph.role is Role.HEADING else None)
        return tag(
            "div", tag("div", words, class_="text"), tag("div", *clauses, class_="side"), class_=kind, id=f"p{place}"
        )

    def _stretches(self, paragraph: Paragraph) -> list[Html | str]:
        found: list[Html | str] = []
        for stretch in paragraph.stretches:
            if not stretch.marks:
                found.append(stretch.text)
            else:
                clause = self.pack.clause(stretch.marks[-1].clauses[0])
                title = f"{kind_word(clause.kind)} · {in_language(clause.title)}"
                found.append(tag("a", stretch.text, href=f"#{clause.id}", class_=f"q {clause.kind.value}", title=title))
            found += [tag("span", class_="at", data_n=mark.number, aria_hidden="true") for mark in stretch.ends]
        return found

    def _clause(self, clause: Clause, numbers: Mapping[str, int]) -> Html:
        provision = self.provisions[clause.id]
        head = tag(
            "header",
            tag("span", kind_word(clause.kind), class_="kind"),
            tag("h3", in_language(clause.title)),
            tag("span", clause.id, class_="id"),
        )
        rule = self.rules.rule(clause, numbers) if clause.rule is not None else self._quotes(clause, numbers)
        note = Html("")
        if clause.note:
            told = tag("p", in_language(clause.note))
            note = tag("details", tag("summary", _("Editors' note")), told, class_="note")
        return tag(
            "article",
            head,
            self._tags(provision),
            self._live(clause),
            rule,
            self._facts(clause),
            note,
            class_=f"clause {clause.kind.value}",
            id=clause.id,
        )

    def _tags(self, provision: Provision) -> Html:
        states = [state for state in SHOWN if state in provision.states]
        if provision.clause.kind.value in ("goal", "target") and State.OWNER_NOT_NAMED in states:
            states.remove(State.OWNER_NOT_NAMED)
        tags = [tag("span", state_word(state), class_="tag warn" if state in WARNINGS else "tag") for state in states]
        return tag("div", *tags, class_="tags") if tags else Html("")

    def _quotes(self, clause: Clause, numbers: Mapping[str, int]) -> Html:
        lines = []
        for quote in clause.quotes:
            number = tag("span", numbers[quote], class_="no") if quote in numbers else ""
            lines.append(tag("li", number, tag("span", quote, class_="said")))
        return tag("ul", *lines, class_="rule")

    def _live(self, clause: Clause) -> Html:
        """The run's counts at a clause: a bar, the words with their numbers, what is missing most often."""
        counted = self.counts.get(clause.id)
        if counted is None:
            return Html("")
        verdicts: Mapping[str, int] = counted["verdicts"]
        total = sum(verdicts.values()) or 1
        shown = [verdict for verdict in WORDS_ORDER if verdicts[verdict.value]]
        bars = [
            tag("i", class_=verdict.value, style=f"width:{verdicts[verdict.value] * 100 / total:.2f}%")
            for verdict in shown
        ]
        words = [
            tag(
                "li",
                tag("span", tag("i", class_="dot"), verdict_word(verdict, clause.kind)),
                tag("b", f"{verdicts[verdict.value]:,}"),
                class_=verdict.value,
            )
            for verdict in shown
        ]
        most = sorted(counted["reasons"].items(), key=lambda item: -item[1])[:MOST_REASONS]
        why = " · ".join(f"{self.reasons.get(code, code)} {number:,}" for code, number in most)
        bar = tag("div", *bars, class_="stack", aria_hidden="true")
        return joined([bar, tag("ul", *words, class_="counts"), tag("p", why, class_="why") if why else ""])

    def _facts(self, clause: Clause) -> Html:
        vocabulary = self.pack.vocabulary
        pairs: list[tuple[str, object]] = []
        if clause.target is not None:
            pairs += [
                (_("Measure"), in_language(clause.target.measure)),
                (_("Goal"), target_words(clause.target, self.program)),
                (_("Due"), clause.target.due.isoformat()),
            ]
        if clause.owners:
            pairs.append((_("Owners"), _(", ").join(department(vocabulary, owner) for owner in clause.owners)))
        if clause.owners or clause.target is not None:
            lead = department(vocabulary, clause.lead) if clause.lead else _("the document names none")
            pairs.append((_("Lead"), lead))
        lines = [joined([tag("dt", name), tag("dd", value)]) for name, value in pairs]
        return tag("dl", *lines, class_="facts") if lines else Html("")

    # --- annexes

    def _annexes(self) -> Html:
        every = tuple(self.provisions.values())
        return joined(
            [
                tag("h2", _("Parameters"), id="parameters"),
                tag("p", _("Every number that a rule uses: what it is, since when, and why."), class_="lead"),
                parameters_table(self.program, every),
                tag("h2", _("Readings"), id="readings"),
                tag(
                    "p",
                    _("Where the text can be read in more than one way, all readings run until a ruling picks one."),
                    class_="lead",
                ),
                readings_table(self.program, every, self.summary),
                tag("h2", _("Judgements"), id="judgements"),
                tag(
                    "p",
                    _("Where the text has no measure, a named person decides on the evidence listed."),
                    class_="lead",
                ),
                judgements_table(self.program, every),
            ]
        )

    def _foot(self) -> Html:
        told = _("Made by mingpin from the policy pack {pack}. The text is the issued text, character for character.")
        return tag("footer", told.format(pack=self.pack.id))
