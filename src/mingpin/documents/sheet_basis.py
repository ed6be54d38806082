"""What the survey rests on: document, parameters, rulings, readings that wait, sources, and what the words mean."""

from __future__ import annotations

from collections.abc import Sequence

from mingpin.documents.report import SurveyReport, changes_of
from mingpin.documents.sheet_parts import basis_name, for_paper, head, run_words
from mingpin.documents.styles import FAINT, HEADER, PLAIN, SECTION, STATUS_STRONG, WRAPPED
from mingpin.documents.summary import readings_pending
from mingpin.documents.wording import WORDS_ORDER, clause_label, status_word, verdict_word
from mingpin.documents.workbook import Cell, Sheet, Workbook, wide
from mingpin.engine import Verdict
from mingpin.engine.words import Words
from mingpin.language import _, in_language

WIDTHS = (34, 40, 26, 58, 40)
LINE_HEIGHT = 17.5


def write_basis(book: Workbook, report: SurveyReport) -> None:
    """Writes the sheet."""
    sheet = book.sheet(basis_name(), WIDTHS)
    head(sheet, report, basis_name(), run_words(report), last=len(WIDTHS) - 1)
    _run(sheet, report)
    _legend(sheet)
    _parameters(sheet, report)
    _rulings(sheet, report)
    _readings(sheet, report)
    _sources(sheet, report)
    for_paper(sheet)


def _section(sheet: Sheet, title: str, header: Sequence[str] = ()) -> None:
    sheet.gap(8)
    sheet.row([title], style=SECTION, height=26)
    if header:
        sheet.row(header, style=HEADER, height=24)


