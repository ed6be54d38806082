"""The Xinxiang pack does what its document says: every provision is there, and every rule is shown by worked cases."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from mingpin.engine import Changes, Pack, Program, compile_program, load_pack
from mingpin.engine.cases import SUBJECT_ID, Case, CaseResult, CaseRunner, read_cases
from mingpin.engine.model import Clause, Comparison, Node, NodeKind
from mingpin.engine.reference import Truths, evaluate
from mingpin.engine.survey import clause_verdict, verdict_of
from mingpin.vocabulary import Evidence
from mingpin.vocabulary.completion import complete
from mingpin.vocabulary.source import read_yaml
from tests.conftest import EFFORT

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "packs" / "xinxiang" / "meiyu-2023"
LANGUAGES = {"zh", "en"}
FILES = sorted(path.stem for path in (FOLDER / "cases").glob("*.yaml"))
SHOWN_IN = {
    "opinion.3.1.domains": "opinion-3-1",
    "opinion.3.3.services": "opinion-3-3",
    **{f"plan.3.{part}{number}": f"{part}{number}" for part in "cx" for number in range(1, 6)},
    **{f"plan.4.{number}": f"4-{number}" for number in range(1, 5)},
}
"""In which file the cases of each executable clause stand."""

ALWAYS = {
    "opinion.3.1.domains#2": True,  # “等领域”: the list of fields is open
    "opinion.3.3.services#4": True,  # “等领域”: the lists of fields are open
    "plan.4.1#2.3.1": False,  # the reading that a little giant is not a provincial SRDI SME
    "plan.4.3#2.2.1": False,  # the reading that a China Time-honoured Brand is not a Henan one
    "plan.4.4#2.2.1": False,  # the reading that the Luban Award is not the Zhongzhou Cup
}
"""Conditions that are true, or false, for everyone: no case can show them otherwise."""


@cache
def pack() -> Pack:
    return load_pack(FOLDER)


@cache
def cases() -> tuple[Case, ...]:
    return tuple(read_cases(FOLDER / "cases", pack().vocabulary))


def rules() -> Iterator[Node]:
    """Every node of every rule."""
    for clause in pack().executable:
        assert clause.rule is not None
        yield from clause.rule.walk()


def ids(items: tuple[Clause, ...]) -> list[str]:
    return [item.id for item in items]


# --- worked cases -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """What the cases of one file showed: their results, and the clauses whose cases it holds."""

    results: tuple[CaseResult, ...]
    clauses: tuple[Clause, ...]

    def nodes(self) -> Iterator[Node]:
        for clause in self.clauses:
            assert clause.rule is not None
            yield from clause.rule.walk()


def run(case: Case) -> CaseResult:
    """The case's result. By day those that name no reasons are held against the definition of the language only, which is
    several times quicker; by night every case is run by all backends, as `mingpin` itself runs them."""
    if "reasons" in case.expect or EFFORT > 1:
        return runner().run(case)
    program = compiled(case.year, case.as_of, tuple(sorted(case.rulings.items())))
    evidence = complete(Evidence.from_rows(pack().vocabulary, case.evidence), pack().vocabulary)
    truths = evaluate(program, evidence)[SUBJECT_ID]
    found = {name: standing(program, name, truths) for name in case.expect}
    failures = [
        f"{name}: {found[name]}" for name, expected in case.expect.items() if found[name] != str(expected).lower()
    ]
    return CaseResult(case, tuple(failures), truths)


@cache
def runner() -> CaseRunner:
    return CaseRunner(pack())


@cache
def compiled(year: int, as_of: date, rulings: tuple[tuple[str, str], ...] = ()) -> Program:
    return compile_program(pack(), year=year, as_of=as_of, changes=Changes(rulings=dict(rulings)))


def standing(program: Program, name: str, truths: Truths) -> str:
    """How the verdict, a clause or a node stands, in the words of a case (in lower case)."""
    clauses = {clause.clause.id: clause for clause in program.clauses}
    if name == "verdict":
        return verdict_of(truths[name]).value.lower()
    if name in clauses:
        return clause_verdict(clauses[name], truths).value.lower()
    return {True: "true", False: "false", None: "unknown"}[truths[name]]


@pytest.fixture(scope="module", params=FILES)
def shown(request: pytest.FixtureRequest) -> Shown:
    results = tuple(run(case) for case in cases() if Path(case.file).stem == request.param)
    clauses = tuple(clause for clause in pack().executable if SHOWN_IN[clause.id] == request.param)
    return Shown(results, clauses)


def test_every_case_holds(shown: Shown) -> None:
    failed = {
        f"{result.case.file}:{result.case.line} {result.case.sentence}": result.failures for result in shown.results
    }
    assert {case: failures for case, failures in failed.items() if failures} == {}


def test_every_condition_is_shown_true_false_and_unknown(shown: Shown) -> None:
    seen = {
        leaf.path: {result.truths.get(leaf.path, "") for result in shown.results}
        for leaf in shown.nodes()
        if leaf.is_leaf
    }
    expected: Mapping[str, set[bool | None]] = {
        path: {ALWAYS[path]} if path in ALWAYS else {True, False, None} for path in seen
    }
    assert {path: truths for path, truths in seen.items() if not truths >= expected[path]} == {}


def test_every_question_of_reading_is_shown_where_its_readings_agree_and_where_they_differ(shown: Shown) -> None:
    agree, differ = set(), set()
    questions = {node.subject for node in shown.nodes() if node.kind is NodeKind.READINGS}
    for node in shown.nodes():
        for result in shown.results:
            if (
                node.kind is not NodeKind.READINGS
                or node.subject in result.case.rulings
                or node.path not in result.truths
            ):
                continue
            readings = {result.truths[option.path] for option in node.children}
            agree |= {node.subject} if len(readings) == 1 and None not in readings else set()
            differ |= {node.subject} if readings >= {True, False} else set()
    assert questions - agree == set(), "no case where the readings agree"
    assert questions - differ == set(), "no case where the readings differ"


def test_every_clause_has_its_file_of_cases() -> None:
    assert set(SHOWN_IN) == set(ids(pack().executable))
    assert set(SHOWN_IN.values()) | {"verdict", "years"} == set(FILES)


def test_every_ruling_that_could_be_made_is_shown() -> None:
    possible = {
        (node.subject, option.reading) for node in rules() if node.kind is NodeKind.READINGS for option in node.children
    }
    made = {ruling for case in cases() for ruling in case.rulings.items()}
    assert possible - made == set()


def test_an_unsettled_question_of_reading_is_named_as_the_reason_in_some_case() -> None:
    questions = {node.subject for node in rules() if node.kind is NodeKind.READINGS}
    assert questions - {about for kind, about in _expected_reasons() if kind == "reading_not_settled"} == set()


def test_every_judgement_is_named_as_pending_in_some_case() -> None:
    judgements = {node.subject for node in rules() if node.kind is NodeKind.JUDGEMENT}
    assert judgements - {about for kind, about in _expected_reasons() if kind == "judgement_pending"} == set()


def test_every_list_is_named_as_not_covering_in_some_case() -> None:
    lists = {fact.list for fact in pack().vocabulary.facts.values() if fact.list}
    assert lists - {about for kind, about in _expected_reasons() if kind == "no_coverage"} == set()


def _expected_reasons() -> Iterator[tuple[str, str]]:
    for case in cases():
        for codes in case.expect.get("reasons", {}).values():
            for code in codes:
                kind, about = code.split(":", 1)
                yield kind, about


def test_there_are_enough_cases_and_each_is_a_sentence_of_its_own() -> None:
    sentences = [case.sentence for case in cases()]
    assert len(sentences) >= 80
    assert [case.sentence for case in cases() if not re.search(r"[\u4e00-\u9fff]", case.sentence)] == []
    assert [case.sentence for case in cases() if not set(case.expect) - {"reasons"}] == []
    for file in FILES:
        own = [case.sentence for case in cases() if Path(case.file).stem == file]
        assert sorted(own) == sorted(set(own)), file


def test_the_year_s_verdict_is_shown_with_each_outcome() -> None:
    assert {case.expect["verdict"] for case in cases() if "verdict" in case.expect} == {
        "MET",
        "NOT_MET",
        "UNDETERMINED",
    }


# --- the document -----------------------------------------------------------------------------------------------------


def shared(name: str) -> Path:
    """A file of the mission. Skips where the mission's files are not at hand."""
    folder = Path(os.environ.get("MINGPIN_SHARED") or ROOT.parent / "shared")
    path = folder / "mission" / name
    if not path.is_file():
        pytest.skip(f"the mission's {name} is not at hand; set MINGPIN_SHARED to the folder that holds mission/")
    return path


