"""An example, run: its pack built in a folder, its cases on every backend."""

from __future__ import annotations

import hashlib
import shutil
import textwrap
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from mingpin.engine.compile import compile_program
from mingpin.engine.load import load_pack
from mingpin.engine.lowered import Changes, Program
from mingpin.engine.model import Pack
from mingpin.engine.python_backend import GateFunction
from mingpin.engine.reference import evaluate
from mingpin.engine.survey import Survey, run_survey
from mingpin.engine.text import take_apart
from mingpin.vocabulary import Evidence
from mingpin.vocabulary.completion import complete
from mingpin.vocabulary.evidence import upper
from mingpin.vocabulary.model import Fact, Take, Type
from mingpin.vocabulary.values import FOREVER, HIGHEST, LOWEST, NEVER

from .examples import PARAMETERS, VOCABULARY, Case, Example, all_rows

PHRASE = "示例"
"""The phrase that every example quotes where it does not show its own text."""


@dataclass(frozen=True)
class Outcome:
    """What the backends found for the subject judged: truths by gate, from each; and the survey for the rest."""

    program: Program
    survey: Survey
    reference: dict[str, bool | None]
    polars: dict[str, bool | None]
    python: dict[str, bool | None]

    def reasons(self, clause: str) -> set[str]:
        """The reason codes of a clause (or `verdict`)."""
        row = self.survey.reasons.row(0, named=True)
        return {column.split("|", 1)[1] for column, holds in row.items() if column.startswith(f"{clause}|") and holds}

    def verdict(self, clause: str) -> str:
        value = self.survey.verdicts.row(0, named=True)[clause]
        assert isinstance(value, str)
        return value

    def fact(self, name: str) -> str:
        """The value of a fact as the reference prints it."""
        row = self.survey.facts.row(0, named=True)
        return fact_in_words(self.program.facts_by_name[name], row, self.program)


def build_pack(example: Example, folder: Path) -> Pack:
    """The example's pack, written to a folder and loaded like any other. Raises PackError."""
    policy = example.policy or _policy(example)
    text, _blocks = take_apart(policy, "policy.md", {})
    header = {
        "id": example.id,
        "title": {"zh": PHRASE},
        "vocabulary": "vocabulary",
        "text_sha256": hashlib.sha256(text.encode("utf-8")).hexdigest(),
    }
    shutil.copytree(VOCABULARY, folder / "vocabulary")
    if example.fact:
        facts = folder / "vocabulary" / "facts.yaml"
        kept = {
            name: raw for name, raw in yaml.safe_load(facts.read_text("utf-8")).items() if name != fact_name(example)
        }
        facts.write_text(yaml.safe_dump(kept, allow_unicode=True) + example.fact, encoding="utf-8")
    shutil.copy(PARAMETERS, folder / "parameters.yaml")
    (folder / "pack.yaml").write_text(yaml.safe_dump(header, allow_unicode=True), encoding="utf-8")
    (folder / "policy.md").write_text(policy, encoding="utf-8", newline="\n")
    return load_pack(folder)


def fact_name(example: Example) -> str:
    """The name of the fact that an example defines."""
    return str(next(iter(yaml.safe_load(example.fact))))


def _policy(example: Example) -> str:
    blocks = example.clauses or (_clause_of(example),)
    return f"{PHRASE}\n" + "".join(f"```clause\n{block.rstrip()}\n```\n" for block in blocks)


def _clause_of(example: Example) -> str:
    rule = example.rule or f"holds: {_condition_reading(fact_name(example), yaml.safe_load(example.fact))}"
    head = f"id: c\nkind: criterion\ntitle: {{zh: {PHRASE}}}\nquote: {PHRASE}\n"
    return head + textwrap.dedent(rule)


def _condition_reading(name: str, raw: Any) -> str:
    """Some condition that reads the fact: which one does not matter, its value is looked at."""
    spec = raw[name]
    match Type(spec["type"]):
        case Type.BOOL:
            return name
        case Type.DATE:
            return f"{name} <= as_of"
        case Type.LEVEL:
            return f"{name} > 'none'"
        case Type.CODE:
            return f"{name} = 'industry'"
    return f"{name} >= 0"


def run(example: Example, case: Case, pack: Pack) -> Outcome:
    """What every backend finds for a case."""
    program = compile_program(pack, year=case.year, as_of=case.as_of, changes=Changes(rulings=case.rulings))
    rows = all_rows(example, case)
    evidence = complete(Evidence.from_rows(pack.vocabulary, rows), pack.vocabulary)
    survey = run_survey(program, evidence)
    judged = rows["subjects"][0]["subject_id"]
    facts = survey.facts.row(0, named=True)
    polars = survey.gates.row(0, named=True)
    assert facts["subject_id"] == polars.pop("subject_id") == judged
    return Outcome(program, survey, evaluate(program, evidence)[judged], polars, GateFunction(program).truths(facts))


def truth_in_words(truth: bool | None) -> str:
    return "unknown" if truth is None else str(truth).lower()


def fact_in_words(fact: Fact, row: dict[str, Any], program: Program) -> str:
    """`true`, `5`, `2 .. 3`, `1 ..`, `.. 2024-06-30`, `never`, `unknown`: what the fact is at least, and at most."""
    low = row[fact.name]
    if not fact.type.is_ordered:
        return "unknown" if low is None else _end(low, fact, program).lower()
    high = row[upper(fact.name)]
    if low == high:
        return _end(low, fact, program)
    is_open_below = low == LOWEST or (low == NEVER and fact.take is not Take.LATEST)
    first = "" if is_open_below else _end(low, fact, program)
    last = "" if high in (HIGHEST, FOREVER) else _end(high, fact, program)
    return f"{first} .. {last}".strip() if first or last else "unknown"


def _end(value: Any, fact: Fact, program: Program) -> str:
    if isinstance(value, date):
        return "never" if value == NEVER else value.isoformat()
    if fact.type is Type.LEVEL:
        return program.pack.vocabulary.classifications[fact.classification or ""].code_of(value)
    if fact.type is Type.MONEY:
        return str(value // 100)
    return str(value)
