"""What a row settles by itself, by law or by its own code: filled in with its basis, never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import reduce
from typing import Any

import polars as pl

from mingpin.language import _
from mingpin.vocabulary import names
from mingpin.vocabulary.credit_codes import (
    department_and_class,
    is_credit_code,
    registering_division,
)
from mingpin.vocabulary.divisions import division_codes, province_codes
from mingpin.vocabulary.evidence import Evidence, upper
from mingpin.vocabulary.model import Type, Vocabulary
from mingpin.vocabulary.validity import last_day
from mingpin.vocabulary.values import FOREVER

ORGANISATION = "organisation_id"
"""The column of subjects that names the organisation of each: itself, or the one that carries it."""
COMPLETED = "completed"
"""The column of a completed table that lists what was filled in, as `column: basis`."""
_NOTE = "_note "


class Basis(StrEnum):
    """Why a completed value is certain; `sentence()` gives the source that a reader can look up."""

    CODE_PROVINCE = "credit_code_positions_3_4"
    CODE_DIVISION = "credit_code_positions_3_8"
    CODE_CLASS = "credit_code_positions_1_2"
    ENTITY_TYPE = "entity_type"
    NAME_BRANCH = "name_branch"
    NAME_COMPANY = "name_company"
    NAME_PARTNERSHIP = "name_partnership"
    NAME_COOPERATIVE = "name_cooperative"
    OWNER = "owner"
    AWARDED_ON = "awarded_on"
    SCHEME = "scheme"
    VALIDITY_YEARS = "validity_years"
    NO_EXPIRY = "no_expiry"

    def sentence(self) -> str:
        """Where the value comes from, for an explanation."""
        return {
            Basis.CODE_PROVINCE: _("Positions 3–4 of the credit code: where it was first registered (GB 32100-2015)."),
            Basis.CODE_DIVISION: _("Positions 3–8 of the credit code: where it was first registered (GB 32100-2015)."),
            Basis.CODE_CLASS: _("Positions 1–2 of the credit code: the class of body (GB 32100-2015)."),
            Basis.ENTITY_TYPE: _("The registered entity type settles it by law; see the classification."),
            Basis.NAME_BRANCH: _("A 分公司 has no legal personality (Company Law, Art. 13; Civil Code, Art. 74)."),
            Basis.NAME_COMPANY: _("Only a company may be registered as 有限公司, and a company is a legal person "
                                  "(Company Law, Arts. 3 and 7)."),
            Basis.NAME_PARTNERSHIP: _("A partnership says so in its name, and is no legal person "
                                      "(Partnership Enterprise Law, Arts. 15 and 62; Civil Code, Art. 102)."),
            Basis.NAME_COOPERATIVE: _("A registered farmers' co-operative is a legal person "
                                      "(Law on Farmers' Specialised Co-operatives, Art. 5)."),
            Basis.OWNER: _("Taken from the organisation that carries it."),
            Basis.AWARDED_ON: _("It counts from the day on which it was awarded."),
            Basis.SCHEME: _("The scheme gives it to every award."),
            Basis.VALIDITY_YEARS: _("The scheme is valid for a number of years from its first day."),
            Basis.NO_EXPIRY: _("The scheme sets no end to its validity."),
        }[self]  # fmt: skip


KIND_OF_CLASS = {
    "91": "enterprise",
    "92": "individual_business",
    "93": "cooperative",
    "11": "government",
    "12": "institution",
    "51": "association",
}
"""Positions 1–2 of a credit code (department and class of body, GB 32100-2015 table 1) and the kind that they settle."""


def complete(evidence: Evidence, vocabulary: Vocabulary) -> Evidence:
    """The evidence with what its rows settle by themselves; a value that a row gives always wins.

    Subjects (bases in `Basis`):

    - `kind`, where blank: from positions 1–2 of a valid credit code of its own (`KIND_OF_CLASS`), else `enterprise` where the
      name ends in 有限公司 or 分公司 (Company Law, Arts. 7 and 13). A subject that names an owner is left as it is.
    - `organisation_id` (a column of ours): the subject itself where its kind is an organisation, or where it has a valid credit
      code and a blank kind that no rule settles (only bodies have codes); else `owner_id`; else blank.
    - `registered_province`, `area`: from positions 3–4 and 3–8 of a valid credit code, the authority that registered it
      *first* (the code stays when the body moves). `10`, the national authority, settles nothing. Former division codes become
      today's; a division that the classification does not have becomes the city or province that holds it.
    - `is_legal_person`: from the entity type where its classification says so, from class 92 of the code (an individual business,
      Civil Code Art. 54), and from names that the law reserves: …分公司, …（有限合伙）, …有限公司 with a code of class 91,
      …专业合作社 with class 93. Where two of these contradict each other it stays blank.
    - `area`, `registered_province` of what an organisation carries: the organisation's.

    Honours: `valid_from` from `awarded_on`; `valid_to` from the scheme's `validity_years` (2023-01-01 for 3 years: to 2025-12-31;
    a year keeps both its ends) or FOREVER where the scheme has none; `level` and any other code that the scheme's entry gives.

    Both tables get a List(String) column `completed`: “column: basis”. Completing twice changes nothing. A column or
    classification that the vocabulary does not have is left out.
    """
    tables = dict(evidence.tables)
    if "subjects" in tables:
        tables["subjects"] = _complete_subjects(tables["subjects"], vocabulary)
    if "honours" in tables:
        tables["honours"] = _complete_honours(tables["honours"], vocabulary)
    return Evidence(tables)


def _complete_subjects(subjects: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    columns = set(subjects.columns)
    code = pl.col("uscc") if "uscc" in columns else pl.lit(None, dtype=pl.String)
    name = names.folded(pl.col("name")) if "name" in columns else pl.lit(None, dtype=pl.String)
    subjects = _begin(subjects).with_columns(
        pl.when(is_credit_code(code)).then(code).alias("_code"), name.alias("_name")
    )
    subjects = _organisations(subjects, vocabulary)
    subjects = _registration(subjects, vocabulary)
    subjects = _legal_personality(subjects, vocabulary)
    subjects = _from_owner(subjects)
    return _end(subjects).drop("_code", "_name", "_class")


def _organisations(subjects: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    owner = pl.col("owner_id") if "owner_id" in subjects.columns else pl.lit(None, dtype=pl.String)
    itself = pl.col("subject_id")
    subjects = subjects.with_columns(department_and_class(pl.col("_code")).alias("_class"))
    entries = _entries(vocabulary, "subjects", "kind")
    if not entries:
        return subjects.with_columns(pl.coalesce(owner, itself).alias(ORGANISATION))
    kinds = {class_: kind for class_, kind in KIND_OF_CLASS.items() if kind in entries}
    by_code = pl.col("_class").replace_strict(kinds, default=None, return_dtype=pl.String)
    subjects = _fill(subjects, "kind", pl.when(owner.is_null()).then(by_code), Basis.CODE_CLASS)
    if "enterprise" in entries:
        enterprise = pl.when(owner.is_null() & pl.col("_code").is_null()).then(pl.lit("enterprise"))
        by_name = {Basis.NAME_COMPANY: names.is_company, Basis.NAME_BRANCH: names.is_branch}
        for basis, is_such in by_name.items():
            subjects = _fill(subjects, "kind", pl.when(is_such(pl.col("_name"))).then(enterprise), basis)
    organisations = [kind for kind, entry in entries.items() if entry.get("organisation") is True]
    is_organisation = pl.col("kind").is_in(organisations) | (
        pl.col("kind").is_null() & owner.is_null() & pl.col("_code").is_not_null()
    )
    return subjects.with_columns(
        pl.when(is_organisation.fill_null(False)).then(itself).otherwise(owner).alias(ORGANISATION)
    )


def _registration(subjects: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    division = registering_division(pl.col("_code"))
    found = subjects.select(division.alias("division"))["division"].drop_nulls().unique().to_list()
    for column, basis, codes in (
        ("registered_province", Basis.CODE_PROVINCE, province_codes),
        ("area", Basis.CODE_DIVISION, division_codes),
    ):
        classification = _classification(vocabulary, "subjects", column)
        if classification:
            value = division.replace_strict(codes(classification, found), default=None, return_dtype=pl.String)
            subjects = _fill(subjects, column, value, basis)
    return subjects


def _legal_personality(subjects: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    if "is_legal_person" not in subjects.columns:
        return subjects
    kind = pl.col("kind") if "kind" in subjects.columns else pl.lit(None, dtype=pl.String)
    is_body = (pl.col(ORGANISATION) == pl.col("subject_id")).fill_null(kind.is_null())
    name, class_ = pl.col("_name"), pl.col("_class")
    settled: dict[Basis, pl.Expr] = {}
    types = {
        type_: entry["legal_person"]
        for type_, entry in _entries(vocabulary, "subjects", "entity_type").items()
        if isinstance(entry.get("legal_person"), bool)
    }
    if types:
        settled[Basis.ENTITY_TYPE] = pl.col("entity_type").replace_strict(types, default=None, return_dtype=pl.Boolean)
    settled[Basis.CODE_CLASS] = pl.when(class_ == "92").then(False)
    settled[Basis.NAME_BRANCH] = pl.when(names.is_branch(name)).then(False)
    settled[Basis.NAME_PARTNERSHIP] = pl.when(names.is_partnership(name)).then(False)
    settled[Basis.NAME_COMPANY] = pl.when(names.is_company(name) & (class_ == "91")).then(True)
    settled[Basis.NAME_COOPERATIVE] = pl.when(names.is_cooperative(name) & (class_ == "93")).then(True)
    values = list(settled.values())
    contradict = pl.any_horizontal(values) & pl.any_horizontal([~value for value in values])
    is_open = is_body & ~contradict.fill_null(False)
    for basis, value in settled.items():
        subjects = _fill(subjects, "is_legal_person", pl.when(is_open).then(value), basis)
    return subjects


def _from_owner(subjects: pl.DataFrame) -> pl.DataFrame:
    columns = [column for column in ("area", "registered_province") if column in subjects.columns]
    if not columns:
        return subjects
    owners = subjects.select("subject_id", *(pl.col(column).alias(f"_owner_{column}") for column in columns))
    owners = owners.unique("subject_id", keep="none")
    subjects = subjects.join(owners, left_on=ORGANISATION, right_on="subject_id", how="left", maintain_order="left")
    for column in columns:
        subjects = _fill(subjects, column, pl.col(f"_owner_{column}"), Basis.OWNER)
    return subjects.drop(f"_owner_{column}" for column in columns)


def _complete_honours(honours: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    return _end(_validity(_begin(honours), vocabulary))


def _validity(honours: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    entries = _entries(vocabulary, "honours", "scheme")
    if not entries:
        return honours
    scheme = pl.col("scheme")
    for column in vocabulary.tables["honours"].columns.values():
        given = {code: entry[column.name] for code, entry in entries.items() if isinstance(entry.get(column.name), str)}
        if given and column.type in (Type.CODE, Type.LEVEL):
            value = scheme.replace_strict(given, default=None, return_dtype=pl.String)
            honours = _fill(honours, column.name, value, Basis.SCHEME)
    if "awarded_on" in honours.columns and "valid_from" in honours.columns:
        awarded = (pl.col("awarded_on"), pl.col(upper("awarded_on")))
        honours = _fill_span(honours, "valid_from", awarded, Basis.AWARDED_ON)
    if "valid_to" not in honours.columns:
        return honours
    years = {code: entry["validity_years"] for code, entry in entries.items() if entry.get("validity_years")}
    if years and "valid_from" in honours.columns:
        length = scheme.replace_strict(years, default=None, return_dtype=pl.Int32)
        ends = (last_day(pl.col("valid_from"), length), last_day(pl.col(upper("valid_from")), length))
        honours = _fill_span(honours, "valid_to", ends, Basis.VALIDITY_YEARS)
    forever = pl.when(scheme.is_in([code for code in entries if code not in years])).then(pl.lit(FOREVER))
    return _fill_span(honours, "valid_to", (forever, forever), Basis.NO_EXPIRY)


def _begin(frame: pl.DataFrame) -> pl.DataFrame:
    if COMPLETED in frame.columns:
        return frame
    return frame.with_columns(pl.lit([], dtype=pl.List(pl.String)).alias(COMPLETED))


def _end(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with the notes of each row in one list."""
    notes = [column for column in frame.columns if column.startswith(_NOTE)]
    if not notes:
        return frame
    together = pl.concat_list(notes).list.drop_nulls()
    return frame.with_columns(pl.col(COMPLETED).list.concat(together)).drop(notes)


