"""The pages: the queue leads to judging, evidence that may not be read is not shown, rulings and what-ifs lead to names."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest

from mingpin.judgements.demonstration import demonstrate
from mingpin.judgements.models import Proposed, Ruling, WhatIf
from mingpin.judgements.states import ProposedState, RulingState, WhatIfState
from mingpin.judgements.waiting import matters_for, waiting_verdicts
from mingpin.pages.desks import waiting_for
from mingpin.policies.models import Run, RunVerdict
from mingpin.policies.packs import pack_in_force
from mingpin.registry.models import EvidenceRow, Subject
from mingpin.registry.states import BatchKind
from mingpin.registry.taking import take_in
from mingpin.vocabulary.evidence import rows_frame
from mingpin.vocabulary.place import shared_vocabulary
from tests.platform.cast import Cast
from tests.platform.fixtures import SignedIn
from tests.platform.jobs_now import run_jobs
from tests.platform.judgements.making import ALONE, BY_TWO, PICKS, QUESTION, a_colleague, a_draft, judge, surveyed
from tests.platform.policies.making import DAY, PLATFORM, a_run
from tests.platform.registry.making import a_subject

pytestmark = pytest.mark.django_db


def text_of(answer: Any) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def page_of(judgement: str, subject: Subject) -> str:
    return f"/judgements/of/{judgement}/subjects/{subject.pk}/"


def first_that_waits(run: Run, cast: Cast) -> RunVerdict:
    found = waiting_verdicts(run, cast.zheng, matters_for(cast.zheng, pack_in_force())).order_by("open", "pk").first()
    assert found is not None
    return found


def test_the_queue_has_the_nearest_first_and_leads_to_judging(signed_in: SignedIn, cast: Cast) -> None:
    run = surveyed()
    department = signed_in("zheng")
    answer = department.get("/judgements/")
    listing = answer.context["listing"]
    opens = [row.open for row in listing.found]
    assert opens == sorted(opens)
    assert listing.total == len(opens) > 5
    one = answer.context["matters"][0]
    narrowed = department.get(one["url"]).context["listing"]
    assert narrowed.total == one["count"]
    verdict = narrowed.found[0]
    judgement = one["url"].split("=")[1]
    page = department.get(page_of(judgement, verdict.subject))
    assert page.status_code == 200
    assert one["question"] in text_of(page)
    assert run.pk == page.context["run"].pk


def test_judging_by_the_page(signed_in: SignedIn, cast: Cast) -> None:
    run = surveyed()
    department = signed_in("zheng")
    subject = first_that_waits(run, cast).subject
    here = page_of(ALONE, subject)
    wrong = department.post(here, {"value": "yes", "reason": "", "decided_on": "2024-06-30", "instead": ""})
    assert wrong.status_code == 422
    future = department.post(here, {"value": "yes", "reason": "好", "decided_on": "2999-01-01", "instead": ""})
    assert future.status_code == 422
    done = department.post(here, {"value": "yes", "reason": "核查无异常", "decided_on": "2024-06-30", "instead": ""})
    assert done.status_code == 303
    row = EvidenceRow.objects.get(table="judgements", subject=subject, values__judgement=ALONE)
    again = department.get(here)
    assert again.context["form"].initial["instead"] == str(row.pk)
    assert "核查无异常" in text_of(again)
    assert "结论在等这项认定" not in text_of(again)
    stale = department.post(here, {"value": "no", "reason": "改", "decided_on": "2024-06-30", "instead": ""})
    assert stale.status_code in (409, 422)
    changed = department.post(
        here,
        {
            "value": "no",
            "reason": "复查",
            "decided_on": "2024-06-30",
            "instead": str(row.pk),
            "replaces_because": "复查",
        },
    )
    assert changed.status_code == 303
    row.refresh_from_db()
    assert row.superseded_reason == "复查"


def test_who_looks_on_sees_the_page_and_cannot_judge(signed_in: SignedIn, cast: Cast) -> None:
    run = surveyed()
    subject = first_that_waits(run, cast).subject
    for who in ("wang", "li", "zhao"):
        browser = signed_in(who)
        assert browser.get(page_of(ALONE, subject)).context["form"] is None
        assert browser.post(page_of(ALONE, subject), {"value": "yes", "reason": "x"}).status_code == 403
    assert signed_in("chen").get(page_of(ALONE, subject)).status_code == 404
    assert signed_in("zhou").get(page_of(ALONE, subject)).status_code == 403
    assert not Proposed.objects.exists()


def test_confidential_rows_of_others_are_counted_and_never_shown(signed_in: SignedIn, cast: Cast) -> None:
    subject = a_subject()
    secret = "用户满意度调查机密报告"
    said = {"subject_id": subject.subject_id, "product": secret, "year": 2023, "score": 93}
    frame = rows_frame(shared_vocabulary().tables["satisfaction"], [said])
    take_in({"satisfaction": frame}, kind=BatchKind.FORM, title="满意度", supplier=cast.chen.organisation, by=PLATFORM)
    a_run()
    answer = signed_in("zheng").get(page_of("satisfaction_high", subject))
    assert secret not in answer.content.decode()
    assert any(part.hidden == 1 for part in answer.context["laid"])
    assert secret in signed_in("wang").get(page_of("satisfaction_high", subject)).content.decode()


def test_seconding_by_the_page(signed_in: SignedIn, cast: Cast) -> None:
    subject = a_subject()
    a_run()
    proposed = judge(cast.zheng, subject, BY_TWO)
    here = f"/judgements/proposed/{proposed.pk}/"
    page = signed_in("zheng").get(here)
    assert not page.context["may_second"]
    assert signed_in("zheng").post(f"{here}second").status_code == 403
    colleague = a_colleague(cast)
    assert [one.count for one in waiting_for(colleague) if one.url == "/judgements/proposed/"] == [1]
    assert not [one for one in waiting_for(cast.zheng) if one.url == "/judgements/proposed/"]
    browser = signed_in("nobody")
    assert colleague.person is not None
    browser.force_login(colleague.person, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get(here).context["may_second"]
    assert browser.post(f"{here}second").status_code == 303
    proposed.refresh_from_db()
    assert proposed.state == ProposedState.SECONDED


def test_a_question_of_reading_names_who_waits_and_what_each_reading_would_do(signed_in: SignedIn, cast: Cast) -> None:
    run = surveyed(120)
    office = signed_in("wang")
    top = max(
        (one for one in run.summary["reasons"] if one["code"].startswith("reading_not_settled:")),
        key=lambda one: one["subjects"],
    )
    question = top["code"].split(":")[1]
    here = f"/judgements/readings/{question}/"
    page = office.get(here)
    assert page.context["listing"].total == top["subjects"] > 0
    by_county = page.context["shares"][0][2]
    assert sum(count for _label, _url, count in by_county) == top["subjects"]
    _label, url, count = by_county[0]
    assert office.get(url).context["listing"].total == count
    assert office.post(f"{here}effects").status_code == 303
    run_jobs()
    options = office.get(here).context["options"]
    assert all(option.what_if.state == WhatIfState.DONE for option in options)
    assert all(sum(option.what_if.result["after"].values()) == run.subjects for option in options)
    assert signed_in("zheng").get(here).status_code == 200
    assert signed_in("zheng").post(f"{here}effects").status_code == 403
    assert signed_in("zhou").get(here).status_code == 403


def test_a_ruling_from_draft_to_signature_by_the_pages(signed_in: SignedIn, cast: Cast) -> None:
    surveyed()
    office, leader = signed_in("wang"), signed_in("li")
    sent = {"picks": PICKS, "from_day": "2024-07-01", "decided_by": "领导小组", "document": "3 号", "reason": "本意"}
    assert office.post(f"/judgements/readings/{QUESTION}/rule", sent | {"document": ""}).status_code == 422
    assert office.post(f"/judgements/readings/{QUESTION}/rule", sent).status_code == 303
    ruling = Ruling.objects.get()
    here = f"/judgements/rulings/{ruling.pk}/"
    assert not leader.get(here).context["is_known"]
    assert leader.post(f"{here}sign").status_code == 422
    run_jobs()
    page = leader.get(here)
    assert page.context["is_known"]
    assert page.context["may_sign"]
    assert page.context["effect"]["listing"].total == page.context["effect"]["result"]["moved"]
    assert [one.url for one in waiting_for(cast.li) if one.url == here] == [here]
    assert office.post(f"{here}sign").status_code == 403
    assert leader.post(f"{here}sign").status_code == 303
    ruling.refresh_from_db()
    assert ruling.state == RulingState.SIGNED
    assert leader.post(f"{here}revoke", {"from_day": "2024-08-01", "reason": ""}).status_code == 422
    assert leader.post(f"{here}revoke", {"from_day": "2024-08-01", "reason": "重议"}).status_code == 303
    ruling.refresh_from_db()
    assert (ruling.state, ruling.revoked_from) == (RulingState.REVOKED, date(2024, 8, 1))
    assert signed_in("zheng").get(here).context["effect"] is None


def test_a_what_if_by_the_pages_leads_to_names_and_a_letter(signed_in: SignedIn, cast: Cast) -> None:
    surveyed(120)
    office = signed_in("wang")
    assert office.get("/judgements/what-if/new").status_code == 200
    form = office.get("/judgements/what-if/new?clause=plan.3.c3").context["form"]
    assert {bound.name for bound in form if bound.name.startswith("reading-")} >= {"reading-trademark_ownership"}
    run = Run.objects.get()
    typed = {bound.name: bound.initial or "" for bound in form if bound.name.startswith("condition-")}
    nothing = office.post("/judgements/what-if/new", {"title": "试", "run": run.pk, "clause": "plan.3.c3", **typed})
    assert nothing.status_code == 422
    broken = typed | {next(iter(typed)): "no_such_fact"}
    answer = office.post("/judgements/what-if/new", {"title": "试", "run": run.pk, "clause": "plan.3.c3", **broken})
    assert answer.status_code == 422
    assert next(iter(typed)) in answer.context["form"].errors
    sent = {"title": "不要商标一条", "run": run.pk, "without": ["plan.3.c3"]}
    assert office.post("/judgements/what-if/new", sent).status_code == 303
    run_jobs()
    made = WhatIf.objects.get()
    here = f"/judgements/what-if/{made.pk}/"
    for who in ("wang", "li", "zhao"):
        page = signed_in(who).get(here)
        listing = page.context["effect"]["listing"]
        assert listing.total == made.result["moved"] > 0
        assert signed_in(who).get(f"{here}letter").content[:2] == b"PK"
    result = made.result
    for how, name in (("enter", "enters"), ("leave", "leaves"), ("settled", "settled"), ("opened", "opened")):
        assert office.get(f"{here}?how={how}").context["effect"]["listing"].total == result[name]
    share = office.get(here).context["effect"]["shares"][0][2][0]
    assert office.get(share.url.split("#")[0]).context["effect"]["listing"].total >= share.enters
    for who, status in (("zheng", 403), ("zhou", 403), ("sun", 403)):
        assert signed_in(who).get(here).status_code == status
    assert signed_in("li").get("/judgements/what-if/new").status_code == 403


def test_the_document_says_beside_each_clause_how_many_wait(signed_in: SignedIn, cast: Cast) -> None:
    surveyed()
    department = signed_in("zheng")
    page = department.get("/document/plan.3.c5/")
    lines = [line for line in page.context["side"].lines if line.kind == "judgement"]
    assert lines
    for line in lines:
        count = int(re.sub(r"\D", "", str(line.mark)))
        assert department.get(line.url).context["listing"].total == count
    assert not [line for line in signed_in("zhou").get("/document/plan.3.c5/").context["side"].lines
                if line.kind in ("judgement", "reading")]  # fmt: skip


def test_the_demonstration_leaves_something_for_everybody(cast: Cast) -> None:
    surveyed(200)
    people = {"market_regulation": cast.zheng, "industry_it": cast.chen}
    ruling = demonstrate(cast.wang, people.get)
    run_jobs()
    assert ruling is not None
    assert EvidenceRow.objects.filter(table="judgements", batch__supplier=cast.zheng.organisation).count() >= 3
    assert Proposed.objects.filter(state=ProposedState.PROPOSED).count() <= 1
    assert not WhatIf.objects.exclude(state=WhatIfState.DONE).exists()
    assert [one.count for one in waiting_for(cast.li) if "rulings" in one.url] == [1]


def test_no_query_more_for_a_longer_document(
    signed_in: SignedIn, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    surveyed()
    office = signed_in("wang")
    office.get("/judgements/")
    with django_assert_max_num_queries(45):
        office.get("/judgements/")
    a_draft(cast, Run.objects.get(), from_day=DAY)
    with django_assert_max_num_queries(45):
        office.get("/judgements/readings/")
