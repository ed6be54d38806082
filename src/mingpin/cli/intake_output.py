"""What intake says in the terminal: the table that each sheet is, its columns, its questions, its rows and those not accepted."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]

from mingpin.cli.console import program_name
from mingpin.cli.intake_runs import Open
from mingpin.intake import Dataset, SheetAccount
from mingpin.intake.columns.model import Question
from mingpin.intake.sheets import GROUP_TITLE
from mingpin.language import _, in_language
from mingpin.vocabulary import Vocabulary

MOST_COPIES = 6
MOST_REJECTED = 20
"""Rejected rows of a sheet that are shown; the marked copy has all."""
MOST_REMARKS = 8
VALUE_WIDTH = 24
NOWHERE = 10**6
"""Behind every column."""


def print_check(
    console: Console,
    dataset: Dataset,
    waiting: Open,
    vocabulary: Vocabulary,
    marked: Mapping[str, Path],
    mapping: Path | None,
) -> None:
    """Prints the account of every sheet, then what was written and what to type next."""
    for account in dataset.accounts:
        print_sheet(console, account, dataset.rejected, waiting, vocabulary)
    print_total(console, dataset.accounts)
    print_written(console, marked, mapping)


def print_sheet(
    console: Console,
    account: SheetAccount,
    rejected: pl.DataFrame,
    waiting: Open,
    vocabulary: Vocabulary,
    *,
    with_columns: bool = True,
) -> None:
    """Prints the account of one sheet, with what its columns were read as or without."""
    is_open = (account.file, account.sheet) in waiting.sheets
    console.print()
    console.print(_heading(account, is_open, vocabulary))
    if account.table is not None:
        console.print(Padding(Text(account.table_reason, style="faint"), (0, 0, 0, 2)))
        console.print(Padding(rows_line(account), (0, 0, 0, 2)))
        if with_columns:
            console.print(Padding(_columns(account), (1, 0, 1 if account.questions or account.remarks else 0, 2)))
    for part in (*_questions(account), *_remarks(account)):
        console.print(Padding(part, (0, 0, 0, 2)))
    own = rejected.filter((pl.col("file") == account.file) & (pl.col("sheet").fill_null("") == account.sheet))
    if own.height:
        console.print(Padding(_rejected(own), (1, 0, 0, 2)))
        rows = own["row"].n_unique()
        if rows > MOST_REJECTED:
            more = _("… and {number} more rows; the marked copy has all of them").format(number=rows - MOST_REJECTED)
            console.print(Padding(Text(more, style="faint"), (0, 0, 0, 2)))


def _heading(account: SheetAccount, is_open: bool, vocabulary: Vocabulary) -> Text:
    line = Text.assemble((account.file, "bold"), (f" · {account.sheet}" if account.sheet else "", "bold"))
    if account.table is None:
        told = _("not understood: nothing of it is taken") if is_open else _("not read")
        line.append(f"  {told}", style="not_met" if is_open else "faint")
        return line
    line.append("  →  ", style="faint")
    line.append(in_language(vocabulary.tables[account.table].label), style="bold")
    line.append(f" {account.table}", style="faint")
    return line


def rows_line(account: SheetAccount) -> Text:
    """Rows read = accepted + not accepted + notes."""
    told = _("{number} rows read").format(number=f"{account.read:,}")
    line = Text.assemble(told, " = ", (f"{account.accepted:,}", "bold met"), f" {_('accepted')}")
    if account.duplicates:
        line.append(_(" ({number} of them repeat another row)").format(number=f"{account.duplicates:,}"), style="faint")
    line.append(" + ")
    line.append(f"{account.rejected:,}", style="bold not_met" if account.rejected else "faint")
    line.append(f" {_('not accepted')} + ")
    line.append(f"{account.noted:,}", style="bold" if account.noted else "faint")
    line.append(f" {_('notes')}")
    if account.header_row is not None:
        line.append("    " + _("header in row {row}").format(row=account.header_row), style="faint")
    return line


def _columns(account: SheetAccount) -> Table:
    table = plain_table(("", None), (_("Column"), None), (_("read as"), None), ("", "right"), (_("because"), None))
    rows: list[tuple[int, tuple[Text | str, ...]]] = []
    for match in account.columns:
        unit = f" {match.unit}" if match.unit else ""
        read_as = Text.assemble(in_language(match.column.label), (f" {match.column.name}{unit}", "faint"))
        sure = Text(f"{match.confidence:.0%}", style="faint" if match.confidence >= 1 else "open")
        rows.append((match.position, (match.title, read_as, sure, Text(match.reason, style="faint"))))
    for aside in account.left_aside:
        if aside.title != GROUP_TITLE:
            place = NOWHERE if aside.position is None else aside.position
            reason = Text(aside.reason, style="faint")
            rows.append((place, (Text(aside.title, style="faint"), Text(_("not read"), style="faint"), "", reason)))
    for position, cells in sorted(rows, key=lambda row: row[0]):
        letter = str(xl_col_to_name(position)) if 0 <= position < NOWHERE else ""
        table.add_row(Text(letter, style="faint"), *cells)
    return table


def _questions(account: SheetAccount) -> Iterator[RenderableType]:
    for question in account.questions:
        yield Text.assemble(("? ", "bold open"), (_asked(question), "open"))


def _asked(question: Question) -> str:
    proposed = _(", ").join(f"{label} {name} ({confidence:.0%})" for name, label, confidence in question.candidates)
    told = f"“{question.title}” {question.reason}" if question.title else question.reason
    return f"{told} " + _("Perhaps: {candidates}.").format(candidates=proposed) if proposed else told


def _remarks(account: SheetAccount) -> Iterator[RenderableType]:
    for remark in account.remarks[:MOST_REMARKS]:
        yield Text.assemble(("· ", "faint"), remark)
    if len(account.remarks) > MOST_REMARKS:
        more = _("… and {number} more remarks; --json has them").format(number=len(account.remarks) - MOST_REMARKS)
        yield Text(more, style="faint")


def _rejected(own: pl.DataFrame) -> Table:
    table = plain_table(
        (_("Row"), "right"), (_("Column"), None), (_("As it stands"), None), (_("Reason and what to do"), None)
    )
    shown: set[int] = set()
    for row, column, value, reason, text in own.select("row", "column", "value", "reason", "text").iter_rows():
        if row not in shown and len(shown) == MOST_REJECTED:
            break
        number = "" if row in shown else f"{row}"
        shown.add(row)
        value = _short(value if column else text)
        title = column or _("the whole row")
        table.add_row(number, title, Text(value, style="not_met" if column else "faint"), reason)
    return table


def _short(text: str) -> str:
    told = " ".join((text or "").split())
    return told if len(told) <= VALUE_WIDTH else told[: VALUE_WIDTH - 1] + "…"


def plain_table(*titles: tuple[str, str | None]) -> Table:
    """A table without lines; each column has a title, and is set to the right where that is said."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="faint", pad_edge=False)
    for title, justify in titles:
        table.add_column(title, justify="right" if justify else "left", overflow="fold")
    return table


