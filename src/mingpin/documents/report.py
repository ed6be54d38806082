"""What a survey's documents are made of: the survey, what became of every row read, and where it came from."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from io import BytesIO

import polars as pl

from mingpin.documents.figures import FunnelStep, Missing, funnel, missing
from mingpin.documents.wording import ReasonWords
from mingpin.engine import Program, Survey
from mingpin.engine.lowered import Changes
from mingpin.intake import SheetAccount
from mingpin.vocabulary import Evidence
from mingpin.vocabulary.model import Type
from mingpin.vocabulary.values import FEN_PER_YUAN, MILLIONTHS

DEMONSTRATION = "示例·"
"""Every name of the demonstration data begins so; documents made from such data say it on every sheet (house rule 12)."""


@dataclass(frozen=True)
class SurveyReport:
    """One run. `dataset` is what was read, as its reader knows it; `rejected` has the columns of `intake.account.REJECTED`."""

    survey: Survey
    dataset: str
    accounts: Sequence[SheetAccount]
    rejected: pl.DataFrame

    @property
    def program(self) -> Program:
        return self.survey.program

    @cached_property
    def words(self) -> ReasonWords:
        return ReasonWords(self.program)

    @cached_property
    def is_demonstration(self) -> bool:
        """Whether any subject is of the fictitious register."""
        names = self.survey.evidence.subjects.get_column("name")
        return bool(names.str.starts_with(DEMONSTRATION).any())

    @cached_property
    def evidence_hash(self) -> str:
        return evidence_hash(self.survey.evidence)

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        return missing(self.survey)

    @cached_property
    def funnel(self) -> tuple[FunnelStep, ...]:
        return funnel(self.survey)

    @property
    def rows(self) -> dict[str, int]:
        """Rows `read`, `accepted`, `rejected` and `noted`, over all sheets."""
        return rows_of(self.accounts)

    @cached_property
    def identity(self) -> dict[str, str]:
        """What a reader needs to replay the run."""
        pack = self.program.pack
        return {
            "pack": pack.id,
            "pack_hash": pack.hash,
            "year": str(self.program.year),
            "as_of": self.program.as_of.isoformat(),
            "engine": version("mingpin"),
            "evidence_hash": self.evidence_hash,
        }


def rows_of(accounts: Sequence[SheetAccount]) -> dict[str, int]:
    """Rows `read`, `accepted`, `rejected` and `noted`, over all these sheets."""
    return {
        "read": sum(account.read for account in accounts),
        "accepted": sum(account.accepted for account in accounts),
        "rejected": sum(account.rejected for account in accounts),
        "noted": sum(account.noted for account in accounts),
    }


def evidence_hash(evidence: Evidence) -> str:
    """A hash of all evidence, the same for the same rows in the same order."""
    digest = hashlib.sha256()
    for name in sorted(evidence.tables):
        digest.update(name.encode() + b"\0")
        held = BytesIO()
        evidence.tables[name].rechunk().write_ipc(held)
        digest.update(held.getbuffer())
    return digest.hexdigest()


def changes_of(changes: Changes, program: Program) -> dict[str, object]:
    """A what-if as JSON: parameters in the units of files, rulings, conditions as written, clauses left out. Empty for none."""
    parameters = {name: plain_parameter(program, name, value) for name, value in changes.parameters.items()}
    conditions = {path: condition.text for path, condition in changes.conditions.items()}
    found: dict[str, object] = {
        "parameters": parameters,
        "rulings": dict(changes.rulings),
        "conditions": conditions,
        "without": sorted(changes.without),
    }
    return {key: value for key, value in found.items() if value}


def plain_parameter(program: Program, name: str, value: object) -> object:
    """A parameter's value in the units of files: yuan, a share of 1, an ISO date."""
    definition = program.pack.parameters.get(name)
    type_ = Type(definition.type) if definition else Type.INT
    if isinstance(value, int) and type_ is Type.MONEY:
        return value / FEN_PER_YUAN
    if isinstance(value, int) and type_ is Type.SHARE:
        return value / MILLIONTHS
    return value if isinstance(value, int | None) else str(value)
