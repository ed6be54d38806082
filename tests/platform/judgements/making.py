"""Subjects that wait for judgements and rulings, judged in a survey."""

from __future__ import annotations

from datetime import date
from typing import Any

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import Membership, Person
from mingpin.accounts.states import MembershipState, Role
from mingpin.judgements.actions.judging import Answer, give_judgement
from mingpin.judgements.actions.rulings import Choice, draft_ruling, sign_ruling
from mingpin.judgements.models import Ruling
from mingpin.policies.models import Run
from mingpin.registry.models import Subject
from tests.platform.cast import Cast
from tests.platform.jobs_now import run_jobs
from tests.platform.policies.making import DAY, a_run, take_demonstration

ALONE, BY_TWO = "honest_operation", "serious_service_problem"
"""A judgement that market regulation gives alone, and one for which the document asks for a second person."""
QUESTION, PICKS = "trademark_dispute_role", "as_respondent"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def surveyed(subjects: int = 60) -> Run:
    """A survey of demonstration subjects."""
    take_demonstration(subjects)
    return a_run()


def a_colleague(cast: Cast, of: str = "zheng", name: str = "吴二", username: str = "wu-second") -> Acting:
    """A second person of the same department."""
    membership = getattr(cast, of).membership
    person = Person.objects.create(username=username, name=name)
    Membership.objects.create(
        person=person,
        organisation=membership.organisation,
        role=Role.DEPARTMENT,
        valid_from=date(2023, 1, 1),
        state=MembershipState.CONFIRMED,
    )
    return Acting.of(person)


def an_answer(subject: Subject, judgement: str = ALONE, **rest: Any) -> Answer:
    given: dict[str, Any] = {"year": 2024, "value": True, "reason": "依法经营，无违法记录。", "decided_on": DAY}
    return Answer(judgement=judgement, subject=subject, **(given | rest))


def judge(by: Acting, subject: Subject, judgement: str = ALONE, instead: Any = (), **rest: Any) -> Any:
    return give_judgement(answer=an_answer(subject, judgement, **rest), by=by, instead=instead)


def a_draft(cast: Cast, run: Run, question: str = QUESTION, picks: str = PICKS, from_day: date = DAY) -> Ruling:
    """A ruling that waits for its leader, with whom it changes computed."""
    choice = Choice(question, picks, from_day, "领导小组", "示例：会议纪要第 2 号", "按立法原意")
    ruling = draft_ruling(choice=choice, run=run, by=cast.wang)
    run_jobs()
    return Ruling.objects.select_related("what_if__run").get(pk=ruling.pk)


def a_ruling(cast: Cast, run: Run, **rest: Any) -> Ruling:
    """The same, signed."""
    ruling = a_draft(cast, run, **rest)
    sign_ruling(ruling=ruling, by=cast.li)
    return ruling
