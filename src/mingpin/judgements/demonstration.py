"""Judgements and a ruling of the demonstration, through the actions; fictitious, and said so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.core.files.base import ContentFile

from mingpin.accounts.acting import Acting
from mingpin.engine.model import Kind
from mingpin.judgements.actions.judging import Answer, give_judgement
from mingpin.judgements.actions.rulings import Choice, draft_ruling
from mingpin.judgements.actions.what_ifs import look_at_reading, try_what_if
from mingpin.judgements.matters import Matter, judgements_of, questions_of
from mingpin.judgements.models import Ruling
from mingpin.judgements.waiting import open_counts, waiting_verdicts
from mingpin.policies.models import Run
from mingpin.policies.queries import latest_run
from mingpin.policies.runs.traces import of_run

ActingFor = Callable[[str], Acting | None]
MOST_GIVEN = 4
TRIED = "plan.3.c3"
"""The clause that the what-if leaves out."""
REASONS = (
    "示例：查阅近三年行政处罚、信用记录和抽查结果，未见异常；现场走访情况与申报材料一致。",
    "示例：同行业比较位居前列，有检测报告和用户评价佐证。",
    "示例：申报材料与第三方报告不一致，经约谈企业未能说明，本年度不予认定。",
)
MINUTES = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def demonstrate(office: Acting, department: ActingFor, today: date | None = None) -> Ruling | None:
    """Plays what the cast did after the latest survey: a few judgements of each department that somebody acts for, one that waits
    for its second person, a ruling that waits for its leader, a what-if. What is to be computed is queued. Nothing where there is
    no survey; to be called once. `today`: the day on which they judge, else the survey's day."""
    run = latest_run(office)
    if run is None:
        return None
    matters = judgements_of(of_run(run).program.pack)
    _judge(run, matters, department, today or run.as_of)
    return _rule(run, office, today or run.as_of)


def _judge(run: Run, matters: dict[str, Matter], department: ActingFor, day: date) -> None:
    given: dict[str, int] = {}
    for matter in matters.values():
        by = department(matter.by)
        limit = 1 if matter.needs_second_person else MOST_GIVEN
        kind = f"{matter.by}{'*' if matter.needs_second_person else ''}"
        if by is None or given.get(kind, 0) >= limit:
            continue
        verdict = (
            waiting_verdicts(run, by, {matter.id: matter}).select_related("subject").order_by("open", "pk").first()
        )
        if verdict is None:
            continue
        number = given[kind] = given.get(kind, 0) + 1
        is_good, reason = number % len(REASONS) != 0, REASONS[number % len(REASONS) - 1]
        is_adverse = matter.places[0].clause.kind is Kind.EXCLUSION
        answer = Answer(matter.id, verdict.subject, run.year, is_good is not is_adverse, reason, day)
        documents = [ContentFile(MINUTES, name="示例-核查记录.pdf")] if number == 1 else []
        give_judgement(answer=answer, by=by, documents=documents)


def _rule(run: Run, office: Acting, day: date) -> Ruling | None:
    """The question for which most subjects wait: what each reading does, and a draft that picks the first."""
    counts, questions = open_counts(run, office), questions_of(of_run(run).program.pack)
    waiting = [one for one in questions.values() if counts.get(one.code)]
    if not waiting:
        return None
    question = max(waiting, key=lambda one: counts[one.code])
    for option in question.options:
        look_at_reading(question=question.id, option=option, run=run, by=office)
    choice = Choice(
        question.id,
        next(iter(question.options)),
        day,
        "示例：领导小组",
        "示例：领导小组会议纪要第 3 号",
        "示例：按文件起草时的本意理解，并征求了成员单位意见。",
    )
    _try(run, office)
    return draft_ruling(choice=choice, run=run, by=office)


def _try(run: Run, office: Acting) -> None:
    clauses = [one.clause.id for one in of_run(run).program.clauses]
    tried = TRIED if TRIED in clauses else clauses[0]
    try_what_if(title="示例：不设技术创新与商标一条", run=run, typed={"without": [tried]}, by=office)
