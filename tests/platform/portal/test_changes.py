"""The desk says what changed since the person was last here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from mingpin.audit.actions import record
from mingpin.policies.models import Run
from tests.platform.cast import HUIXIAN, Cast
from tests.platform.fixtures import SignedIn
from tests.platform.policies.making import a_run
from tests.platform.registry.making import a_row, a_subject

pytestmark = pytest.mark.django_db


def sign_in(cast: Cast, name: str) -> None:
    with transaction.atomic():
        record(by=getattr(cast, name).who(), action="sign_in", on=cast.person(name))


def changes(signed_in: SignedIn, name: str) -> list[Any]:
    return list(signed_in(name).get("/").context["changes"])


def fails(subject: Any) -> None:
    a_row(subject, "inspections", level="national", result="failed", inspected_on="2024-03-01", product="筛",
          is_applied_product="true")  # fmt: skip


def test_who_is_here_for_the_first_time_is_told_of_no_changes(signed_in: SignedIn, cast: Cast) -> None:
    sign_in(cast, "wang")
    a_subject()
    a_run()
    page = signed_in("wang").get("/")
    assert (page.context["since"], page.context["changes"]) == (None, [])


def test_verdicts_that_differ_since_the_last_visit_are_counted_for_whom_they_concern(
    signed_in: SignedIn, cast: Cast
) -> None:
    mine = a_subject(uscc="91410781MA00000017")
    a_subject("示例辉县振动有限公司", HUIXIAN)
    before = a_run()
    Run.objects.filter(pk=before.pk).update(finished_at=timezone.now() - timedelta(hours=1))
    for name in ("wang", "zhou", "wu", "sun", "qian"):
        for _twice in range(2):
            sign_in(cast, name)
    fails(mine)
    after = a_run()
    counted = {
        name: [one.count for one in changes(signed_in, name) if "compare" in one.url] for name in ("wang", "zhou", "wu")
    }
    assert counted == {"wang": [1], "zhou": [1], "wu": [0]}
    told = changes(signed_in, "sun")
    assert f"/surveys/{after.pk}/subjects/{mine.pk}/" in [one.url for one in told]
    assert any("不符合" in one.what for one in told)
    assert any(one.url == f"/subjects/{mine.pk}/" and one.count == 1 for one in told)
    assert changes(signed_in, "qian") == []
