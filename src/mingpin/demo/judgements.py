"""Judgements by named, fictitious persons: all of them for prepared bodies, a few for the others."""

from __future__ import annotations

from datetime import timedelta

from mingpin.demo import judged, names
from mingpin.demo.bodies import Applicant, Body, Stage
from mingpin.demo.twists import Twist


def add_judgements(stage: Stage, body: Body, applicant: Applicant) -> None:
    """What has been judged of the subject that a body puts forward."""
    of_applicant: tuple[str, ...] = judged.FAVOURABLE
    if applicant.kind == "regional_brand":
        of_applicant += judged.OF_REGIONAL_BRANDS
    elif body.domain == "services":
        of_applicant += (judged.TYPE_OF_GROWTH,)
    if body.is_prepared:
        for name in of_applicant:
            if name != body.role.pending:
                _add(stage, applicant, name, value=_is_favourable(body, name))
    elif stage.chance.happens(90):
        first = stage.chance.whole(0, 4)
        for name in of_applicant[first : first + stage.chance.whole(3, 16)]:
            _add(stage, applicant, name, value=stage.chance.happens(700))
    _add_on_records(stage, body, applicant)


def _is_favourable(body: Body, name: str) -> bool:
    is_halved = body.has(Twist.STANDARDS_BY_HALF) and name == "standards_nationally_advanced"
    # Standards are refused as a whole: one without the other would be a question of reading.
    is_refused = name == body.role.refused or (body.role.refused in judged.STANDARDS and name in judged.STANDARDS)
    return not (is_halved or is_refused)


def _add_on_records(stage: Stage, body: Body, applicant: Applicant) -> None:
    """What is judged only where there is a record."""
    if body.has(Twist.OTHER_GOODS) and (body.is_prepared or stage.chance.happens(250)):
        _add(stage, applicant, judged.SCOPE_AGREES, value=False)
    elif body.has(Twist.OTHER_WORDS) and not body.is_prepared and stage.chance.happens(400):
        _add(stage, applicant, judged.SCOPE_AGREES, value=True)
    if body.has(Twist.PENALTY_UNFIT, Twist.OTHER_VIOLATION):
        _add(stage, applicant, judged.UNFIT, value=True)
    elif body.has(Twist.PENALTY_OPEN) and not body.is_prepared and stage.chance.happens(300):
        _add(stage, applicant, judged.UNFIT, value=False)
    if body.has(Twist.SERVICE_PROBLEM):
        _add(stage, applicant, judged.SERIOUS_SERVICE, value=True)
    elif body.has(Twist.SERVICE_PROBLEM_OPEN) and not body.is_prepared and stage.chance.happens(300):
        _add(stage, applicant, judged.SERIOUS_SERVICE, value=False)


def _add(stage: Stage, applicant: Applicant, name: str, *, value: bool) -> None:
    chance = stage.chance
    stage.ledger.add(
        "judgements",
        subject_id=applicant.subject_id,
        subject_name=applicant.name,
        judgement=name,
        year=stage.as_of.year,
        value=value,
        decided_by=names.person(chance),
        second_by=names.person(chance) if name in judged.BY_TWO else None,
        department=judged.DEPARTMENTS.get(name, judged.LEAD),
        decided_on=stage.as_of - timedelta(chance.whole(3, 90)),
        reason="演示结论（虚构），不针对任何真实主体",
    )
