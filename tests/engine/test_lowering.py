"""What conditions cannot say: each refusal names what is wrong, so that no number is ever taken for something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from mingpin.engine.compile import compile_program
from mingpin.language import current_language, use_language
from mingpin.vocabulary import PackError
from tests.engine.small_packs import PARAMETERS, asking, criterion, holding, make_pack
from tests.engine.two_backends import truth


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = current_language()
    use_language("en")
    yield
    use_language(before)


@pytest.mark.parametrize(
    ("condition", "why"),
    [
        ("domain = 'unsettled'", "nothing is decided yet"),
        ("revenue >= $few", "compared with a int"),
        ("revenue >= 1", "compared with a int"),
        ("revenue + profit >= 1", "different types"),
        ("revenue - $few > 0", "different types"),
        ("revenue + $amount > index", "different types"),
        ("index > revenue", "different types"),
        ("registered_on - operating_since > $few", "different types"),
        ("registered_on + operating_since > registered_on", "cannot be added"),
        ("ratio(revenue, index) > $part", "divides money by money"),
        ("ratio(registered_on, operating_since) > $part", "divides money by money"),
        ("ratio(revenue, profit + $few) > $part", "divides money by money"),
        ("ratio(revenue, profit) > $amount", "compared with a share"),
        ("whole_years(registered_on, as_of) >= $part", "counts whole years"),
        ("whole_years(registered_on, $day) >= $few", "up to the day of the run"),
        ("in_last_years(registered_on, $amount)", "counts whole years"),
        ("in_last_years(revenue, $years)", "needs a date"),
        ("in_top_share(own_revenue, $top)", "Peers are organisations"),
        ("in_top_share(index, $top)", "by an amount of money"),
        ("in_top_share(revenue - profit, $top)", "by an amount of money"),
        ("in_top_share(revenue, $few)", "not a share"),
        ("domain > 'making'", "codes have no order"),
        ("domain = 'mining'", "not a code"),
        ("stated_level >= 'national'", "not a code"),
        ("is_legal_person >= TRUE", "has no order"),
        ("is_legal_person AND revenue", "not a yes or no"),
        ("covers_goods(domain, domain)", "does not give a yes or no here"),
        ("nothing_of_the_kind", "is not a fact"),
        ("revenue > $nothing", "no parameter"),
    ],
)
def test_a_condition_that_mixes_kinds_of_values_is_refused(condition: str, why: str) -> None:
    with pytest.raises(PackError, match=why):
        asking(condition)


def test_whoever_asks_for_peers_among_rows_is_refused() -> None:
    pack = make_pack([criterion(holding("is_legal_person", "c0#"))], PARAMETERS)
    facts = dict(pack.vocabulary.facts)
    facts["is_legal_person"] = replace(facts["is_legal_person"], where="in_top_share(employees, $top)")
    altered = replace(pack, vocabulary=replace(pack.vocabulary, facts=facts))
    with pytest.raises(PackError, match="does not give a yes or no here"):
        compile_program(altered, year=2024, as_of=asking("TRUE").as_of)


ACCOUNT = {"year": 2023, "revenue": "3", "profit": "2"}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("ratio(revenue + $amount, profit) > $many", True),  # (3 + 2) / 2 > 2
        ("ratio(revenue, profit + $amount) < $few", True),  # 3 / (2 + 2) < 1
        ("ratio(revenue, profit - $amount) > 0", None),  # nothing is divided by 0
        ("ratio(revenue, revenue) = 1", True),
        ("revenue - revenue = 0", True),
        ("revenue >= revenue", True),
        ("revenue > revenue", False),
        ("$amount > 0", True),
        ("programme_year >= $few", True),
    ],
)
def test_constants_and_what_cancels_out_are_computed_with(condition: str, expected: bool | None) -> None:
    assert truth(condition, financials=[ACCOUNT]) is expected
