"""Which column of a sheet is which column of its evidence table, and which table a sheet is."""

from __future__ import annotations

from mingpin.intake.columns.groups import values_of
from mingpin.intake.columns.mapping import Mappings, SheetMapping, shape_of
from mingpin.intake.columns.mapping_reader import read_mapping
from mingpin.intake.columns.mapping_store import remember, remembered
from mingpin.intake.columns.mapping_writer import Proposal, write_mapping
from mingpin.intake.columns.model import (
    CREDIT_CODE,
    IDENTIFIER,
    SUBJECT_NAMES,
    Candidate,
    LeftAside,
    Match,
    Means,
    Question,
    Recognised,
    YearColumns,
)
from mingpin.intake.columns.recognise import recognise
from mingpin.intake.columns.tables import TableChoice, choose_table
from mingpin.intake.columns.titles import folded_title

__all__ = [
    "CREDIT_CODE",
    "IDENTIFIER",
    "SUBJECT_NAMES",
    "Candidate",
    "LeftAside",
    "Mappings",
    "Match",
    "Means",
    "Proposal",
    "Question",
    "Recognised",
    "SheetMapping",
    "TableChoice",
    "YearColumns",
    "choose_table",
    "folded_title",
    "read_mapping",
    "recognise",
    "remember",
    "remembered",
    "shape_of",
    "values_of",
    "write_mapping",
]
