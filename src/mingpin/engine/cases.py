"""A pack's worked examples: facts in, verdict out, in sentences that officials read and write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from mingpin.engine.compile import compile_program
from mingpin.engine.lowered import VERDICT, Changes, Program
from mingpin.engine.model import Pack
from mingpin.engine.python_reasons import ReasonFunction
from mingpin.engine.reference import evaluate
from mingpin.engine.survey import clause_verdict, run_survey, verdict_of
from mingpin.language import _
from mingpin.vocabulary import Evidence, PackError, Problem, Vocabulary
from mingpin.vocabulary.completion import complete
from mingpin.vocabulary.source import Lines, read_yaml
from mingpin.vocabulary.values import ValueFault

SUBJECT_ID = "case"
"""The id of the subject that a case is about."""

_TRUTHS = {"true": True, "false": False, "unknown": None}


@dataclass(frozen=True)
class Case:
    """One worked example, as its author wrote it."""

    sentence: str
    file: str
    line: int
    year: int
    as_of: date
    evidence: Mapping[str, list[Mapping[str, Any]]]
    rulings: Mapping[str, str]
    expect: Mapping[str, Any]


@dataclass(frozen=True)
class CaseResult:
    """What a case showed: its failures in sentences (none: it holds), and the truth of every gate."""

    case: Case
    failures: tuple[str, ...]
    truths: Mapping[str, bool | None]


@dataclass(frozen=True)
class CaseReport:
    """The results of all cases of a pack, and which truths each leaf was shown with."""

    results: tuple[CaseResult, ...]
    leaves: Mapping[str, frozenset[bool | None]]

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        return tuple(result for result in self.results if result.failures)

    @property
    def not_shown(self) -> dict[str, tuple[str, ...]]:
        """By leaf the truths (true, false, unknown) that no case shows."""
        missing = {
            path: tuple(word for word, truth in _TRUTHS.items() if truth not in shown)
            for path, shown in self.leaves.items()
        }
        return {path: words for path, words in missing.items() if words}


def run_cases(pack: Pack) -> CaseReport:
    """The report on the pack's cases. Raises PackError for a case that cannot be read."""
    runner = CaseRunner(pack)
    results = tuple(runner.run(case) for case in read_cases(pack.folder / "cases", pack.vocabulary))
    leaves = {
        node.path: frozenset(result.truths[node.path] for result in results if node.path in result.truths)
        for clause in pack.executable
        if clause.rule
        for node in clause.rule.walk()
        if node.is_leaf
    }
    return CaseReport(results, leaves)


def run_case(pack: Pack, case: Case) -> CaseResult:
    """The result of one case; use a CaseRunner for many."""
    return CaseRunner(pack).run(case)


class CaseRunner:
    """Runs cases of one pack by the bulk backend, held against the reference. Programs are compiled once per year, day and
    rulings."""

    def __init__(self, pack: Pack):
        self.pack = pack
        self._programs: dict[Any, tuple[Program, ReasonFunction]] = {}

    def run(self, case: Case) -> CaseResult:
        """The result of one case. Raises PackError where its rows cannot be read."""
        try:
            evidence = complete(Evidence.from_rows(self.pack.vocabulary, case.evidence), self.pack.vocabulary)
        except (ValueFault, KeyError) as error:
            what = _("The case “{case}” cannot be read: {error}.").format(case=case.sentence, error=error)
            raise PackError(Problem(case.file, case.line, what, "", _("Correct the row."))) from error
        program, reasons = self._compiled(case)
        survey = run_survey(program, evidence)
        index = survey.gates.get_column("subject_id").to_list().index(SUBJECT_ID)
        truths = survey.gates.row(index, named=True)
        failures = list(_failures(program, reasons, case, truths, survey.facts.row(index, named=True)))
        defined = evaluate(program, evidence)[SUBJECT_ID]
        failures += [
            _("{gate}: the backends disagree.").format(gate=gate)
            for gate in defined
            if defined[gate] is not truths[gate]
        ]
        return CaseResult(case, tuple(failures), {gate: truths[gate] for gate in defined})

    def _compiled(self, case: Case) -> tuple[Program, ReasonFunction]:
        key = (case.year, case.as_of, tuple(sorted(case.rulings.items())))
        if key not in self._programs:
            changes = Changes(rulings=case.rulings)
            program = compile_program(self.pack, year=case.year, as_of=case.as_of, changes=changes)
            self._programs[key] = program, ReasonFunction(program)
        return self._programs[key]


