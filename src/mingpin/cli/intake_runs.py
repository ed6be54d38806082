"""Where the commands of intake meet intake: what was typed becomes a reading, marks, a mapping file, a batch in a folder."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from mingpin.cli.console import Steps
from mingpin.cli.exits import Exit, Stop
from mingpin.cli.pack_finder import find_pack
from mingpin.engine import load_pack
from mingpin.intake import Dataset, IntakeError, SheetAccount, read_dataset
from mingpin.intake.columns import (
    Mappings,
    Proposal,
    SheetMapping,
    choose_table,
    folded_title,
    read_mapping,
    remember,
    remembered,
    write_mapping,
)
from mingpin.intake.columns.recognise import recognise
from mingpin.intake.coverage import Declaration, declaration
from mingpin.intake.files import NOTE_SHEETS, REGISTER
from mingpin.intake.grids import open_grids
from mingpin.intake.holdings import Batch, Holdings, Taken, is_holdings
from mingpin.intake.layout import lay_out
from mingpin.intake.marking import Place, TakenRows, has_marks, mark_workbook, marks_of, tokens_in
from mingpin.intake.sheets import Grid, cells_frame
from mingpin.language import _
from mingpin.vocabulary import Vocabulary

STORE_VARIABLE = "MINGPIN_MAPPINGS"


@dataclass(frozen=True)
class Typed:
    """What was typed about files to be read."""

    files: tuple[Path, ...]
    pack_name: str | None = None
    register: Path | None = None
    mapping: Path | None = None
    covers: tuple[str, ...] = ()
    supplier: str = ""


@dataclass(frozen=True)
class Plan:
    """How files are to be read. `chosen` are the mappings that were typed, `mappings` all that hold."""

    files: tuple[Path, ...]
    vocabulary: Vocabulary
    chosen: Mappings
    mappings: Mappings
    covers: tuple[Declaration, ...]
    supplier: str
    against: Mapping[str, pl.DataFrame] | None = None


def store_path() -> Path:
    """Where chosen mappings are remembered: MINGPIN_MAPPINGS, else a file among the user's data."""
    named = os.environ.get(STORE_VARIABLE)
    if named:
        return Path(named)
    data = os.environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "mingpin" / "mappings.yaml"


def plan_of(typed: Typed, steps: Steps, folder: Path | None = None) -> Plan:
    """The reading that was meant; with a `folder`, against what that holds already. Raises Stop, IntakeError."""
    for path in (*typed.files, *(path for path in (typed.register, typed.mapping) if path)):
        if not path.exists():
            raise Stop(Exit.INPUT, _("There is no file or folder {path}.").format(path=path), _("Check the path."))
    vocabulary = load_pack(find_pack(typed.pack_name)).vocabulary
    chosen, mappings = _mappings(typed.mapping, vocabulary)
    try:
        covers = tuple(declaration(text, vocabulary, typed.supplier) for text in typed.covers)
    except IntakeError as error:
        raise Stop(Exit.USAGE, _("The declaration is not understood."), str(error)) from error
    against = held_by(folder, vocabulary) if folder else None
    if typed.register is not None:
        steps.begin(_("Reading {dataset}").format(dataset=typed.register.name))
        against = _with_register(against or {}, read_dataset(typed.register, vocabulary).given)
    return Plan(typed.files, vocabulary, chosen, mappings, covers, typed.supplier, against)


