from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import DEFAULT_DB_ALIAS, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mingpin.audit.models import Entry, Private
from mingpin.policies.live import View
from mingpin.registry.deciding import accept_proposal
from mingpin.registry.entry.actions import withdraw_evidence
from mingpin.registry.models import EvidenceRow, Proposal, Subject
from mingpin.registry.states import ProposalKind
from mingpin.targets.live import lines_of_targets
from mingpin.targets.queries import LookedAt, looked_at
from mingpin.targets.standings import standings
from mingpin.targets.states import TargetState
from mingpin.targets.words import clause_of
from tests.platform.cast import HUIXIAN, WEIHUI, Cast
from tests.platform.registry.making import PLATFORM, a_row
from tests.platform.targets.making import (
    BRANDS,
    CULTIVATED,
    DAY,
    GOVERNOR,
    MAYOR,
    SRDI,
    TRAINS,
    a_winner,
    declare_complete,
)

pytestmark = pytest.mark.django_db


def at(cast: Cast, clause: str, day: date = DAY) -> LookedAt:
    return {one.clause.id: one for one in looked_at(cast.wang, day, areas=None)}[clause]


def test_a_target_is_counted_from_the_records_on_file_by_county(cast: Cast) -> None:
    a_winner("示例甲有限公司")
    _subject, second = a_winner("示例乙有限公司", HUIXIAN)
    found = at(cast, GOVERNOR)
    assert found.standing.value == 2
    assert found.standing.state is TargetState.REACHED
    assert found.counted is not None
    assert found.counted.by_area == {WEIHUI: 1, HUIXIAN: 1}
    withdraw_evidence(row=second, reason="误录", by=PLATFORM)
    again = at(cast, GOVERNOR)
    assert (again.standing.value, again.standing.state) == (1, TargetState.UNDETERMINED)


def test_too_few_on_record_are_not_reached_only_where_the_list_is_declared_complete_and_lately(cast: Cast) -> None:
    a_winner("示例甲有限公司")
    found = at(cast, GOVERNOR)
    assert (found.standing.state, str(found.mark)) == (TargetState.UNDETERMINED, "无法判定：名单是否完整未声明")
    declare_complete("quality_awards")
    found = at(cast, GOVERNOR)
    assert (found.standing.state, str(found.mark)) == (TargetState.NOT_REACHED, "尚未达到")
    assert at(cast, GOVERNOR, date(2025, 6, 30)).standing.state is TargetState.UNDETERMINED, (
        "the declaration is a year old"
    )


def test_enough_on_record_are_reached_whatever_else_there_may_be(cast: Cast) -> None:
    a_winner("示例甲有限公司")
    a_winner("示例乙有限公司")
    a_winner("示例丙有限公司", awarded_on="2024")
    assert at(cast, GOVERNOR).standing.state is TargetState.REACHED


def test_what_is_awarded_later_does_not_count_yet(cast: Cast) -> None:
    a_winner("示例甲有限公司", awarded_on="2024-07-01")
    assert at(cast, GOVERNOR).standing.value == 0
    assert at(cast, GOVERNOR, date(2024, 7, 1)).standing.value == 1


def test_a_subject_with_two_awards_counts_once(cast: Cast) -> None:
    subject, _row = a_winner("示例甲有限公司", awarded_on="2021-12-01")
    a_row(subject, scheme="governor_quality_award", awarded_on="2023-12-01")
    found = at(cast, GOVERNOR)
    assert found.standing.value == 1
    assert found.counted is not None
    assert len(found.counted.rows) == 2


def test_a_subject_that_was_decided_to_be_another_counts_as_that_one(cast: Cast) -> None:
    first, _row = a_winner("示例甲有限公司")
    second, _row = a_winner("示例甲（新）有限公司")
    proposal = Proposal.objects.create(kind=ProposalKind.DUPLICATE, subject=first, other=second)
    accept_proposal(proposal=proposal, reason="同一企业", by=cast.wang)
    assert at(cast, GOVERNOR).standing.value == 1


def test_nothing_on_record_is_not_reported_and_never_nought(cast: Cast) -> None:
    found = at(cast, GOVERNOR)
    assert (found.standing.value, found.standing.state) == (None, TargetState.NOT_REPORTED)
    assert found.value_text == "在册无记录"
    assert "0" in found.source


def test_nothing_on_record_is_nought_where_the_list_is_declared_complete(cast: Cast) -> None:
    declare_complete("quality_awards")
    found = at(cast, GOVERNOR)
    assert (found.standing.value, found.standing.state) == (0, TargetState.NOT_REACHED)


def test_a_declaration_for_one_county_or_of_a_later_day_says_nothing_of_the_city(cast: Cast) -> None:
    declare_complete("quality_awards", area=WEIHUI)
    declare_complete("srdi_register", as_of="2024-07-15")
    assert at(cast, GOVERNOR).standing.state is TargetState.NOT_REPORTED
    assert at(cast, SRDI).standing.state is TargetState.NOT_REPORTED


def test_a_blank_date_may_count_and_settles_nothing(cast: Cast) -> None:
    a_winner("示例甲有限公司")
    a_winner("示例乙有限公司", awarded_on="2024")
    found = at(cast, GOVERNOR)
    assert found.counted is not None
    assert (found.standing.value, found.counted.uncertain) == (1, 1)
    assert found.standing.state is TargetState.UNDETERMINED
    assert str(found.mark) == "未确定达到"
    declare_complete("quality_awards")
    assert at(cast, GOVERNOR).standing.state is TargetState.UNDETERMINED


