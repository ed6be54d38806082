"""What a row settles by itself, by law or by its own code: filled in with its basis, never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import polars as pl

from mingpin.language import _
from mingpin.vocabulary import names
from mingpin.vocabulary.credit_codes import department_and_class, folded, is_credit_code, registering_division
from mingpin.vocabulary.divisions import division_codes, province_codes
from mingpin.vocabulary.evidence import Evidence, upper
from mingpin.vocabulary.filling import Filling
from mingpin.vocabulary.model import Classification, Type, Vocabulary
from mingpin.vocabulary.validity import last_day
from mingpin.vocabulary.values import FOREVER

ORGANISATION = "organisation_id"
"""The column of subjects that names the organisation of each: itself, or the one that carries it."""


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
    EARLIER_ROW = "earlier_row"

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
            Basis.EARLIER_ROW: _("Not in this row; the row before it says so."),
        }[self]  # fmt: skip


def completion_words(note: str) -> str:
    """The basis of a note `column: basis`, in words; of a cell that an earlier row said also where that row stood."""
    _column, basis, *place = note.split(": ", 2)
    sentence = Basis(basis).sentence()
    return _("{sentence} ({place})").format(sentence=sentence, place=place[0]) if place and place[0] else sentence


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

    Judgements: `is_seconded` from the two names.

    Subjects and honours get a List(String) column `completed`: “column: basis”. Completing twice changes nothing. A column or
    classification that the vocabulary does not have is left out.
    """
    tables = dict(evidence.tables)
    if "subjects" in tables:
        tables["subjects"] = _complete_subjects(tables["subjects"], vocabulary)
    if "honours" in tables:
        tables["honours"] = _complete_honours(tables["honours"], vocabulary)
    if "is_seconded" in tables.get("judgements", pl.DataFrame()).columns:
        tables["judgements"] = tables["judgements"].with_columns(_is_seconded())
    return Evidence(tables)


def _is_seconded() -> pl.Expr:
    """True where two named persons, not one twice, stand behind a judgement; this is never taken from the row itself."""
    first, second = (pl.col(name).str.strip_chars() for name in ("decided_by", "second_by"))
    return (first != second).fill_null(False).alias("is_seconded")