def _told(sheet: Sheet, cells: Sequence[Cell | str]) -> None:
    """A row of wrapped text that is high enough for its longest cell."""
    lines = 1
    for cell, width in zip(cells, WIDTHS, strict=False):
        text = str(cell.value) if isinstance(cell, Cell) else cell
        lines = max(lines, sum(-(-wide(part) // int(width * 0.92)) or 1 for part in text.split("\n")))
    sheet.row(cells, style=WRAPPED, height=LINE_HEIGHT * lines + 4)


def _run(sheet: Sheet, report: SurveyReport) -> None:
    pack, identity = report.program.pack, report.identity
    _section(sheet, _("The run"))
    facts = [
        (_("Policy document"), in_language(pack.title)),
        (_("Issued by"), f"{in_language(pack.authority)}（{status_word(pack.status)}）"),
        (_("Policy pack"), f"{pack.id} · {pack.hash}"),
        (_("Programme year, day"), f"{report.program.year} · {report.program.as_of.isoformat()}"),
        (_("Evidence"), f"{report.dataset} · {identity['evidence_hash']}"),
        (_("Program"), f"mingpin {identity['engine']}"),
    ]
    changes = changes_of(report.program.changes, report.program)
    if changes:
        facts.append((_("What-if: differs from the document in"), str(changes)))
    for name, value in facts:
        sheet.merged(value, PLAIN, first=1, last=len(WIDTHS) - 1)
        sheet.row([Cell(name, FAINT)], height=22)


def _legend(sheet: Sheet) -> None:
    meanings = {
        Verdict.MET: _("Evidence shows it. For an exclusion: evidence shows that it is not triggered."),
        Verdict.NOT_MET: _("Evidence shows the contrary. For an exclusion: it is triggered."),
        Verdict.UNDETERMINED: _(
            "Not known: a fact is missing, no list covers the subject, a judgement is pending, a reading is not settled, or "
            "the document says nothing. Never taken as met, never as not met."
        ),
        Verdict.NOT_APPLICABLE: _("The clause is not about this kind of subject or field."),
    }
    _section(sheet, _("What the words mean"))
    for verdict in WORDS_ORDER:
        sheet.merged(meanings[verdict], PLAIN, first=1, last=len(WIDTHS) - 1)
        sheet.row([Cell(f"● {verdict_word(verdict)}", STATUS_STRONG[verdict])], height=22)
    absence = _("“No record” means “none” only where a source has declared a complete list that covers the subject.")
    sheet.merged(absence, PLAIN, first=1, last=len(WIDTHS) - 1)
    sheet.row([Cell(_("Absence"), FAINT)], height=22)


def _parameters(sheet: Sheet, report: SurveyReport) -> None:
    words, pack = Words(report.program), report.program.pack
    _section(
        sheet,
        _("Parameters used"),
        [_("Parameter"), _("Value"), _("Since"), _("Why this value"), _("Where it stands, or who set it")],
    )
    for name in sorted(report.program.parameters):
        definition = pack.parameters[name]
        held = definition.value_at(report.program.as_of)
        is_changed = name in report.program.changes.parameters
        why = (
            _("changed for this run")
            if is_changed or held is None
            else _quoted(held.quote) or in_language(held.rationale)
        )
        who = "" if is_changed or held is None else held.clause or in_language(held.set_by)
        since = held.from_.isoformat() if held and not is_changed else ""
        _told(sheet, [f"{in_language(definition.label)}\n{name}", words.parameter(name), since, why, who])


def _quoted(quote: str) -> str:
    return f"“{quote}”" if quote else ""


def _rulings(sheet: Sheet, report: SurveyReport) -> None:
    program = report.program
    _section(sheet, _("Rulings in force"), [_("Question"), _("Reading"), _("Since"), _("Reason"), _("By, document")])
    for question, picks in program.changes.rulings.items():
        _told(sheet, [question, picks, "", _("changed for this run"), ""])
    for question, ruling in program.rulings.items():
        if question not in program.changes.rulings:
            by = " · ".join(part for part in (ruling.by, ruling.document) if part)
            _told(sheet, [question, ruling.picks, ruling.from_.isoformat(), in_language(ruling.reason), by])
    if not program.rulings and not program.changes.rulings:
        sheet.row([Cell(_("None yet."), FAINT)], height=22)


def _readings(sheet: Sheet, report: SurveyReport) -> None:
    _section(
        sheet,
        _("Readings that wait for a ruling"),
        [_("Question"), _("Readings"), _("Verdicts that wait"), _("Clauses"), _("For a ruling")],
    )
    clauses = {clause.id: clause for clause in report.program.pack.clauses}
    pending = readings_pending(report)
    for question in pending:
        options = "\n".join(f"· {title or option}" for option, title in question["options"].items())
        touched = "\n".join(clause_label(clauses[id_]) for id_ in question["clauses"])
        waiting = _("{number} subjects").format(number=f"{question['subjects']:,}")
        _told(sheet, [question["text"], options, waiting, touched, question["question"]])
    if not pending:
        sheet.row([Cell(_("None: every question of reading is settled."), FAINT)], height=22)


def _sources(sheet: Sheet, report: SurveyReport) -> None:
    _section(
        sheet,
        _("What was read"),
        [_("File, sheet"), _("Read as"), _("Rows read"), _("Columns left aside, remarks"), _("Accepted, not accepted")],
    )
    tables = report.program.pack.vocabulary.tables
    for account in report.accounts:
        place = " · ".join(part for part in (account.file, account.sheet) if part)
        table = in_language(tables[account.table].label) if account.table else _("left aside")
        asides = [f"{column.title}：{column.reason}" for column in account.left_aside]
        asides += [f"{question.title}：{question.reason}" for question in account.questions]
        outcome = _("{accepted} accepted, {rejected} not accepted")
        told = outcome.format(accepted=f"{account.accepted:,}", rejected=f"{account.rejected:,}")
        if account.noted:
            told += "\n" + _("{number} rows are notes").format(number=f"{account.noted:,}")
        if account.duplicates:
            told += "\n" + _("of these {number} only repeat another row").format(number=f"{account.duplicates:,}")
        _told(sheet, [place, table, f"{account.read:,}", "\n".join([*asides, *account.remarks]), told])