def test_a_title_counts_while_it_is_valid_by_the_term_of_its_scheme(cast: Cast) -> None:
    a_winner("示例甲有限公司", scheme="srdi_sme", awarded_on="2022-05-01")
    assert at(cast, SRDI, date(2023, 6, 30)).standing.value == 1
    assert at(cast, SRDI, date(2026, 6, 30)).standing.value == 0


def test_the_library_is_counted_from_the_city_tier_on(cast: Cast) -> None:
    for tier, name in (
        ("county", "示例县级有限公司"),
        ("municipal", "示例市级有限公司"),
        ("provincial", "示例省级有限公司"),
    ):
        subject, _row = a_winner(name, scheme="china_quality_award_nomination")
        a_row(subject, "cultivation", tier=tier, entered_on="2024-01-10")
    assert at(cast, CULTIVATED).standing.value == 2


def test_more_than_a_goal_that_says_how_many_is_exceeded(cast: Cast) -> None:
    clause = clause_of(MAYOR)
    assert clause is not None
    for number in range(47):
        a_winner(f"示例{number}号有限公司", scheme="mayor_quality_award")
    found = at(cast, MAYOR)
    assert (found.standing.value, str(found.mark)) == (47, "已超过")


def test_after_the_due_day_what_is_not_reached_is_said_so_plainly(cast: Cast) -> None:
    a_winner("示例甲有限公司")
    declare_complete("quality_awards", as_of="2025-12-31")
    assert str(at(cast, GOVERNOR, date(2026, 1, 1)).mark) == "未达到"


def test_standings_say_each_target_once_and_nothing_of_what_nobody_reported(cast: Cast) -> None:
    a_winner("示例甲有限公司")
    found = {one.clause.id: one for one in standings(cast.wang, DAY)}
    assert len(found) == 12
    assert found[GOVERNOR].goal == Decimal(2)
    assert found[GOVERNOR].is_countable
    assert found[BRANDS].state is TargetState.NOT_REPORTED
    assert found[BRANDS].value is None
    assert found[BRANDS].told_on is None
    assert "industry_it" in found[BRANDS].owners
    assert found[TRAINS].goal is None


def test_who_has_nothing_to_do_with_targets_is_told_none(cast: Cast) -> None:
    for who in ("sun", "feng", "he", "ma", "nobody"):
        assert standings(getattr(cast, who), DAY) == []


def test_the_queries_do_not_grow_with_targets_or_records(cast: Cast) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            looked_at(cast.wang, DAY)
        return len(queries)

    a_winner("示例零号有限公司")
    few, again = asked(), asked()
    for number in range(6):
        a_winner(f"示例{number}号有限公司")
    assert asked() == few <= 17
    assert again < few, "what is on file is read once"


def test_the_count_follows_at_once_whatever_becomes_of_a_row(cast: Cast) -> None:
    """Rows are kept between requests: none of the ways in which they cease or begin to count may go unseen."""
    subject, row = a_winner("示例甲有限公司")
    assert at(cast, GOVERNOR).standing.value == 1
    other = a_row(subject, scheme="governor_quality_award", awarded_on="2023-01-01")
    withdraw_evidence(row=row, reason="误录", by=PLATFORM)
    assert at(cast, GOVERNOR).standing.value == 1, "one for one"
    counted = at(cast, GOVERNOR).counted
    assert counted is not None
    assert counted.rows == (other.pk,)
    Subject.objects.filter(pk=subject.pk).update(area=HUIXIAN)
    counted = at(cast, GOVERNOR).counted
    assert counted is not None
    assert counted.by_area == {HUIXIAN: 1}
    withdraw_evidence(row=other, reason="误录", by=PLATFORM)
    assert at(cast, GOVERNOR).standing.value is None


def test_rows_that_no_entry_of_the_record_tells_of_are_seen_too(cast: Cast) -> None:
    """As where a database was filled by its own tools: an empty record says nothing of what has changed."""
    a_winner("示例甲有限公司")
    Private.objects.all().delete()
    Entry.objects.all()._raw_delete(DEFAULT_DB_ALIAS)
    assert at(cast, GOVERNOR).standing.value == 1
    EvidenceRow.objects.filter(table="honours").update(superseded_at=timezone.now())
    assert at(cast, GOVERNOR).standing.value is None


def test_the_document_says_of_each_target_how_it_stands_and_of_a_county_its_share(cast: Cast) -> None:
    a_winner("示例甲有限公司")
    a_winner("示例乙有限公司", HUIXIAN)
    [line] = lines_of_targets(cast.wang, View(2024, DAY))[GOVERNOR]
    assert line.text.startswith("在册 2 / 目标 ")
    assert line.url == f"/targets/{GOVERNOR}/?as_of=2024-06-30"
    [of_county] = lines_of_targets(cast.zhou, View(2024, DAY))[GOVERNOR]
    assert "其中" in of_county.text
    assert of_county.text.endswith("1")
    assert lines_of_targets(cast.sun, View(2024, DAY)) == {}