def print_total(console: Console, accounts: Sequence[SheetAccount]) -> None:
    """Prints the sum over all sheets, where there are several."""
    counted = [account for account in accounts if account.table is not None]
    if len(counted) < 2:
        return
    total = SheetAccount(
        "", "", None,
        read=sum(account.read for account in counted),
        accepted=sum(account.accepted for account in counted),
        rejected=sum(account.rejected for account in counted),
        noted=sum(account.noted for account in counted),
        duplicates=sum(account.duplicates for account in counted),
    )  # fmt: skip
    console.print()
    console.print(Text.assemble((_("Together: "), "bold"), rows_line(total)))


def print_written(console: Console, marked: Mapping[str, Path], mapping: Path | None) -> None:
    """Prints where the marked copies and the mapping are, and how to answer."""
    console.print()
    places = [str(place) for place in marked.values()]
    if len(places) > MOST_COPIES:
        told = _("{number} files in {folder}").format(number=len(places), folder=next(iter(marked.values())).parent)
        places = [told]
    for place in places:
        console.print(Text.assemble((_("Marked copy"), "faint"), "  ", (place, "bold")), soft_wrap=True)
    if mapping is not None:
        console.print(Text.assemble((_("To be answered"), "faint"), "  ", (str(mapping), "bold")), soft_wrap=True)
        told = _("Answer in it, then give it with `--mapping`:")
        console.print(Text(told, style="faint"), soft_wrap=True)
        command = f"  {program_name()} intake check … --mapping {shlex.quote(str(mapping))}"
        console.print(Text(command, style="command"), soft_wrap=True)