def _fill(frame: pl.DataFrame, column: str, value: pl.Expr, basis: Basis) -> pl.DataFrame:
    """The frame with `column` filled where it was blank and the value is known, and a note of it."""
    if column not in frame.columns:
        return frame
    return _note(frame, {column: value}, column, basis)


def _fill_span(frame: pl.DataFrame, column: str, ends: tuple[pl.Expr, pl.Expr], basis: Basis) -> pl.DataFrame:
    return _note(frame, dict(zip((column, upper(column)), ends, strict=True)), column, basis)


def _note(frame: pl.DataFrame, values: Mapping[str, pl.Expr], column: str, basis: Basis) -> pl.DataFrame:
    is_blank = reduce(pl.Expr.__and__, (pl.col(name).is_null() for name in values))
    fills = is_blank & next(iter(values.values())).is_not_null()
    note = f"{column}: {basis}"
    return frame.with_columns(
        *(pl.when(fills).then(value).otherwise(pl.col(name)).alias(name) for name, value in values.items()),
        pl.when(fills).then(pl.lit(note)).alias(_NOTE + note),
    )


def _classification(vocabulary: Vocabulary, table: str, column: str) -> Any:
    known = vocabulary.tables[table].columns.get(column) if table in vocabulary.tables else None
    return vocabulary.classifications.get(known.classification or "") if known else None


def _entries(vocabulary: Vocabulary, table: str, column: str) -> Mapping[str, Mapping[str, Any]]:
    """The codes of a column with what their entries say besides label and rank; empty where there is no such column."""
    classification = _classification(vocabulary, table, column)
    return {code: entry.extra for code, entry in classification.entries.items()} if classification else {}
