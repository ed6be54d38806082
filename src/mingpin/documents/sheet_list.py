"""The list of all subjects: verdict, what it lacks, and every clause, the most promising first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import polars as pl

from mingpin.documents.figures import FAILED, OPEN, ranked
from mingpin.documents.long_list import Coded, Numbers, Texts, write_long
from mingpin.documents.report import SurveyReport
from mingpin.documents.sheet_parts import A3, column_word, for_paper, head, list_name, run_words
from mingpin.documents.styles import FAINT, HEADER, NUMBER, PLAIN, STATUS, STATUS_STRONG, STRONG
from mingpin.documents.wording import code_word, reason_kind_word, verdict_word
from mingpin.documents.workbook import MOST_ROWS, Workbook
from mingpin.engine import Verdict
from mingpin.engine.lowered import VERDICT
from mingpin.engine.model import Clause
from mingpin.engine.reasons import Reason, ReasonKind
from mingpin.language import _, in_language

SUBJECT_COLUMNS = ("kind", "area", "domain", "industry_field")
WIDTHS = {"subject_id": 12, "name": 34, "kind": 18, "area": 22, "domain": 9, "industry_field": 20}
VERDICT_WIDTH, COUNT_WIDTH, WORDS_WIDTH, CLAUSE_WIDTH = 11, 8, 100, 13
WIDEST_ID = 24
ROWS_OF_A_SHEET = MOST_ROWS - 100
ROW_HEIGHT = 20
WHY = replace(PLAIN, indent=1)


def write_list(book: Workbook, report: SurveyReport, progress: Callable[[int], None]) -> None:
    """Writes the sheet; more sheets of the same shape where one cannot hold all subjects."""
    rows = list_rows(report)
    for part in range(-(-rows.height // ROWS_OF_A_SHEET) or 1):
        name = list_name() if part == 0 else f"{list_name()} {part + 1}"
        _write_part(book, report, name, rows.slice(part * ROWS_OF_A_SHEET, ROWS_OF_A_SHEET), progress)


def list_rows(report: SurveyReport) -> pl.DataFrame:
    """The ranked list: subject columns in words, `verdict`, `number` and `why` (open reasons of an undetermined subject, clauses
    against one that is not met), and one column of verdicts per clause."""
    survey, vocabulary = report.survey, report.program.pack.vocabulary
    frame = ranked(survey).join(survey.reasons, on="subject_id", how="left", maintain_order="left")
    words = []
    for column in SUBJECT_COLUMNS:
        classification = vocabulary.tables["subjects"].columns[column].classification or ""
        codes = frame.get_column(column).unique().to_list()
        named = {code: code_word(vocabulary, classification, code) for code in codes if code}
        blank = code_word(vocabulary, classification, None)
        words.append(pl.col(column).replace_strict(named or {"": ""}, default=blank, return_dtype=pl.String))
    clauses = [clause.clause for clause in report.program.clauses]
    is_open, is_refused = (pl.col(VERDICT) == word.value for word in (Verdict.UNDETERMINED, Verdict.NOT_MET))
    return frame.select(
        "subject_id",
        pl.col("name").fill_null(""),
        *words,
        VERDICT,
        pl.when(is_open).then(pl.col(OPEN)).when(is_refused).then(pl.col(FAILED)).alias("number"),
        pl.when(is_open)
        .then(_open_words(report, frame.columns))
        .when(is_refused)
        .then(_failed_words(clauses))
        .alias("why"),
        *(clause.id for clause in clauses),
    )


def _failed_words(clauses: Sequence[Clause]) -> pl.Expr:
    parts = [
        pl.when(pl.col(clause.id) == Verdict.NOT_MET.value).then(pl.lit(f"{clause.number} {in_language(clause.title)}"))
        for clause in clauses
    ]
    return pl.concat_str(pl.lit(_("against it: ")), pl.concat_str(parts, separator="；", ignore_nulls=True))


def _open_words(report: SurveyReport, columns: Sequence[str]) -> pl.Expr:
    """For each kind of reason, what is missing of that kind: “缺事实：…、…；未覆盖：…”."""
    prefix = f"{VERDICT}|"
    reasons = [Reason.of(column.removeprefix(prefix)) for column in columns if column.startswith(prefix)]
    groups = []
    for kind in ReasonKind:
        held = [reason for reason in report.words.ordered(reasons) if reason.kind is kind]
        if not held:
            continue
        parts = [pl.when(pl.col(f"{prefix}{reason.code}")).then(pl.lit(report.words.about(reason))) for reason in held]
        told = pl.concat_str(parts, separator="、", ignore_nulls=True)
        groups.append(pl.when(told != "").then(pl.lit(f"{reason_kind_word(kind)}：") + told))
    return pl.concat_str(groups, separator="；", ignore_nulls=True) if groups else pl.lit("")


def _write_part(
    book: Workbook, report: SurveyReport, name: str, rows: pl.DataFrame, progress: Callable[[int], None]
) -> None:
    clauses = [clause.clause for clause in report.program.clauses]
    longest = rows.get_column("subject_id").str.len_chars().max()
    id_width = min(max(WIDTHS["subject_id"], 2 + int(str(longest or 0))), WIDEST_ID)
    widths = [id_width, *list(WIDTHS.values())[1:], VERDICT_WIDTH, COUNT_WIDTH, WORDS_WIDTH]
    sheet = book.sheet(name, [*widths, *(CLAUSE_WIDTH for _clause in clauses)])
    note = _("{run}. Type “mingpin explain” with an id of the first column to see why.").format(run=run_words(report))
    head(sheet, report, name, note, last=len(widths) - 1)
    titles = [column_word(report, column) for column in WIDTHS]
    titles += [_("Verdict"), _("How many"), _("Why: what is missing, or which clauses are against it")]
    titles += [f"{clause.number}\n{in_language(clause.title)}" for clause in clauses]
    header = sheet.row(titles, style=HEADER, height=92)
    sheet.worksheet.freeze_panes(header + 1, 2)
    sheet.worksheet.autofilter(header, 0, header + max(rows.height, 1), len(titles) - 1)
    write_long(sheet, rows, _columns(book, clauses), ROW_HEIGHT, progress)
    if not rows.height:
        sheet.row([_("The register has no subjects.")], style=FAINT)
    for_paper(sheet, repeat=(header, header), paper=A3)
    sheet.worksheet.print_area(0, 0, sheet.next_row - 1, len(widths) - 1)


def _columns(book: Workbook, clauses: Sequence[Clause]) -> list[Texts | Numbers | Coded]:
    """How each column of `list_rows` is shown."""
    plain, plain_marked = (book.format(PLAIN, is_text_marked=is_marked) for is_marked in (False, True))
    strong, strong_marked = (book.format(STRONG, is_text_marked=is_marked) for is_marked in (False, True))
    number = book.format(NUMBER)
    verdicts = {
        verdict.value: (f"● {verdict_word(verdict)}", book.format(STATUS_STRONG[verdict])) for verdict in Verdict
    }
    columns: list[Texts | Numbers | Coded] = [
        Texts("subject_id", plain, plain_marked),
        Texts("name", strong, strong_marked),
    ]
    columns += [Texts(column, plain, plain_marked) for column in SUBJECT_COLUMNS]
    why, why_marked = (book.format(WHY, is_text_marked=is_marked) for is_marked in (False, True))
    columns += [Coded(VERDICT, verdicts), Numbers("number", number), Texts("why", why, why_marked)]
    for clause in clauses:
        words = {
            verdict.value: (verdict_word(verdict, clause.kind), book.format(STATUS[verdict])) for verdict in Verdict
        }
        columns.append(Coded(clause.id, words))
    return columns
