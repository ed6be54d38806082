"""The demonstration's requests: made by the actions, in every state that a visitor should see."""

from __future__ import annotations

import pytest

from mingpin.audit.models import Entry
from mingpin.collection.burden import burden_of
from mingpin.collection.demonstration import demonstrate
from mingpin.collection.models import RequestItem
from mingpin.collection.states import ItemState
from tests.platform.cast import HUIXIAN, WEIHUI, Cast
from tests.platform.collection.making import drafted
from tests.platform.jobs_now import run_jobs

pytestmark = pytest.mark.django_db


def test_the_demonstration_asks_and_is_answered(cast: Cast) -> None:
    run = drafted(cast)
    people = {"industry_it": cast.chen, "market_regulation": cast.zheng, WEIHUI: cast.zhou, HUIXIAN: cast.wu}
    sent = demonstrate(run, people.get, cast.wang, run_jobs)
    assert len(sent) == 4
    states = set(RequestItem.objects.filter(request__in=sent).values_list("state", flat=True))
    assert states == {ItemState.OPEN, ItemState.HELD, ItemState.DECLINED}
    actions = set(Entry.objects.values_list("action", flat=True))
    assert {
        "draft_requests",
        "finish_drafting",
        "send_request",
        "answer_request",
        "decline_items",
        "remind_holder",
    } <= actions
    assert sum(one.held for one in burden_of(cast.wang)) > 0
