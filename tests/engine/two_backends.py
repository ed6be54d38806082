"""One question about one subject, put to the reference and to Polars: they must give the same answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from mingpin.engine import polars_backend, polars_facts, reference
from mingpin.engine.reference_facts import Value, derive_facts
from mingpin.engine.truth import Bracket
from mingpin.vocabulary.evidence import upper
from tests.engine.small_packs import asking
from tests.engine.small_world import Row, evidence

SUBJECT = {"subject_id": "A", "organisation_id": "A", "kind": "enterprise", "area": "410781"}
PLACE = {"registered_province": "41", "industry": "13"}


def truth(condition: str, as_of: str = "2024-06-30", subject: str = "A", **given: Any) -> bool | None:
    """The truth of a condition for subject A (or another). `given`: rows by table (those without `subject_id` get A's; the
    first of the subjects is A), and values of parameters."""
    rows, values = _rows(given)
    program = asking(condition, as_of=date.fromisoformat(as_of), **values)
    held = evidence(rows)
    by_reference = reference.evaluate(program, held)[subject]["c0"]
    gates = polars_backend.evaluate_gates(program, polars_facts.derive_facts(program, held))
    by_polars = dict(gates.select("subject_id", "c0").iter_rows())[subject]
    assert by_polars is by_reference
    return by_reference


def value(fact: str, condition: str, as_of: str = "2024-06-30", subject: str = "A", **given: Any) -> Value:
    """The value of a fact that a condition reads."""
    rows, values = _rows(given)
    program = asking(condition, as_of=date.fromisoformat(as_of), **values)
    held = evidence(rows)
    by_reference = derive_facts(program, held)[subject][fact]
    row = next(row for row in polars_facts.derive_facts(program, held).to_dicts() if row["subject_id"] == subject)
    by_polars = Bracket(row[fact], row[upper(fact)]) if isinstance(by_reference, Bracket) else row[fact]
    assert by_polars == by_reference
    return by_reference


def _rows(given: dict[str, Any]) -> tuple[dict[str, list[Row]], dict[str, Any]]:
    tables = {name: rows for name, rows in given.items() if isinstance(rows, list)}
    values = {name: value for name, value in given.items() if name not in tables}
    subjects = [{**SUBJECT, **row} for row in tables.pop("subjects", [{}])]
    whose = {table: {"subject_id": "A"} for table in tables if table not in ("coverage", "peer_thresholds")}
    return {"subjects": subjects} | {
        t: [{**whose.get(t, {}), **row} for row in rows] for t, rows in tables.items()
    }, values
