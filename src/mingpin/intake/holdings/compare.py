"""Rows given against rows held: which are new, known, changed or no longer there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from mingpin.intake.columns import IDENTIFIER
from mingpin.intake.files import REGISTER
from mingpin.intake.holdings.carrying import BEFORE, IS_CORRECTION, carried_over
from mingpin.intake.holdings.tokens import TOKEN_LENGTH, row_digests
from mingpin.intake.mapped import beside, by_pieces, kept_rows, repeated
from mingpin.vocabulary.evidence import COMPLETED, frame_schema, upper
from mingpin.vocabulary.model import Table, Type

DIGEST, COPY = "_digest", "_copy"
"""What a row says, and which of the rows of its sheet that say the same it is, from 0."""
KEY = [DIGEST, COPY]
OLD, OLD_COPY = "_old", "_old_copy"
"""The key of a held row beside that of the row which supersedes it."""
_AT = "_at"
_PLACE = ("source_file", "source_sheet", "source_row")

Marks = Mapping[tuple[str, str, int], str]
"""By file, sheet (blank where there is none) and row the token that a row of a marked workbook carries."""


@dataclass(frozen=True)
class Difference:
    """The rows of one table. `added` go into the batch (the new ones and what changed); `superseded` are held rows that no longer
    count. `outdated` are known rows that were corrected since: they stay as they were corrected. `replacing` has the key of each
    changed row and of the held one that it supersedes (`_old`, `_old_copy`)."""

    new: pl.DataFrame
    known: pl.DataFrame
    changed: pl.DataFrame
    outdated: pl.DataFrame
    no_longer: pl.DataFrame
    added: pl.DataFrame
    superseded: pl.DataFrame
    replacing: pl.DataFrame


def prepared(frame: pl.DataFrame, table: Table, files: Mapping[str, str], supplied_by: str) -> pl.DataFrame:
    """The rows in the schema of their table, with file hash and supplier filled in where they lack them, and their keys."""
    schema = {**frame_schema(table), "source_hash": pl.String, "supplied_by": pl.String}
    blank = [pl.lit(None, dtype=type_).alias(name) for name, type_ in schema.items() if name not in frame.columns]
    whole = frame.with_columns(blank).select(pl.col(name).cast(type_) for name, type_ in schema.items())
    hashes = pl.col("source_file").replace_strict(dict(files), default=None, return_dtype=pl.String)
    whole = whole.with_columns(
        pl.coalesce("source_hash", hashes), pl.coalesce("supplied_by", pl.lit(supplied_by or None, dtype=pl.String))
    )
    return with_keys(by_pieces(whole, lambda piece, _at: piece.with_columns(row_digests(piece, table).alias(DIGEST))))


def with_keys(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows, which have their digests, with the key of each: rows of one sheet that say the same are counted, a second file's
    rows are the same again."""
    sheet = [DIGEST, "source_file", "source_sheet"]
    at = repeated(frame[DIGEST])
    copies = frame.select(sheet)[at].select(pl.int_range(pl.len(), dtype=pl.Int64).over(sheet)).to_series()
    copy = pl.zeros(frame.height, dtype=pl.Int64, eager=True)
    return beside(frame, copy.scatter(at, copies).alias(COPY))


@dataclass(frozen=True)
class Before:
    """What was there: the rows of a table that count now, the keys of all that were ever taken in, the hashes of all files."""

    held: pl.DataFrame
    ever: pl.DataFrame
    files: frozenset[str]


