"""A what-if as a letter of comment on a draft: what was changed, what that does and to whom; a Word document."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx
from django.utils import timezone
from docx.oxml.ns import qn
from docx.shared import Pt

from mingpin.accounts.acting import Acting
from mingpin.documents.wording import clause_label
from mingpin.judgements.changing import Told
from mingpin.judgements.models import Moved, WhatIf
from mingpin.judgements.told import Share, clauses_moved, counts_told, shares_of
from mingpin.language import _, in_language
from mingpin.policies.forms import run_label
from mingpin.policies.runs.comparing import verdict_mark
from mingpin.policies.runs.traces import of_run
from mingpin.policies.states import Standing
from mingpin.registry import vocabulary

MOST_NAMES = 500
"""Names in each list of a letter; the whole list is exported from the page."""
LATIN, CHINESE = "Times New Roman", "宋体"


def letter(what_if: WhatIf, told: list[Told], by: Acting) -> bytes:
    """The document's bytes. Names are of subjects that the person may know of."""
    document = docx.Document()
    _set_fonts(document)
    program = of_run(what_if.run).program
    document.add_heading(_("Comment: {title}").format(title=what_if.title), 0)
    document.add_paragraph(
        _("On “{document}”, {day}").format(
            document=in_language(program.pack.title), day=timezone.localdate().isoformat()
        )
    )
    note = document.add_paragraph(
        _("This compares what the document says with what is tried here. Nothing in force changes by it.")
    )
    note.runs[0].bold = True
    _add_changes(document, told)
    _add_effects(document, what_if, by)
    _add_names(document, what_if, by)
    _add_basis(document, what_if)
    held = BytesIO()
    document.save(held)
    return held.getvalue()


def _set_fonts(document: Any) -> None:
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name = LATIN
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), CHINESE)
    document.styles["Normal"].font.size = Pt(11)


def _add_changes(document: Any, told: list[Told]) -> None:
    document.add_heading(_("What was changed"), 1)
    if not told:
        document.add_paragraph(_("The draft says nothing otherwise."))
    for one in told:
        document.add_heading(" ".join(filter(None, (one.where, one.what))) or one.kind, 2)
        if one.quote:
            document.add_paragraph(f"“{one.quote}”", style="Quote")
        _add_table(document, (_("Before"), _("After")), [(one.before, one.after)])


def _add_effects(document: Any, what_if: WhatIf, by: Acting) -> None:
    result = what_if.result
    document.add_heading(_("What that does"), 1)
    document.add_paragraph(
        _("Of {subjects} subjects {moved} would stand otherwise: {enters} enter, {leaves} leave, {settled} become settled, "
          "{opened} become undetermined.").format(
            subjects=sum(result["before"].values()), **{name: result[name] for name in ("moved", "enters", "leaves",
            "settled", "opened")})
    )  # fmt: skip
    rows = [(str(one["mark"]), str(one["before"]), str(one["after"])) for one in counts_told(what_if)]
    _add_table(document, (_("Verdict"), _("Before"), _("After")), rows)
    for title, column in ((_("By county"), "area"), (_("By field"), "industry_field")):
        shares = shares_of(what_if, by, column, "")
        if shares:
            document.add_heading(title, 2)
            _add_table(document, (title, _("Enter"), _("Leave"), _("Become settled")), map(_share, shares))
    moved = clauses_moved(what_if)
    if moved:
        document.add_heading(_("Clause by clause"), 2)
        rows4 = [(one.label, str(one.before), str(one.after), str(one.subjects)) for one in moved]
        _add_table(document, (_("Clause"), _("Before"), _("After"), _("Subjects")), rows4)


def _share(share: Share) -> tuple[str, ...]:
    return share.label, str(share.enters), str(share.leaves), str(share.settled)


def _add_names(document: Any, what_if: WhatIf, by: Acting) -> None:
    rows = (
        Moved.objects.visible_to(by).filter(what_if=what_if).select_related("subject").order_by("subject__name", "pk")
    )
    known = {one.clause.id: one.clause for one in of_run(what_if.run).program.clauses}
    met = Standing.MET
    groups = (
        (_("Who enters"), rows.filter(after=met)),
        (_("Who leaves"), rows.filter(before=met)),
        (_("Who stands otherwise besides"), rows.exclude(after=met).exclude(before=met)),
    )
    for title, chosen in groups:
        count = chosen.count()
        if not count:
            continue
        document.add_heading(_("{title}: {count}").format(title=title, count=count), 1)
        table = [
            (
                row.subject.name,
                vocabulary.area_label(row.area) if row.area else "",
                f"{verdict_mark(row.before)} → {verdict_mark(row.after)}",
                _("、").join(clause_label(known[id_]) for id_ in row.clauses.strip("|").split("|") if id_ in known),
            )
            for row in chosen[:MOST_NAMES]
        ]
        _add_table(document, (_("Name"), _("County"), _("Verdict"), _("Clauses that differ")), table)
        if count > MOST_NAMES:
            document.add_paragraph(_("The first {count}; the page exports all.").format(count=MOST_NAMES))


def _add_basis(document: Any, what_if: WhatIf) -> None:
    run = what_if.run
    document.add_heading(_("On what it rests"), 1)
    document.add_paragraph(_("Survey: {run}").format(run=run_label(run)))
    document.add_paragraph(
        _("Pack {pack} {pack_hash}, evidence {evidence}, program {engine}").format(
            pack=run.pack, pack_hash=run.pack_hash[:12], evidence=run.evidence_hash[:12], engine=run.engine
        )
    )
    if run.summary.get("demonstration"):
        document.add_paragraph(_("Made from demonstration data: all names are fictitious."))


def _add_table(document: Any, heads: tuple[str, ...], rows: Any) -> None:
    given = list(rows)
    table = document.add_table(rows=1 + len(given), cols=len(heads), style="Table Grid")
    for cells, values in zip(table.rows, [heads, *given], strict=True):
        for cell, text in zip(cells.cells, values, strict=True):
            cell.text = text
    for cell in table.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
    document.add_paragraph()