def _complete_subjects(subjects: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    filling = Filling(subjects)
    code, name = folded(filling.column("uscc")), names.folded(filling.column("name"))
    filling.add(pl.when(is_credit_code(code)).then(code).alias("_code"), name.alias("_name"))
    filling.add(department_and_class(pl.col("_code")).alias("_class"))
    _settle_organisations(filling, vocabulary)
    _settle_registration(filling, vocabulary, subjects)
    _settle_legal_personality(filling, vocabulary)
    scaffolding: tuple[str, ...] = ("_code", "_name", "_class", "_is_open")
    carried = [column for column in ("area", "registered_province") if column in filling]
    if carried and filling.so_far.select((pl.col(ORGANISATION) != pl.col("subject_id")).any()).item():
        owners = filling.so_far.select("subject_id", *(pl.col(column).alias(f"_owner_{column}") for column in carried))
        filling.join(owners.unique("subject_id", keep="none"), on=ORGANISATION, right="subject_id")
        for column in carried:
            filling.fill(column, pl.col(f"_owner_{column}"), Basis.OWNER)
            scaffolding = (*scaffolding, f"_owner_{column}")
    return filling.done(*scaffolding)


def _settle_organisations(subjects: Filling, vocabulary: Vocabulary) -> None:
    owner, itself = subjects.column("owner_id"), pl.col("subject_id")
    entries = _entries(vocabulary, "subjects", "kind")
    if not entries:
        subjects.add(pl.coalesce(owner, itself).alias(ORGANISATION))
        return
    kinds = {class_: kind for class_, kind in KIND_OF_CLASS.items() if kind in entries}
    by_code = pl.col("_class").replace_strict(kinds, default=None, return_dtype=pl.String)
    subjects.fill("kind", pl.when(owner.is_null()).then(by_code), Basis.CODE_CLASS)
    if "enterprise" in entries:
        enterprise = pl.when(owner.is_null() & pl.col("_code").is_null()).then(pl.lit("enterprise"))
        by_name = {Basis.NAME_COMPANY: names.is_company, Basis.NAME_BRANCH: names.is_branch}
        for basis, is_such in by_name.items():
            subjects.fill("kind", pl.when(is_such(pl.col("_name"))).then(enterprise), basis)
    organisations = [kind for kind, entry in entries.items() if entry.get("organisation") is True]
    is_nameless_body = pl.col("kind").is_null() & owner.is_null() & pl.col("_code").is_not_null()
    is_organisation = (pl.col("kind").is_in(organisations) | is_nameless_body).fill_null(False)
    subjects.add(pl.when(is_organisation).then(itself).otherwise(owner).alias(ORGANISATION))


def _settle_registration(subjects: Filling, vocabulary: Vocabulary, frame: pl.DataFrame) -> None:
    division = registering_division(pl.col("_code"))
    found = (
        frame.select(registering_division(folded(subjects.column("uscc")))).to_series().drop_nulls().unique().to_list()
    )
    for column, basis, codes in (
        ("registered_province", Basis.CODE_PROVINCE, province_codes),
        ("area", Basis.CODE_DIVISION, division_codes),
    ):
        classification = _classification(vocabulary, "subjects", column)
        if classification:
            value = division.replace_strict(codes(classification, found), default=None, return_dtype=pl.String)
            subjects.fill(column, value, basis)


def _settle_legal_personality(subjects: Filling, vocabulary: Vocabulary) -> None:
    is_body = (pl.col(ORGANISATION) == pl.col("subject_id")).fill_null(subjects.column("kind").is_null())
    name, class_ = pl.col("_name"), pl.col("_class")
    entries = _entries(vocabulary, "subjects", "entity_type")
    types = {type_: entry["legal_person"] for type_, entry in entries.items() if _is_settled(entry)}
    settled = {
        Basis.ENTITY_TYPE: subjects.column("entity_type").replace_strict(types, default=None, return_dtype=pl.Boolean),
        Basis.CODE_CLASS: pl.when(class_ == "92").then(False),
        Basis.NAME_BRANCH: pl.when(names.is_branch(name)).then(False),
        Basis.NAME_PARTNERSHIP: pl.when(names.is_partnership(name)).then(False),
        Basis.NAME_COMPANY: pl.when(names.is_company(name) & (class_ == "91")).then(True),
        Basis.NAME_COOPERATIVE: pl.when(names.is_cooperative(name) & (class_ == "93")).then(True),
    }
    contradict = pl.any_horizontal(settled.values()) & pl.any_horizontal(~value for value in settled.values())
    subjects.add((is_body & ~contradict.fill_null(False)).alias("_is_open"))
    for basis, value in settled.items():
        subjects.fill("is_legal_person", pl.when(pl.col("_is_open")).then(value), basis)


def _is_settled(entry: Mapping[str, Any]) -> bool:
    return isinstance(entry.get("legal_person"), bool)


def _complete_honours(honours: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    filling = Filling(honours)
    entries = _entries(vocabulary, "honours", "scheme")
    if not entries:
        return filling.done()
    scheme = pl.col("scheme")
    for column in vocabulary.tables["honours"].columns.values():
        given = {code: entry[column.name] for code, entry in entries.items() if isinstance(entry.get(column.name), str)}
        if given and column.type in (Type.CODE, Type.LEVEL):
            value = scheme.replace_strict(given, default=None, return_dtype=pl.String)
            filling.fill(column.name, value, Basis.SCHEME)
    if "awarded_on" in filling:
        filling.fill_span("valid_from", pl.col("awarded_on"), pl.col(upper("awarded_on")), Basis.AWARDED_ON)
    years = {code: entry["validity_years"] for code, entry in entries.items() if entry.get("validity_years")}
    if "valid_from" in filling:
        length = scheme.replace_strict(years, default=None, return_dtype=pl.Int32)
        first, last = (last_day(pl.col(end), length) for end in ("valid_from", upper("valid_from")))
        filling.fill_span("valid_to", first, last, Basis.VALIDITY_YEARS)
    forever = pl.when(scheme.is_in([code for code in entries if code not in years])).then(pl.lit(FOREVER))
    filling.fill_span("valid_to", forever, forever, Basis.NO_EXPIRY)
    return filling.done()


def _classification(vocabulary: Vocabulary, table: str, column: str) -> Classification | None:
    known = vocabulary.tables[table].columns.get(column) if table in vocabulary.tables else None
    return vocabulary.classifications.get(known.classification or "") if known else None


def _entries(vocabulary: Vocabulary, table: str, column: str) -> Mapping[str, Mapping[str, Any]]:
    """The codes of a column with what their entries say besides label and rank; empty where there is no such column."""
    classification = _classification(vocabulary, table, column)
    return {code: entry.extra for code, entry in classification.entries.items()} if classification else {}
