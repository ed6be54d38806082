"""Who a row is about: by id, credit code or registered name; two subjects are never merged by guess."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from mingpin.intake.columns import CREDIT_CODE, IDENTIFIER, SUBJECT_NAMES
from mingpin.intake.directory import Directory, How, column_or_blank
from mingpin.intake.mapped import repeated
from mingpin.language import _, in_language
from mingpin.vocabulary import names
from mingpin.vocabulary.credit_codes import corrections, folded, is_credit_code
from mingpin.vocabulary.evidence import Evidence, upper
from mingpin.vocabulary.model import Table

__all__ = ["Directory", "How", "find_subjects", "identified", "referred", "repetitions"]

_WAYS = ("id", "code", "name")
_CODE_LENGTH = 18
_FOUND = ("id", "is_shared", "how")


def identified(subjects: pl.DataFrame) -> pl.DataFrame:
    """The frame with `subject_id` filled: as given (a credit code in its standard writing), else the credit code, else the
    registered name with full-width brackets; null where the row has none of them.
    """
    given = column_or_blank(subjects, IDENTIFIER)
    code = folded(given)
    name = names.folded(column_or_blank(subjects, "name")).str.replace_all("(", "（", literal=True)
    name = name.str.replace_all(")", "）", literal=True)
    own = pl.when(is_credit_code(code)).then(code).otherwise(given)
    return subjects.with_columns(pl.coalesce(own, column_or_blank(subjects, CREDIT_CODE), name).alias(IDENTIFIER))


def repetitions(subjects: pl.DataFrame, table: Table) -> Iterator[tuple[int, str | None]]:
    """Rows (by position in the frame) whose subject id stands in an earlier row, with the reason for which they are refused: None
    where they only repeat that row, cell by cell.
    """
    again = _with_shared_id(subjects)
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


def _with_shared_id(subjects: pl.DataFrame) -> pl.DataFrame:
    """The rows whose id stands in another too, with their position `_at`."""
    at = repeated(subjects[IDENTIFIER])
    return subjects[at].with_columns(_at=at).filter(pl.col(IDENTIFIER).is_duplicated())


def referred(
    rows: pl.DataFrame, directory: Directory, is_required: bool
) -> tuple[pl.Series, pl.Series, dict[int, str]]:
    """The subject of each evidence row, by what it was found (`How`), and by position the reason for which a row has none.

    A row may name its subject by `subject_id` (an id, credit code or name), by credit code and by name: the registered name,
    written with either width of brackets, with 有限公司 or 有限责任公司, or a former name. What it gives must not contradict
    itself; only a name may be that of the owner, or be unknown, where id or code say who is meant, and never that of a branch for
    its parent. A name that is not known is refused with the subjects that it may have meant.
    """
    frame = pl.DataFrame({"_none": pl.Series([None] * rows.height, dtype=pl.String)})
    ways = {"id": IDENTIFIER, "code": CREDIT_CODE}
    ways |= {"name": next((name for name in SUBJECT_NAMES if name in rows.columns), SUBJECT_NAMES[0])}
    for way, column in ways.items():
        given = rows[column] if column in rows.columns else frame["_none"]
        found = directory.look_up(given)
        frame = frame.with_columns(given.alias(way), *(found[part].alias(f"{way}_{part}") for part in _FOUND))
    surest = pl.coalesce("id_id", "code_id", "name_id")
    about = directory.subjects.select(pl.all().name.prefix("chosen_")).rename({"chosen_id": "chosen"})
    frame = frame.with_columns(surest.alias("chosen")).join(about, on="chosen", how="left", maintain_order="left")
    frame = frame.with_columns(directory.is_a_name_of(frame["name"], frame["chosen"]).alias("is_its_name"))
    says_who = pl.any_horizontal(pl.col(way).is_not_null() for way in ways)
    is_open = pl.col("chosen").is_null()
    faults: list[tuple[pl.Expr, str]] = [
        (~says_who & is_required, "blank"),
        (pl.col("id").is_not_null() & pl.col("id_id").is_null(), "id"),
        (pl.col("code").is_not_null() & pl.col("code_id").is_null() & _is_strange_code(), "code"),
        (pl.col("name").is_not_null() & is_open, "name"),
        (_contradicts("code_id") | (_name_contradicts() & ~pl.col("is_its_name")), "contradiction"),
        (_is_branch_of_another() & ~pl.col("is_its_name"), "branch"),
    ]
    fault = pl.coalesce(pl.when(is_wrong).then(pl.lit(name)) for is_wrong, name in faults)
    frame = frame.with_columns(fault.alias("fault")).with_row_index("_at")
    how = frame.select(pl.coalesce(*(pl.when(pl.col(f"{way}_id").is_not_null()).then(f"{way}_how") for way in _WAYS)))
    return (
        frame["chosen"].alias(IDENTIFIER),
        how.to_series(),
        _reasons(frame.filter(pl.col("fault").is_not_null()), directory),
    )


def find_subjects(evidence: Evidence, text: str) -> tuple[str, ...]:
    """The ids of all subjects that this id, credit code, registered or former name names exactly; empty where there is none.
    有限公司 and 有限责任公司 are one where no name is exactly so written.
    """
    subjects, asked = evidence.subjects, pl.DataFrame({"text": [text]})
    code = asked.select(folded(pl.col("text"))).item()
    key = asked.select(names.folded(pl.col("text"))).item()
    name = names.folded(column_or_blank(subjects, "name"))
    tests = [pl.col("subject_id") == text, folded(column_or_blank(subjects, CREDIT_CODE)) == code, name == key]
    tests += [names.comparable(column_or_blank(subjects, "name")) == names.comparable_text(text)]
    if "former_names" in subjects.columns:
        tests += [pl.col("former_names").list.eval(names.folded(pl.element()) == key).list.any()]
    for test in tests:
        found = subjects.filter(test.fill_null(False))["subject_id"].unique(maintain_order=True)
        if len(found):
            return tuple(found)
    return ()


def _is_strange_code() -> pl.Expr:
    """The code is not that of the subject that id or name say, nor could it be: that one has another code, is nobody, or is known
    by a name only that it bore once, which may be somebody else's today.
    """
    by_former_name = pl.col("id_id").is_null() & (pl.col("name_how") == How.FORMER.value)
    return pl.col("chosen").is_null() | pl.col("chosen_code").is_not_null() | by_former_name.fill_null(False)


def _contradicts(other: str) -> pl.Expr:
    differs = pl.col(other) != pl.col("chosen")
    return (differs & (pl.col(other) != pl.col("chosen_owner")).fill_null(True)).fill_null(False)


def _name_contradicts() -> pl.Expr:
    """The name is another subject's, or that of several others: as a name of the subject itself it is looked at by the caller."""
    is_others = pl.col("name_is_shared") & pl.col("chosen").is_not_null() & pl.col("chosen_owner").is_null()
    return _contradicts("name_id") | is_others