def _failures(
    program: Program, reasons: ReasonFunction, case: Case, truths: Mapping[str, bool | None], row: Mapping[str, Any]
) -> Iterator[str]:
    clauses = {clause.clause.id: clause for clause in program.clauses}
    for name, expected in case.expect.items():
        if name == "reasons":
            yield from _reason_failures(reasons, expected, truths, row)
            continue
        if name == VERDICT:
            found: Any = verdict_of(truths[VERDICT]).value
        elif name in clauses:
            found = clause_verdict(clauses[name], truths).value
        elif name in truths:
            found, expected = truths[name], _TRUTHS[str(expected).lower()]
        else:
            yield _("{name}: there is no such clause or node in {year}.").format(name=name, year=program.year)
            continue
        if found != expected:
            yield _("{name}: expected {expected}, found {found}.").format(name=name, expected=expected, found=found)


def _reason_failures(
    reasons: ReasonFunction,
    expected: Mapping[str, list[str]],
    truths: Mapping[str, bool | None],
    row: Mapping[str, Any],
) -> Iterator[str]:
    for name, codes in expected.items():
        found = reasons.of_verdict(truths, row) if name == VERDICT else reasons.of_clause(name, truths, row)
        known = {reason.code for reason in found}
        for code in codes:
            if code not in known:
                yield _("{name}: the reason {code} is not among {known}.").format(
                    name=name, code=code, known=", ".join(sorted(known)) or "–"
                )


def read_cases(folder: Path, vocabulary: Vocabulary) -> Iterator[Case]:
    """The cases of a folder, file by file. Raises PackError with the place of what is wrong."""
    for path in sorted(folder.glob("*.yaml")):
        raw = read_yaml(path, f"cases/{path.name}")
        given = raw.get("given") or {} if isinstance(raw, Lines) else {}
        for entry in raw["cases"] if isinstance(raw, Lines) else raw or ():
            yield _read_case(entry, given, f"cases/{path.name}", vocabulary)


def _read_case(entry: Lines, given: Mapping[str, Any], file: str, vocabulary: Vocabulary) -> Case:
    merged = {key: entry.get(key, given.get(key)) for key in ("year", "as_of", "rulings", "expect")}
    if not isinstance(merged["as_of"], date) or not isinstance(merged["year"], int) or "case" not in entry:
        what = _("A case needs `case:`, `year:` and `as_of:`.")
        raise PackError(Problem(file, entry.line, what, "", _("Add them, or put the last two under `given:`.")))
    subject = {**(given.get("subject") or {}), **(entry.get("subject") or {}), "subject_id": SUBJECT_ID}
    tables = {**(given.get("evidence") or {}), **(entry.get("evidence") or {})}
    unknown = set(tables) - set(vocabulary.tables)
    if unknown:
        what = _("“{table}” is not an evidence table.").format(table=sorted(unknown)[0])
        raise PackError(Problem(file, entry.line, what, "", _("Correct its name.")))
    evidence: dict[str, list[Mapping[str, Any]]] = {
        table: [_with_subject(row, vocabulary.tables[table].has_subject and table != "coverage") for row in rows or ()]
        for table, rows in tables.items()
    }
    evidence["subjects"] = [subject, *evidence.get("subjects", [])]
    return Case(
        sentence=str(entry["case"]),
        file=file,
        line=entry.line,
        year=merged["year"],
        as_of=merged["as_of"],
        evidence=evidence,
        rulings=merged["rulings"] or {},
        expect=merged["expect"] or {},
    )


def _with_subject(row: Mapping[str, Any], has_subject: bool) -> Mapping[str, Any]:
    return row if not has_subject or "subject_id" in row else {"subject_id": SUBJECT_ID, **row}