def test_the_issued_text_is_the_policy_document_byte_for_byte() -> None:
    assert pack().text.encode("utf-8") == shared("policy-document.txt").read_bytes()


def test_every_provision_is_there_at_its_place_and_of_its_kind() -> None:
    listed = [line.strip("| ").split(" | ") for line in shared("PROVISIONS.md").read_text("utf-8").splitlines()]
    provisions = {row[0]: row[2] for row in listed if re.match(r"(opinion|plan)\.", row[0])}
    places = {row[0]: row[1].replace("–", "—").split("、到")[0] for row in listed if row[0] in provisions}
    assert {clause.id: clause.kind.value for clause in pack().clauses} == provisions
    assert {
        clause.id: clause.number for clause in pack().clauses if not clause.number.endswith(places[clause.id])
    } == {}


def test_there_are_as_many_clauses_as_provisions() -> None:
    assert len(pack().clauses) == 79
    assert len(pack().executable) == 16
    assert sorted(set(ids(pack().clauses))) == sorted(ids(pack().clauses))


def test_every_quote_stands_verbatim_in_its_provision() -> None:
    quotes = [(clause, quote) for clause in pack().clauses for quote in clause.quotes]
    quotes += [
        (clause, node.quote) for clause in pack().executable if clause.rule for node in clause.rule.walk() if node.quote
    ]
    assert [(clause.id, quote) for clause, quote in quotes if quote not in clause.text] == []
    assert [clause.id for clause in pack().clauses if clause.text.strip() not in pack().text] == []
    assert [clause.id for clause in pack().clauses if not clause.quotes] == []


