"""Who a row is about: by id, credit code or registered name; two subjects are never merged by guess."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from mingpin.intake.columns import CREDIT_CODE, IDENTIFIER, SUBJECT_NAMES
from mingpin.language import _, in_language
from mingpin.vocabulary import names
from mingpin.vocabulary.credit_codes import folded, is_credit_code
from mingpin.vocabulary.evidence import Evidence, upper
from mingpin.vocabulary.model import Table


@dataclass(frozen=True)
class Directory:
    """The ways to name a subject. Each frame maps `key` (folded) to `id`, null where several subjects share the key."""

    ids: pl.DataFrame
    codes: pl.DataFrame
    names: pl.DataFrame
    subjects: pl.DataFrame
    """`id`, `owner` and `code` of each subject."""

    @staticmethod
    def of(subjects: pl.DataFrame) -> Directory:
        """The directory of a physical frame of subjects; columns beside `subject_id` may be missing."""
        known = subjects.select(
            id="subject_id",
            owner=_column(subjects, "owner_id"),
            code=folded(_column(subjects, CREDIT_CODE)),
            name=names.folded(_column(subjects, "name")),
        )
        keys = [known.select("id", key=column) for column in ("id", "code", "name")]
        ids, codes, names_ = (_unshared(frame.filter(pl.col("key").is_not_null())) for frame in keys)
        return Directory(ids, codes, names_, known.drop("name").unique("id", keep="first"))

    def look_up(self, references: pl.Series) -> pl.DataFrame:
        """For each reference `id` (null where nothing or more than one is meant) and `is_shared` (more than one)."""
        text = pl.col("text")
        asked = references.alias("text").to_frame()
        by_id = asked.join(self.ids, left_on="text", right_on="key", how="left", maintain_order="left")
        open_ = by_id.filter(text.is_not_null() & pl.col("id").is_null())
        if open_.is_empty():
            return by_id.select("id", is_shared=pl.lit(False))
        code = folded(text)
        found = (
            open_.select("text")
            .unique()
            .with_columns(_code=pl.when(is_credit_code(code)).then(code), _name=names.folded(text))
            .join(self.codes, left_on="_code", right_on="key", how="left")
            .join(self.names, left_on="_name", right_on="key", how="left", suffix="_name")
        )
        by_code, by_name = pl.col("known").is_not_null(), pl.col("known_name").is_not_null()
        meant = pl.when(by_code).then("id").when(by_name).then("id_name")
        found = found.select("text", meant.alias("id_other"), (by_code | by_name).alias("_other"))
        found = by_id.join(found, on="text", how="left", maintain_order="left")
        is_shared = pl.col("_other").fill_null(False) & pl.col("id_other").is_null()
        return found.select(pl.coalesce("id", "id_other"), is_shared=is_shared)


def identified(subjects: pl.DataFrame) -> pl.DataFrame:
    """The frame with `subject_id` filled: as given (a credit code in its standard writing), else the credit code, else the
    registered name with full-width brackets; null where the row has none of them.
    """
    given = _column(subjects, IDENTIFIER)
    code = folded(given)
    name = names.folded(_column(subjects, "name")).str.replace_all("(", "（", literal=True)
    name = name.str.replace_all(")", "）", literal=True)
    own = pl.when(is_credit_code(code)).then(code).otherwise(given)
    return subjects.with_columns(pl.coalesce(own, _column(subjects, CREDIT_CODE), name).alias(IDENTIFIER))


def repetitions(subjects: pl.DataFrame, table: Table) -> Iterator[tuple[int, str | None]]:
    """Rows (by position in the frame) whose subject id stands in an earlier row, with the reason for which they are refused: None
    where they only repeat that row, cell by cell.
    """
    again = subjects.with_row_index("_at").filter(pl.col(IDENTIFIER).is_duplicated())
    first: dict[str, dict[str, object]] = {}
    for row in again.iter_rows(named=True):
        earlier = first.setdefault(row[IDENTIFIER], row)
        if earlier is row:
            continue
        differing = [
            in_language(column.label)
            for column in table.columns.values()
            if any(row.get(end) != earlier.get(end) for end in (column.name, upper(column.name)))
        ]
        if not differing:
            yield row["_at"], None
            continue
        place = _("row {row} of {file}").format(row=earlier["source_row"], file=earlier["source_file"])
        reason = _("The subject “{id}” stands in {place} already, with another {columns}; keep the row that is right.")
        yield row["_at"], reason.format(id=row[IDENTIFIER], place=place, columns=_(", ").join(differing))


def referred(rows: pl.DataFrame, directory: Directory, is_required: bool) -> tuple[pl.Series, dict[int, str]]:
    """The subject of each evidence row, and by position the reason for which a row has none.

    A row may name its subject by `subject_id` (an id, credit code or registered name), by credit code and by name. What it gives
    must not contradict itself; only a name may be that of the owner, or be unknown, where id or code say who is meant.
    """
    frame = pl.DataFrame({"_none": pl.Series([None] * rows.height, dtype=pl.String)})
    ways = {"id": IDENTIFIER, "code": CREDIT_CODE}
    ways |= {"name": next((name for name in SUBJECT_NAMES if name in rows.columns), SUBJECT_NAMES[0])}
    for way, column in ways.items():
        given = rows[column] if column in rows.columns else frame["_none"]
        found = directory.look_up(given)
        frame = frame.with_columns(
            given.alias(way), found["id"].alias(f"{way}_id"), found["is_shared"].alias(f"{way}_shared")
        )
    surest = pl.coalesce("id_id", "code_id", "name_id")
    frame = frame.with_columns(surest.alias("chosen"))
    about = directory.subjects.rename({"id": "chosen", "owner": "chosen_owner", "code": "chosen_code"})
    frame = frame.join(about, on="chosen", how="left", maintain_order="left")
    says_who = pl.any_horizontal(pl.col(way).is_not_null() for way in ways)
    faults: list[tuple[pl.Expr, str]] = [
        (~says_who & is_required, "blank"),
        (pl.col("id").is_not_null() & pl.col("id_id").is_null(), "id"),
        (pl.col("code").is_not_null() & pl.col("code_id").is_null() & _is_strange_code(), "code"),
        (pl.col("name").is_not_null() & pl.col("chosen").is_null(), "name"),
        (_contradicts("code_id") | _contradicts("name_id"), "contradiction"),
    ]
    fault = pl.coalesce(pl.when(is_wrong).then(pl.lit(name)) for is_wrong, name in faults)
    frame = frame.with_columns(fault.alias("fault")).with_row_index("_at")
    reasons = {row["_at"]: _reason(row) for row in frame.filter(pl.col("fault").is_not_null()).iter_rows(named=True)}
    return frame["chosen"].alias(IDENTIFIER), reasons


def find_subjects(evidence: Evidence, text: str) -> tuple[str, ...]:
    """The ids of all subjects that this id, credit code, registered or former name names exactly; empty where there is none."""
    subjects, name = evidence.subjects, pl.Series([text]).to_frame("text")
    code = name.select(folded(pl.col("text"))).item()
    key = name.select(names.folded(pl.col("text"))).item()
    tests = [pl.col("subject_id") == text, folded(_column(subjects, CREDIT_CODE)) == code]
    tests += [names.folded(_column(subjects, "name")) == key]
    if "former_names" in subjects.columns:
        tests += [pl.col("former_names").list.eval(names.folded(pl.element()) == key).list.any()]
    for test in tests:
        found = subjects.filter(test.fill_null(False))["subject_id"].unique(maintain_order=True)
        if len(found):
            return tuple(found)
    return ()


def _is_strange_code() -> pl.Expr:
    """The code is not that of the subject that id or name say, nor could it be: that one has another code, or is nobody."""
    return pl.col("chosen").is_null() | pl.col("chosen_code").is_not_null()


def _contradicts(other: str) -> pl.Expr:
    differs = pl.col(other) != pl.col("chosen")
    return (differs & (pl.col(other) != pl.col("chosen_owner")).fill_null(True)).fill_null(False)


def _reason(row: dict[str, object]) -> str:
    fault = row["fault"]
    if fault == "blank":
        return _("The row does not say which subject it is about; fill in its id, credit code or registered name.")
    if fault == "contradiction":
        meant = dict.fromkeys(str(row[way]) for way in ("id", "code", "name") if row[way] is not None)
        return _("The row names different subjects: {meant}; correct the wrong one.").format(meant=_(", ").join(meant))
    given = row[str(fault)]
    if row[f"{fault}_shared"]:
        return _("“{given}” is the name or code of several subjects; write the subject id.").format(given=given)
    return _("“{given}” is not in the register of subjects; correct it, or add the subject.").format(given=given)


def _unshared(frame: pl.DataFrame) -> pl.DataFrame:
    one = pl.when(pl.col("id").n_unique() == 1).then(pl.col("id").first())
    return frame.group_by("key").agg(one.alias("id")).with_columns(known=pl.lit(True))


def _column(frame: pl.DataFrame, name: str) -> pl.Expr:
    return pl.col(name) if name in frame.columns else pl.lit(None, dtype=pl.String)