def _is_branch_of_another() -> pl.Expr:
    """The name is a branch's and the subject is none, or the other way round; a brand may be listed under any body's name."""
    differs = names.is_branch(names.folded(pl.col("name"))) != names.is_branch(names.folded(pl.col("chosen_name")))
    is_unknown = pl.col("name_id").is_null() & pl.col("chosen_owner").is_null()
    return (differs & is_unknown).fill_null(False)


def _reasons(faulty: pl.DataFrame, directory: Directory) -> dict[int, str]:
    """The sentence for each faulty row, by position. What needs the register is looked up once for all rows."""
    rows = faulty.to_dicts()
    shared = {str(row[way]) for row in rows for way in _WAYS if row["fault"] == way and row[f"{way}_is_shared"]}
    unknown = {str(row[way]) for row in rows for way in _WAYS if row["fault"] == way and not row[f"{way}_is_shared"]}
    meant = {**_candidates(unknown, directory), **directory.named(shared)}
    chosen = {str(row["chosen"]) for row in rows if row["chosen"] is not None}
    about = directory.descriptions({*chosen, *(id_ for ids in meant.values() for id_ in ids)})
    return {row["_at"]: _reason(row, meant, about) for row in rows}


def _candidates(unknown: set[str], directory: Directory) -> dict[str, tuple[str, ...]]:
    """Whom an unknown code or name may have meant."""
    if not unknown:
        return {}
    codes_like = {
        text: text.strip().upper() for text in unknown if text.isascii() and len(text.strip()) == _CODE_LENGTH
    }
    written = {text: corrections(code) for text, code in codes_like.items()}
    known = directory.named({code for codes in written.values() for code in codes})
    corrected = {text: tuple(id_ for code in codes for id_ in known.get(code, ())) for text, codes in written.items()}
    names_like = [text for text in unknown if not text.isascii()]
    proposed = directory.proposals.of(names_like) if names_like else {}
    return {**proposed, **{text: ids for text, ids in corrected.items() if ids}}


def _reason(row: dict[str, Any], meant: Mapping[str, tuple[str, ...]], about: Mapping[str, str]) -> str:
    fault = row["fault"]
    if fault == "blank":
        return _("The row does not say which subject it is about; fill in its id, credit code or registered name.")
    if fault == "contradiction":
        said = dict.fromkeys(str(row[way]) for way in _WAYS if row[way] is not None)
        return _("The row names different subjects: {meant}; correct the wrong one.").format(meant=_(", ").join(said))
    if fault == "branch":
        reason = _("“{given}” is not {subject}: a branch is not its parent; correct the name or the code.")
        return reason.format(given=row["name"], subject=about[row["chosen"]])
    given = str(row[fault])
    ids = meant.get(given, ())
    if fault != "name" and not ids and row["chosen"] is not None:
        ids = (row["chosen"],)
    candidates = _(", ").join(about[id_] for id_ in ids)
    if row[f"{fault}_is_shared"]:
        reason = _(
            "“{given}” is the name or code of several subjects: {candidates}; write the id or code of the right one."
        )
        return reason.format(given=given, candidates=candidates)
    if not ids:
        return _("“{given}” is not in the register of subjects; correct it, or add the subject.").format(given=given)
    reason = _(
        "“{given}” is not in the register of subjects; perhaps {candidates}? Write its code, or add the subject."
    )
    return reason.format(given=given, candidates=candidates)
