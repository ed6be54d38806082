"""How targets stand: counted from records where they can be, as their owners report them where not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import may
from mingpin.accounts.states import Role
from mingpin.engine.model import Clause, Comparison, Target
from mingpin.language import _, in_language
from mingpin.pages.marks import Mark
from mingpin.policies.packs import pack_in_force
from mingpin.targets import words
from mingpin.targets.counting import Counted, Records, records_for
from mingpin.targets.models import Report, ReportQuerySet
from mingpin.targets.months import in_time_until
from mingpin.targets.standings import TargetStanding, standings
from mingpin.targets.states import Judged, TargetState

__all__ = ["LookedAt", "TargetStanding", "looked_at", "standings", "target_at", "visible_reports"]

SEES_ALL = (Role.OFFICE, Role.DEPARTMENT, Role.COUNTY, Role.LEADER, Role.AUDITOR, "platform")
"""Goals of the document and how far they are reached are open to everybody who works for the city or a county of it."""


def visible_reports(reports: ReportQuerySet, by: Acting) -> ReportQuerySet:
    """All reports for staff, counties included: a report says a figure of the city. None for others."""
    return reports if by.has_role(*SEES_ALL) else reports.none()


@dataclass(frozen=True)
class LookedAt:
    """A target on a day, with what its figure rests on: the count of records, or the newest report for that day."""

    standing: TargetStanding
    day: date
    counted: Counted | None = None
    report: Report | None = None
    pk: str = ""

    @property
    def clause(self) -> Clause:
        return self.standing.clause

    @property
    def title(self) -> str:
        return in_language(self.clause.title)

    @property
    def number(self) -> str:
        return self.clause.number

    @property
    def measure(self) -> str:
        assert self.clause.target is not None
        return in_language(self.clause.target.measure)

    @property
    def comparison(self) -> Comparison:
        assert self.clause.target is not None
        return self.clause.target.comparison

    @property
    def kind(self) -> str:
        return words.comparison_word(self.comparison)

    @property
    def goal(self) -> str:
        return words.goal_words(self.clause, self.day)

    @property
    def owners(self) -> str:
        return words.owners_words(self.clause)

    @property
    def due(self) -> date:
        return self.standing.due

    @property
    def value(self) -> Decimal | None:
        return self.standing.value

    @property
    def share(self) -> Decimal | None:
        """How much of the goal is reached; for ordering a list."""
        goal = self.standing.goal
        return self.value / goal if self.value is not None and goal else None

    @property
    def is_exceeded(self) -> bool:
        """More than a goal that says exactly how many."""
        target, value, goal = self.clause.target, self.value, self.standing.goal
        assert target is not None
        return value is not None and goal is not None and words.bound_of(target) is Comparison.EQUAL and value > goal

    @property
    def may_be_reached(self) -> bool:
        """Not reached for certain, but with the records whose dates leave it open."""
        target, goal = self.clause.target, self.standing.goal
        if (
            self.counted is None
            or goal is None
            or self.standing.state is TargetState.REACHED
            or not self.counted.uncertain
        ):
            return False
        assert target is not None
        return words.reached(target, Decimal(self.counted.value + self.counted.uncertain), goal)

    @property
    def mark(self) -> Mark:
        """How it stands, with a word that says whether there is time left."""
        state = self.standing.state
        if state is TargetState.NOT_REPORTED:
            is_open = self.report is not None and self.report.judged == Judged.CANNOT_TELL
            return Mark("open", _("Cannot be told yet") if is_open else _("Not reported"))
        if state is TargetState.REACHED:
            return Mark("ok", _("Exceeded") if self.is_exceeded else _("Reached"))
        if state is TargetState.UNDETERMINED:
            if self.counted is None:
                return Mark("open", _("Cannot be told: no figure of the due day"))
            word = _("Not reached for certain") if self.may_be_reached else _("Cannot be told: not declared complete")
            return Mark("open", word)
        return Mark("busy", _("Not reached yet")) if self.day <= self.due else Mark("no", _("Not reached"))

    @property
    def value_text(self) -> str:
        """The figure with its unit; words where there is none, never a number."""
        if self.report is not None and self.report.judged:
            return str(Judged(self.report.judged).label)
        if self.value is not None:
            return words.amount(self.value, self.clause)
        return _("Nothing on record") if self.counted is not None else _("Not reported")

    @property
    def source(self) -> str:
        """How the figure is known."""
        if self.counted is not None:
            if not self.counted.on_file and not self.counted.declared.is_complete:
                return _("0 on record; nobody declared that this is all")
            said = _("on record")
            if self.counted.uncertain:
                said = _("on record; {count} more may count").format(count=self.counted.uncertain)
            return said
        if self.report is None:
            return _("waits for a report by its owners")
        said = _("reported as of {day}").format(day=self.report.for_day.isoformat())
        return _("{said}, restated").format(said=said) if self.report.supersedes_id else said

    @property
    def is_late(self) -> bool:
        """The report that it rests on came too late."""
        return self.report is not None and is_late(self.report)


def state_of_count(counted: Counted, target: Target, goal: Decimal) -> TargetState:
    """Enough records are enough. Too few are “not reached” only where the list behind them is declared complete, lately enough,
    and none that may count besides would do: absence is evidence only under coverage."""
    if words.reached(target, Decimal(counted.value), goal):
        return TargetState.REACHED
    is_settled = counted.declared.is_fresh and not words.reached(
        target, Decimal(counted.value + counted.uncertain), goal
    )
    return TargetState.NOT_REACHED if is_settled else TargetState.UNDETERMINED


def _state_of_report(report: Report, target: Target, goal: Decimal | None, day: date) -> TargetState:
    """What owners said holds for its day. After the due day an earlier figure that was not enough tells nothing: more may have
    come until then."""
    if report.value is not None and goal is not None:
        is_reached = words.reached(target, report.value, goal)
    elif report.judged in (Judged.REACHED, Judged.NOT_REACHED):
        is_reached = report.judged == Judged.REACHED
    else:
        return TargetState.NOT_REPORTED
    if is_reached:
        return TargetState.REACHED
    return TargetState.UNDETERMINED if report.for_day < target.due < day else TargetState.NOT_REACHED


def is_late(report: Report) -> bool:
    """Whether a report came after the day until which its figure was asked for; a restated figure is judged by the first one."""
    return report.supersedes_id is None and report.reported_on > in_time_until(report.for_day)


def looked_at(
    by: Acting, day: date, clauses: Sequence[Clause] | None = None, *, areas: Collection[str] | None = ()
) -> list[LookedAt]:
    """The targets on a day, in the document's order; empty for whoever may not see them. A constant number of queries. `areas`:
    which of them are told apart; None for all."""
    if not may(by, "list", Report):
        return []
    chosen = words.target_clauses() if clauses is None else tuple(clauses)
    records = records_for(pack_in_force(), chosen, day=day, areas=areas)
    reports = _newest(by, day, [one.id for one in chosen if not _is_countable(one)])
    return [_looked_at(clause, day, records, reports.get(clause.id)) for clause in chosen]


def target_at(by: Acting, clause: Clause, day: date) -> tuple[LookedAt, Records]:
    """One target on a day and by area, with the records that it is counted from."""
    records = records_for(pack_in_force(), [clause], day=day, areas=None)
    reports = {} if _is_countable(clause) else _newest(by, day, [clause.id])
    return _looked_at(clause, day, records, reports.get(clause.id)), records


def _is_countable(clause: Clause) -> bool:
    return bool(clause.target and clause.target.counts)


def _newest(by: Acting, day: date, clauses: list[str]) -> dict[str, Report]:
    """The report of each target for the latest day until then, as it stands now; figures that were taken back left out."""
    rows = Report.objects.visible_to(by).current().filter(clause__in=clauses, for_day__lte=day)
    rows = rows.exclude(value=None, judged="")
    return {one.clause: one for one in rows.order_by("for_day", "pk")}


def _looked_at(clause: Clause, day: date, records: Records, report: Report | None) -> LookedAt:
    target = clause.target
    assert target is not None
    goal = words.goal_of(target, day)
    counted = records.count(clause, day) if _is_countable(clause) else None
    value: Decimal | None = None
    told_on: date | None = None
    if counted is not None:
        is_told = bool(counted.on_file) or counted.declared.is_complete
        value = Decimal(counted.value) if is_told else None
        told_on = day if is_told else None
    elif report is not None:
        value, told_on = report.value, report.for_day
    state = TargetState.NOT_REPORTED
    if counted is not None and value is not None and goal is not None:
        state = state_of_count(counted, target, goal)
    elif report is not None:
        state = _state_of_report(report, target, goal, day)
    standing = TargetStanding(clause, value, counted is not None, goal, state, target.due, told_on, clause.owners)
    return LookedAt(standing, day, counted, report, pk=clause.id)