def test_owners_and_judges_are_known_and_a_lead_is_one_of_the_owners() -> None:
    departments = pack().vocabulary.classifications["department"].entries
    assert [
        (clause.id, owner) for clause in pack().clauses for owner in clause.owners if owner not in departments
    ] == []
    assert [clause.id for clause in pack().clauses if clause.lead and clause.lead not in clause.owners] == []
    judgements = [node for node in rules() if node.kind is NodeKind.JUDGEMENT]
    assert [node.path for node in judgements if node.by not in departments] == []


def test_a_judgement_is_a_question_on_listed_evidence() -> None:
    judgements = [node for node in rules() if node.kind is NodeKind.JUDGEMENT]
    assert [node.path for node in judgements if set(node.question) != LANGUAGES or not node.considers] == []
    assert [node.path for node in judgements if not set(node.considers) <= set(pack().vocabulary.tables)] == []


def test_a_judgement_is_the_same_question_wherever_it_counts() -> None:
    asked = defaultdict(set)
    for node in rules():
        if node.kind is NodeKind.JUDGEMENT:
            asked[node.subject].add((node.question["zh"], node.by, node.considers, node.needs_second_person))
    assert {name: variants for name, variants in asked.items() if len(variants) > 1} == {}


def test_a_question_of_reading_is_put_in_both_languages_and_every_reading_has_a_title() -> None:
    readings = [node for node in rules() if node.kind is NodeKind.READINGS]
    assert [node.path for node in readings if set(node.question) != LANGUAGES] == []
    assert [option.path for node in readings for option in node.children if set(option.title) != LANGUAGES] == []


def test_every_target_is_due_by_the_end_of_2025_and_has_a_number_unless_it_is_a_matter_of_quality() -> None:
    targets = {clause.id: clause.target for clause in pack().clauses if clause.target}
    assert len(targets) == 12
    assert {target.due for target in targets.values()} == {date(2025, 12, 31)}
    assert [id_ for id_, target in targets.items() if target.goal is None] == ["opinion.3.3.t2"]
    assert targets["opinion.3.3.t2"].comparison is Comparison.QUALITATIVE


def test_a_number_stands_in_the_words_quoted_for_it_or_says_who_chose_it_and_why() -> None:
    clauses = {clause.id: clause for clause in pack().clauses}
    for parameter in pack().parameters.values():
        assert set(parameter.label) == LANGUAGES, parameter.name
        for value in parameter.values:
            if value.quote:
                assert value.quote in clauses[value.clause].text, parameter.name
                assert str(value.value) in re.findall(r"\d+", value.quote), parameter.name
            else:
                assert set(value.rationale) == set(value.set_by) == LANGUAGES, parameter.name


# --- years ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_every_scope_speaks_of_the_three_years_of_the_plan(year: int) -> None:
    assert [clause.clause.id for clause in compiled(year, date(year, 6, 30)).clauses if not clause.has_basis] == []


