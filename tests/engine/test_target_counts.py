from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from mingpin.engine import Pack, load_pack
from mingpin.engine.model import Comparison, Target
from mingpin.engine.target_counts import COUNTS, counting_of
from mingpin.vocabulary.evidence import rows_frame
from mingpin.vocabulary.place import packs_folder, shared_vocabulary

DAY = date(2024, 6, 30)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(Path(packs_folder()) / "xinxiang/meiyu-2023", shared_vocabulary())


def target(where: str = "scheme = 'srdi_sme' AND awarded_on <= as_of", **counts: Any) -> Target:
    """A target that counts honours."""
    given = {"from": "honours", "where": where, "distinct": "subject_id"} | counts
    return Target({}, Comparison.AT_LEAST, date(2025, 12, 31), counts=given)


def honours(*rows: Mapping[str, Any]) -> pl.DataFrame:
    table = shared_vocabulary().tables["honours"]
    return rows_frame(
        table, [{"subject_id": "A", "scheme": "srdi_sme", "awarded_on": "2023-05-01"} | dict(row) for row in rows]
    )


def test_a_row_counts_once_its_condition_holds_on_the_day(pack: Pack) -> None:
    rows = honours({}, {"subject_id": "B", "awarded_on": "2024-07-01"}, {"subject_id": "C", "scheme": "little_giant"})
    found = counting_of(pack, target(), DAY).count(rows)
    assert (found.counted, found.uncertain) == (("A",), ())
    later = counting_of(pack, target(), date(2024, 7, 1)).count(rows)
    assert later.counted == ("A", "B")


def test_a_subject_with_two_rows_is_one_unit(pack: Pack) -> None:
    found = counting_of(pack, target(), DAY).count(honours({}, {"awarded_on": "2024-01-01"}))
    assert found.counted == ("A",)
    assert found.rows.get_column(COUNTS).to_list() == [True, True]


def test_a_blank_date_and_one_that_straddles_the_day_leave_a_row_open(pack: Pack) -> None:
    rows = honours(
        {"awarded_on": None}, {"subject_id": "B", "awarded_on": "2024"}, {"subject_id": "C", "awarded_on": "2023"}
    )
    found = counting_of(pack, target(), DAY).count(rows)
    assert (found.counted, found.uncertain) == (("C",), ("A", "B"))
    assert found.rows.get_column(COUNTS).to_list() == [None, None, True]


def test_a_unit_that_counts_for_certain_is_not_uncertain_by_another_row(pack: Pack) -> None:
    found = counting_of(pack, target(), DAY).count(honours({}, {"awarded_on": None}))
    assert (found.counted, found.uncertain) == (("A",), ())


def test_a_term_of_validity_ends(pack: Pack) -> None:
    valid = target("scheme = 'srdi_sme' AND valid_from <= as_of AND valid_to >= as_of")
    rows = honours(
        {"valid_from": "2021-01-01", "valid_to": "2023-12-31"},
        {"subject_id": "B", "valid_from": "2024-01-01", "valid_to": "2026-12-31"},
        {"subject_id": "C", "valid_from": "2024-01-01"},
    )
    found = counting_of(pack, valid, DAY).count(rows)
    assert (found.counted, found.uncertain) == (("B",), ("C",))


def test_without_a_distinct_column_every_row_is_a_unit(pack: Pack) -> None:
    found = counting_of(pack, target(distinct=None), DAY).count(honours({}, {"awarded_on": "2024-01-01"}))
    assert len(found.counted) == 2


def test_no_rows_count_nothing(pack: Pack) -> None:
    found = counting_of(pack, target(), DAY).count(honours())
    assert (found.counted, found.uncertain, found.rows.height) == ((), (), 0)


def test_a_condition_may_ask_something_of_the_subject(pack: Pack) -> None:
    counting = counting_of(pack, target("scheme = 'srdi_sme' AND subject.area = '410781'"), DAY)
    assert counting.reads_subjects
    subjects = rows_frame(
        shared_vocabulary().tables["subjects"],
        [{"subject_id": one, "kind": "enterprise", "name": one, "area": area} for one, area in
         (("A", "410781"), ("B", "410782"))],
    )  # fmt: skip
    found = counting.count(honours({}, {"subject_id": "B"}, {"subject_id": "unregistered"}), subjects)
    assert (found.counted, found.uncertain) == (("A",), ("unregistered",))
    with pytest.raises(ValueError, match="register"):
        counting.count(honours({}))


def test_the_codes_that_a_row_must_have_are_known_beforehand(pack: Pack) -> None:
    assert counting_of(pack, target(), DAY).wanted("scheme") == ("srdi_sme",)
    assert counting_of(pack, target("scheme = 'srdi_sme' OR awarded_on <= as_of"), DAY).wanted("scheme") == ()


def test_every_target_of_the_pack_that_counts_can_be_counted(pack: Pack) -> None:
    counted = [clause for clause in pack.clauses if clause.target and clause.target.counts]
    assert len(counted) == 10
    for clause in counted:
        assert clause.target
        counting = counting_of(pack, clause.target, DAY)
        assert counting.count(rows_frame(counting.table, [])).counted == ()


def test_a_target_that_nobody_can_count_is_not_counted(pack: Pack) -> None:
    with pytest.raises(ValueError, match="not counted"):
        counting_of(pack, Target({}, Comparison.QUALITATIVE, DAY), DAY)
