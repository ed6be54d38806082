"""Subjects and evidence for tests, made through the actions."""

from __future__ import annotations

from typing import Any

from mingpin.accounts.acting import Acting
from mingpin.registry.entry.actions import add_evidence
from mingpin.registry.models import EvidenceRow, Subject
from mingpin.registry.register import create_subject
from tests.platform.cast import HUIXIAN, WEIHUI

PLATFORM = Acting.platform("test")
HONOUR = {"scheme": "srdi_sme", "awarded_on": "2023-05", "document": "豫工信〔2023〕12 号"}


def a_subject(name: str = "示例卫辉振动有限公司", area: str = WEIHUI, by: Acting = PLATFORM, **values: Any) -> Subject:
    return create_subject(
        values={"kind": "enterprise", "domain": "industry", "name": name, "area": area, **values}, by=by
    )


def a_row(subject: Subject, table: str = "honours", by: Acting = PLATFORM, **values: Any) -> EvidenceRow:
    return add_evidence(subject=subject, table=table, values=values or HONOUR, by=by)


def both_counties() -> tuple[Subject, Subject]:
    """One subject of Weihui and one of Huixian."""
    return a_subject(), a_subject("示例辉县振动有限公司", HUIXIAN)