def _with_register(held: Mapping[str, pl.DataFrame], typed: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """What is held, with the subjects of the register that was typed after those held."""
    registers = [frames[REGISTER] for frames in (held, typed) if REGISTER in frames]
    return {**held, **({REGISTER: pl.concat(registers, how="diagonal")} if registers else {})}


def _mappings(file: Path | None, vocabulary: Vocabulary) -> tuple[Mappings, Mappings]:
    """The mappings that were typed, and all that hold. A typed one that is for no shape holds for every sheet, so that nothing
    remembered may come before it."""
    try:
        known = remembered(store_path())
        chosen = read_mapping(file, vocabulary) if file else Mappings()
    except IntakeError as error:
        raise Stop(Exit.INPUT, _("The mapping cannot be used."), str(error)) from error
    both = chosen if any(not one.shape for one in chosen) else Mappings((*chosen, *known))
    return chosen, both


def read(plan: Plan, steps: Steps) -> Dataset:
    """Reads the files as one dataset. Raises IntakeError where one of them cannot be read: nothing was taken then."""
    steps.begin(_("Reading {dataset}").format(dataset=_(", ").join(path.name for path in plan.files)))
    with _one_place(plan.files) as place:
        try:
            return read_dataset(
                place,
                plan.vocabulary,
                mappings=plan.mappings,
                against=plan.against,
                covers=plan.covers,
                supplier=plan.supplier,
                asks=True,
            )
        except OSError as error:
            raise IntakeError(
                _("The dataset cannot be read."), where=str(place), why=f"{error.strerror or error}.",
                remedy=_("Check that it is there and may be read."),
            ) from error  # fmt: skip


@contextmanager
def _one_place(files: Sequence[Path]) -> Iterator[Path]:
    """A path that holds all the files: the only one itself, else a folder in which each stands under its own name."""
    if len(files) == 1:
        yield files[0]
        return
    with tempfile.TemporaryDirectory(prefix="mingpin-") as folder:
        for file, name in named(files).items():
            _stand_in(file, Path(folder) / name)
        yield Path(folder)


def named(files: Sequence[Path]) -> dict[Path, str]:
    """The name under which each of several files goes: its own, with its folder's where another is called so too."""
    names: dict[Path, str] = {}
    for file in files:
        own = file.name
        name = own if own not in names.values() else f"{file.absolute().parent.name} {own}"
        number = 2
        while name in names.values():
            name, number = f"{file.stem} ({number}){file.suffix}", number + 1
        names[file] = name
    return names


def _stand_in(file: Path, place: Path) -> None:
    if file.is_dir():
        what = _("{path} is a folder; a folder is taken alone.").format(path=file)
        raise Stop(Exit.USAGE, what, _("Name its files, or the folder only."))
    try:
        place.symlink_to(file.absolute())
    except OSError:
        shutil.copyfile(file, place)


def remember_chosen(plan: Plan, accounts: Sequence[SheetAccount]) -> None:
    """Remembers the typed mappings that are for sheets of one shape, once rows were taken with them."""
    sheets: list[SheetMapping] = [mapping for mapping in plan.chosen if mapping.shape]
    if sheets and any(account.accepted for account in accounts):
        remember(sheets, store_path(), by=plan.supplier)


@dataclass(frozen=True)
class Open:
    """What waits for a person: the sheets that were not understood, by file and sheet, and what was found out about each sheet
    that has questions."""

    sheets: frozenset[tuple[str, str]]
    proposals: tuple[Proposal, ...]

    def __bool__(self) -> bool:
        return bool(self.sheets or self.proposals)


def what_is_open(plan: Plan, dataset: Dataset) -> Open:
    """Looks once more at the sheets that have questions or were left aside whole."""
    tables = {account.source_hash: account.file for account in dataset.accounts if account.table is not None}
    unsure = {
        (account.file, account.sheet): account
        for account in dataset.accounts
        if account.questions
        or (
            account.table is None
            and account.source_hash
            and tables.get(account.source_hash, account.file) == account.file
            and folded_title(account.sheet) not in NOTE_SHEETS
        )
    }
    sheets: set[tuple[str, str]] = set()
    proposals: list[Proposal] = []
    files = {file for file, _sheet in unsure}
    for path, name in dataset_files(plan).items():
        if not any(file == name or file.startswith(f"{name}/") for file in files):
            continue
        for grid in open_grids(path, name):
            account = unsure.get((grid.file, grid.sheet))
            if account is None:
                continue
            try:
                proposal = _proposal(grid, plan)
            except IntakeError:
                sheets.add((grid.file, grid.sheet))
                continue
            if proposal is None:
                continue
            if account.table is None:
                sheets.add((grid.file, grid.sheet))
            proposals.append(proposal)
    return Open(frozenset(sheets), tuple(proposals))


def _proposal(grid: Grid, plan: Plan) -> Proposal | None:
    laid = lay_out(grid, plan.vocabulary)
    if laid is None:
        return None
    sample = next((batch.cells for batch in laid.batches()), None)
    if sample is None:
        sample = cells_frame([()] * len(laid.titles), ())
    mapping = plan.mappings.for_sheet(laid)
    choice = choose_table(laid, sample, plan.vocabulary, mapping)
    if choice.table is None:
        return Proposal(laid, choice)
    table = plan.vocabulary.tables[choice.table]
    return Proposal(laid, choice, recognise(laid, sample, table, plan.vocabulary, mapping))


def write_mapping_file(plan: Plan, waiting: Open, out: Path) -> None:
    """Writes what was recognised and what is asked, to be filled in. Raises OSError."""
    out.parent.mkdir(parents=True, exist_ok=True)
    write_mapping(out, waiting.proposals, plan.vocabulary)


def dataset_files(plan: Plan) -> dict[Path, str]:
    """The files of a plan (those of a folder, if that was named), each with the name by which the dataset knows it."""
    if len(plan.files) == 1 and plan.files[0].is_dir():
        found = sorted(path for path in plan.files[0].iterdir() if path.is_file())
        return {path: path.name for path in found if not path.name.startswith((".", "~$"))}
    return named(plan.files)


def earlier_tokens(plan: Plan, dataset: Dataset) -> dict[Place, str]:
    """The tokens that rows carry in workbooks which we marked before."""
    found: dict[Place, str] = {}
    for path, name in dataset_files(plan).items():
        accounts = accounts_of(dataset, name)
        if has_marks(accounts):
            found |= tokens_in(open_grids(path, name), accounts)
    return found


def accounts_of(dataset: Dataset, name: str) -> list[SheetAccount]:
    """The accounts of one file, or of the files in a bundle."""
    return [account for account in dataset.accounts if account.file == name or account.file.startswith(f"{name}/")]


def write_marked(
    file: Path,
    name: str,
    dataset: Dataset,
    out: Path,
    was: Mapping[Place, str],
    taken: TakenRows | None = None,
) -> bool:
    """Writes the marked copy of a file, which the dataset knows by `name`; False where none of its sheets was read as a table.
    Raises OSError."""
    marks = marks_of(accounts_of(dataset, name), dataset.rejected, taken, was)
    if marks:
        mark_workbook(file, marks, out, name=name)
    return bool(marks)


def held_by(folder: Path, vocabulary: Vocabulary) -> Mapping[str, pl.DataFrame] | None:
    """The rows that a folder holds; None where nothing was taken into it yet. Raises IntakeError."""
    return Holdings(folder).evidence_frames(vocabulary) if is_holdings(folder) else None


def take(plan: Plan, dataset: Dataset, folder: Path, was: Mapping[Place, str], accounts: list[dict[str, Any]]) -> Taken:
    """Adds what was accepted to the folder, as one batch, and says what became of each row. Raises IntakeError."""
    files = {account.file: account.source_hash for account in dataset.accounts if account.table is not None}
    return Holdings(folder).take(
        dataset.given,
        plan.vocabulary,
        files=files,
        supplied_by=plan.supplier,
        taken_at=datetime.now().astimezone().replace(microsecond=0),
        accounts=accounts,
        was=was,
    )


def batches(folder: Path) -> tuple[Batch, ...]:
    """What was taken into a folder. Raises Stop where that is nothing."""
    if not is_holdings(folder):
        what = _("Nothing was taken into {folder} yet.").format(folder=folder)
        raise Stop(Exit.INPUT, what, _("Take a file in with `mingpin intake take FILE --into FOLDER`."))
    return Holdings(folder).batches()
