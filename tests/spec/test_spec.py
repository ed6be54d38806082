"""Every example of the language reference gives what the reference says, on every backend; and nothing is left without one."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from mingpin.engine.conditions import FUNCTIONS
from mingpin.engine.model import Kind, NodeKind
from mingpin.engine.reasons import ReasonKind
from mingpin.language import use_language
from mingpin.vocabulary import PackError
from mingpin.vocabulary.model import About, Take

from .examples import Case, Example, read_chapters
from .runs import build_pack, fact_name, run, truth_in_words

CHAPTERS = read_chapters()
EXAMPLES = [example for chapter in CHAPTERS for example in chapter.examples]
CASES = [(example, case) for example in EXAMPLES for case in example.cases]
REFUSALS = [example for example in EXAMPLES if example.refused]


@pytest.mark.parametrize("example", [e for e in EXAMPLES if not e.refused], ids=lambda example: example.id)
def test_example(example: Example, tmp_path: Path) -> None:
    pack = build_pack(example, tmp_path)
    for number, case in enumerate(example.cases, start=1):
        outcome = run(example, case, pack)
        place = f"{example.id}, case {number}"
        assert outcome.reference == outcome.polars == outcome.python, f"{place}: the backends differ"
        if example.fact:
            assert outcome.fact(fact_name(example)) == case.gives, place
        elif case.gives:
            assert truth_in_words(outcome.reference["c#"]) == case.gives, place
        for clause, verdict in case.verdicts.items():
            assert outcome.verdict(clause) == verdict, f"{place}: {clause}"
        if case.because is not None:
            about = next(iter(case.verdicts), "c")
            assert outcome.reasons(about) == set(case.because), place


@pytest.mark.parametrize("example", REFUSALS, ids=lambda example: example.id)
def test_refusal(example: Example, tmp_path: Path) -> None:
    use_language("en")
    try:
        with pytest.raises(PackError) as refusal:
            build_pack(example, tmp_path)
    finally:
        use_language("zh")
    assert example.refused in str(refusal.value)
    assert "line" in str(refusal.value)


def test_an_unknown_outcome_says_why() -> None:
    """House rule 3, for the reference: no example of an unknown truth without its reasons."""
    assert [example.id for example, case in CASES if _is_open(example, case) and not case.because] == []


def _is_open(example: Example, case: Case) -> bool:
    return (case.gives == "unknown" and not example.fact) or next(iter(case.verdicts.values()), "") == "UNDETERMINED"


@pytest.mark.parametrize("word", [*FUNCTIONS, "as_of", "programme_year"])
def test_every_function_has_an_example(word: str) -> None:
    assert any(word in source for source in _sources())


@pytest.mark.parametrize("kind", [*NodeKind, "applies", "years", "quote", "second"])
def test_every_part_of_a_rule_has_an_example(kind: str) -> None:
    assert any(f"{kind}:" in source for source in _sources())


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_provision_has_an_example(kind: Kind) -> None:
    assert any(f"kind: {kind}" in source for source in _sources()) or kind is Kind.CRITERION


@pytest.mark.parametrize("take", Take)
def test_every_take_has_an_example(take: Take) -> None:
    assert take in {_fact(example)["take"] for example in EXAMPLES if example.fact}


@pytest.mark.parametrize("about", About)
def test_every_about_has_an_example(about: About) -> None:
    assert about in {_fact(example).get("about", "organisation") for example in EXAMPLES if example.fact}


@pytest.mark.parametrize("kind", ReasonKind)
def test_every_kind_of_reason_has_an_example(kind: ReasonKind) -> None:
    assert any(code.startswith(f"{kind}:") for _example, case in CASES for code in case.because or ())


def _sources() -> list[str]:
    return ["\n".join((e.rule, *e.clauses, e.policy, e.fact)) for e in EXAMPLES if not e.refused]


def _fact(example: Example) -> dict[str, str]:
    fact = yaml.safe_load(example.fact)[fact_name(example)]
    assert isinstance(fact, dict)
    return fact