def test_2026_has_no_basis() -> None:
    program = compiled(2026, date(2026, 6, 30))
    silent = [clause.clause.id for clause in program.clauses if not clause.has_basis]
    assert silent == [clause.id for clause in pack().executable if clause.kind.value == "scope"]
    assert not program.has_basis


# --- the vocabulary ---------------------------------------------------------------------------------------------------

SERVICES = {"metrology", "standards", "certification", "inspection_testing", "quality_management", "brand_building"}
"""The six kinds of quality-infrastructure service that the document lists (实施意见 四（三）)."""


def test_everything_in_the_vocabulary_has_a_name_in_both_languages() -> None:
    vocabulary = pack().vocabulary
    labels = {f"table {table.id}": table.label for table in vocabulary.tables.values()}
    labels |= {
        f"{table.id}.{column.name}": column.label
        for table in vocabulary.tables.values()
        for column in table.columns.values()
    }
    labels |= {f"classification {known.id}": known.label for known in vocabulary.classifications.values()}
    labels |= {
        f"{known.id} {entry.code}": entry.label
        for known in vocabulary.classifications.values()
        for entry in known.entries.values()
    }
    labels |= {f"list {list_}": known.label for list_, known in vocabulary.lists.items()}
    labels |= {f"fact {fact.name}": fact.label for fact in vocabulary.facts.values()}
    assert [name for name, label in labels.items() if set(label) != LANGUAGES or not all(label.values())] == []


def test_every_fact_says_who_can_supply_it_and_what_could_change_it() -> None:
    vocabulary = pack().vocabulary
    departments = vocabulary.classifications["department"].entries
    for fact in vocabulary.facts.values():
        assert fact.holder == "enterprise" or fact.holder in departments, fact.name
        assert fact.remedy, fact.name
        assert fact.remedy.kind in {"action", "time", "fixed"}, fact.name
        assert set(fact.remedy.text) == LANGUAGES, fact.name
        assert fact.remedy.service is None or fact.remedy.service in SERVICES | set(departments), fact.name
        assert bool(fact.remedy.service) or fact.remedy.kind != "action", fact.name


def test_days_that_a_remedy_takes_have_a_source() -> None:
    remedies = {fact.name: fact.remedy for fact in pack().vocabulary.facts.values() if fact.remedy}
    assert [name for name, remedy in remedies.items() if (remedy.days is None) != (remedy.source is None)] == []


def test_every_list_has_a_holder_and_is_included_only_in_lists_that_exist() -> None:
    vocabulary = pack().vocabulary
    holders = {*vocabulary.classifications["department"].entries, "enterprise"}
    assert [name for name, known in vocabulary.lists.items() if known.holder not in holders] == []
    assert [
        name for name, known in vocabulary.lists.items() if not set(known.included_in) <= set(vocabulary.lists)
    ] == []


def test_the_credit_report_speaks_of_penalties_and_joint_punishment_only() -> None:
    included = {name for name, known in pack().vocabulary.lists.items() if "public_credit_report" in known.included_in}
    assert included == {"joint_punishment", "penalties"}


def test_the_two_series_of_henan_time_honoured_brands_are_two_schemes() -> None:
    schemes = pack().vocabulary.classifications["honour_scheme"].entries
    issuers = [schemes[f"henan_time_honoured_{series}"].extra["issuer"]["zh"] for series in ("commerce", "folk_art")]
    assert issuers[0] != issuers[1]


def test_two_codes_are_spelt_the_same_only_where_who_awards_them_tells_them_apart() -> None:
    """A spelling that fits two codes could not be read from a file otherwise."""
    for path in sorted((ROOT / "packs" / "vocabulary" / "classifications").glob("*.yaml")):
        spelt = defaultdict(set)
        entries = read_yaml(path)["entries"]
        for code, entry in entries.items():
            for spelling in (entry["zh"], *entry.get("spellings", ())):
                spelt[str(spelling)].add(code)
        for spelling, codes in spelt.items():
            issuers = {str(entries[code].get("issuer")) for code in codes}
            assert len(codes) == 1 or len(issuers) == len(codes), (path.name, spelling)


def test_every_fact_is_read_by_some_rule() -> None:
    conditions = [node.condition.text for node in rules() if node.condition]
    conditions += [clause.applies.text for clause in pack().executable if clause.applies]
    read = {word for condition in conditions for word in re.findall(r"\w+", condition)}
    assert set(pack().vocabulary.facts) - read - {"industry"} == set()  # peers are compared by industry