def difference(
    given: pl.DataFrame, before: Before, table: Table, sent: tuple[Sequence[str], str], marks: pl.DataFrame
) -> Difference:
    """What taking in `given` means. `sent`: names of the files that were never taken in as they are now, and their supplier."""
    given = _marked(given, marks)
    given = beside(given, pl.int_range(given.height, dtype=pl.UInt32, eager=True).alias(_AT))
    held = before.held
    is_again = _is_again(given)
    is_stale = _is_in(given, before.ever) & given["source_hash"].is_in(sorted(before.files)).fill_null(False)
    is_held = _is_in(given, held)
    corrected = _corrections(given, held)
    marked = corrected[_AT]
    if table.id == REGISTER:
        left = without(held, corrected.select(pl.col(OLD).alias(DIGEST), pl.col(OLD_COPY).alias(COPY)))
        is_open = ~is_held & ~is_again & ~is_stale & ~given[_AT].is_in(corrected[_AT].implode())
        open_ = kept_rows(given, is_open) if left.height else given.clear()
        same = _same_subjects(open_, left, table)
        corrected = pl.concat([corrected, same.filter("_says_more").drop("_says_more")])
        is_held = is_held | given[_AT].is_in(same.filter(~pl.col("_says_more"))[_AT].implode())
    is_changed = given[_AT].is_in(corrected[_AT].implode())
    was_corrected = is_stale if table.id == REGISTER else _is_in(given, before.ever)
    is_outdated = was_corrected & ~is_held & ~is_changed
    is_known = (is_held | is_again) & ~is_changed & ~is_outdated
    is_new = ~is_known & ~is_changed & ~is_outdated
    superseded = corrected.select(pl.col(OLD).alias(DIGEST), pl.col(OLD_COPY).alias(COPY))
    if table.id == REGISTER:
        given = _with_what_was_said(
            given, held, corrected.with_columns(pl.col(_AT).is_in(marked.implode()).alias(IS_CORRECTION)), table
        )
    plain = given.drop(_AT, "_was")
    is_added = is_new | (is_changed & ~is_held)
    added = kept_rows(plain, is_added)
    if (is_added & is_again).any():
        added = added.unique(KEY, keep="first", maintain_order=True)
    return Difference(
        new=kept_rows(plain, is_new),
        known=kept_rows(plain, is_known),
        changed=kept_rows(plain, is_changed),
        outdated=kept_rows(plain, is_outdated),
        no_longer=_no_longer(given, without(held, superseded), *sent),
        added=added,
        superseded=superseded,
        replacing=corrected.join(given.select(_AT, *KEY), on=_AT, how="left").select(*KEY, OLD, OLD_COPY),
    )


def marks_frame(was: Marks) -> pl.DataFrame:
    """The marks as a frame to join rows with."""
    marks = [(file, sheet or "", row, token) for (file, sheet, row), token in was.items()]
    types = (pl.String, pl.String, pl.Int64, pl.String)
    return pl.DataFrame(marks, schema=dict(zip((*_PLACE, "_was"), types, strict=True)), orient="row")


def _marked(given: pl.DataFrame, marks: pl.DataFrame) -> pl.DataFrame:
    """The rows with the token that each carries, `_was`."""
    if marks.is_empty():
        return given.with_columns(_was=pl.lit(None, dtype=pl.String))
    sheet = pl.col("source_sheet").fill_null("").alias("_sheet")
    on = ["source_file", "_sheet", "source_row"]
    return (
        given.with_columns(sheet)
        .join(marks.rename({"source_sheet": "_sheet"}), on=on, how="left", maintain_order="left")
        .drop("_sheet")
    )


