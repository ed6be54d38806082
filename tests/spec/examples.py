"""The examples of the language reference, read from the YAML files beside this one.

An example is a title, a sentence or two, a piece of a pack (`rule`, `clauses`, `policy` or `fact`) and cases: evidence in, truth
out. `test_spec.py` runs them on every backend; `docs/build_reference.py` prints them as the reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
CHAPTERS = FOLDER / "chapters"
VOCABULARY = FOLDER / "vocabulary"
PARAMETERS = FOLDER / "parameters.yaml"

DEFAULT_YEAR = 2024
DEFAULT_DAY = date(2024, 6, 30)
_RUN_KEYS = {"year", "as_of", "rulings", "gives", "because", "verdicts", "note"}

Text = Mapping[str, str]


@dataclass(frozen=True)
class Case:
    """Evidence for one subject and what comes out.

    `gives` is a truth (`true`, `false`, `unknown`) or, for an example of a fact, its value: `5`, `2 .. 3`, `1 ..`, `never`.
    `because` are the reason codes, all of them. `verdicts` are by clause id, and `verdict` for the subject's own.
    """

    evidence: Mapping[str, list[Mapping[str, Any]]]
    year: int = DEFAULT_YEAR
    as_of: date = DEFAULT_DAY
    rulings: Mapping[str, str] = field(default_factory=dict)
    gives: str = ""
    because: tuple[str, ...] | None = None
    verdicts: Mapping[str, str] = field(default_factory=dict)
    note: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Example:
    """One thing that the language does.

    Exactly one of: `rule` (a node), `clauses` (rule blocks), `policy` (a whole policy.md), `fact` (a fact's definition).
    `refused`: the English sentence that must stand in the error, for what the language does not accept.
    """

    id: str
    title: Text
    text: Text
    cases: tuple[Case, ...]
    rule: str = ""
    clauses: tuple[str, ...] = ()
    policy: str = ""
    fact: str = ""
    refused: str = ""
    given: Mapping[str, list[Mapping[str, Any]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Chapter:
    id: str
    title: Text
    text: Text
    examples: tuple[Example, ...]


def read_chapters() -> tuple[Chapter, ...]:
    """All chapters, in the order of their file names."""
    return tuple(_chapter(path) for path in sorted(CHAPTERS.glob("*.yaml")))


def _chapter(path: Path) -> Chapter:
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    _check_labels(raw, path.name)
    id_ = path.stem.split("-", 1)[1]
    examples = tuple(_example(f"{id_}-{number}", example) for number, example in enumerate(raw["examples"], start=1))
    return Chapter(id_, raw["title"], raw["text"], examples)


def _check_labels(raw: Any, file: str) -> None:
    """Every label has both languages and nothing else: a comma in an unquoted one would cut it short unseen."""
    if isinstance(raw, dict):
        if "zh" in raw and "en" in raw and set(raw) != {"zh", "en"}:
            raise ValueError(f"{file}: put the label {raw} in quotation marks")
        for value in raw.values():
            _check_labels(value, file)
    elif isinstance(raw, list):
        for value in raw:
            _check_labels(value, file)


def _example(id_: str, raw: dict[str, Any]) -> Example:
    given = _evidence(raw.pop("given", {}))
    cases = tuple(_case(case, given) for case in raw.pop("cases", ()))
    return Example(id=id_, cases=cases, clauses=tuple(raw.pop("clauses", ())), given=given, **raw)


def _case(raw: dict[str, Any], given: Mapping[str, list[Mapping[str, Any]]]) -> Case:
    run = {key: raw[key] for key in raw if key in _RUN_KEYS}
    if "because" in run:
        run["because"] = tuple(run["because"])
    if "gives" in run:
        run["gives"] = _word(run["gives"])
    return Case(evidence=_evidence({key: raw[key] for key in raw if key not in _RUN_KEYS}), **run)


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _evidence(raw: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    """Rows by table. A `subject:` is one row of subjects."""
    rows = {table: list(listed) for table, listed in raw.items() if table != "subject"}
    if "subject" in raw:
        rows = {"subjects": [raw["subject"] or {}, *rows.pop("subjects", [])], **rows}
    return rows


def all_rows(example: Example, case: Case) -> dict[str, list[dict[str, Any]]]:
    """The rows of a case with those given for all cases. The subject judged is `s`, an enterprise, unless it says otherwise."""
    merged = {
        table: [dict(row) for row in [*case.evidence.get(table, []), *example.given.get(table, [])]]
        for table in {*case.evidence, *example.given}
    }
    subjects = merged.setdefault("subjects", [{}])
    subjects[0].setdefault("subject_id", "s")
    for row in subjects:
        row.setdefault("kind", "enterprise")
        row.setdefault("area", "410702")
        row.setdefault("registered_province", "41")
    for table, rows in merged.items():
        if table not in ("subjects", "coverage", "peer_thresholds"):
            for row in rows:
                row.setdefault("subject_id", "s")
    return merged