def _corrections(given: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Rows that carry the token of a held row which is not given any more: row and the key of that one, each used once."""
    token = pl.col(DIGEST).str.slice(0, TOKEN_LENGTH)
    if held.is_empty() or given["_was"].null_count() == given.height:
        return pl.DataFrame(schema={_AT: pl.UInt32, OLD: pl.String, OLD_COPY: pl.Int64})
    gone = held.join(given.select(KEY), on=KEY, how="anti").select(*KEY, _was=token)
    gone = gone.filter(pl.col(DIGEST).n_unique().over("_was") == 1)
    turn = pl.int_range(pl.len()).over("_was").alias("_turn")
    marked = given.filter(pl.col("_was").is_not_null() & (pl.col("_was") != token)).select(_AT, "_was")
    pairs = marked.with_columns(turn).join(gone.sort(COPY, descending=True).with_columns(turn), on=["_was", "_turn"])
    return pairs.select(_AT, pl.col(DIGEST).alias(OLD), pl.col(COPY).alias(OLD_COPY))


def _same_subjects(rows: pl.DataFrame, held: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Register rows about subjects that are held: row, key of the held one, and whether the row says more than that one."""
    ends = [
        end
        for column in table.columns.values()
        for end in ((column.name, upper(column.name)) if column.type is Type.DATE else (column.name,))
    ]
    before = held.select(pl.all().name.prefix("_held_"))
    pairs = rows.join(before, left_on=IDENTIFIER, right_on=f"_held_{IDENTIFIER}", how="inner", maintain_order="left")
    others = [end for end in ends if end != IDENTIFIER]
    more = [pl.col(end).is_not_null() & pl.col(end).ne_missing(pl.col(f"_held_{end}")) for end in others]
    pairs = pairs.with_columns(
        pl.any_horizontal(more).alias("_says_more") if more else pl.lit(False).alias("_says_more")
    )
    names = {OLD: f"_held_{DIGEST}", OLD_COPY: f"_held_{COPY}"}
    chosen = pairs.unique(_AT, keep="first", maintain_order=True)
    chosen = chosen.unique([f"_held_{DIGEST}", f"_held_{COPY}"], keep="first", maintain_order=True)
    return chosen.select(_AT, *(pl.col(old).alias(name) for name, old in names.items()), "_says_more")


def _with_what_was_said(given: pl.DataFrame, held: pl.DataFrame, corrected: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Register rows, those that take the place of others with what these said in columns that they leave blank."""
    nothing = pl.lit([], dtype=pl.List(pl.String)).alias(COMPLETED)
    if corrected.is_empty():
        return given
    given = given.with_columns(nothing)
    held = held if COMPLETED in held.columns else held.with_columns(nothing)
    before = held.select(pl.all().name.prefix(BEFORE))
    pairs = given.join(corrected, on=_AT, how="inner").join(
        before, left_on=[OLD, OLD_COPY], right_on=[f"{BEFORE}{DIGEST}", f"{BEFORE}{COPY}"], how="inner"
    )
    filled = carried_over(pairs, table).select(given.columns)
    return pl.concat([given.filter(~pl.col(_AT).is_in(filled[_AT].implode())), filled]).sort(_AT)


def _no_longer(given: pl.DataFrame, held: pl.DataFrame, new_files: Sequence[str], supplied_by: str) -> pl.DataFrame:
    """Held rows of the files given now, from the same supplier, that these no longer have."""
    of_files = kept_rows(
        held,
        held["source_file"].is_in(sorted(new_files)).fill_null(False)
        & held["supplied_by"].eq_missing(pl.Series([supplied_by or None], dtype=pl.String)),
    )
    return without(of_files, given)


def without(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """The rows whose key none of the others has."""
    return kept_rows(rows, ~_is_in(rows, others))


def _is_again(given: pl.DataFrame) -> pl.Series:
    """Whether the key of each row stands in an earlier one."""
    at = repeated(given[DIGEST])
    again = ~given.select(KEY)[at].select(pl.struct(KEY).is_first_distinct()).to_series()
    return pl.repeat(False, given.height, eager=True).scatter(at, again)


def _is_in(rows: pl.DataFrame, others: pl.DataFrame) -> pl.Series:
    if rows.is_empty() or others.is_empty():
        return pl.repeat(False, rows.height, eager=True)
    marked = others.select(KEY).unique().with_columns(pl.lit(True).alias("_is_in"))
    return rows.select(KEY).join(marked, on=KEY, how="left", maintain_order="left")["_is_in"].fill_null(False)
