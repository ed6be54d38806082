"""What a bulletin says of the document's targets: each as reached, not reached or not reported."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

from django.urls import reverse

from mingpin.accounts.acting import Acting
from mingpin.duties.bulletin.shape import Line, Part
from mingpin.language import _, in_language
from mingpin.targets.standings import TargetStanding, TargetState, standings
from mingpin.targets.words import goal_words


def targets_part(as_of: date, by: Acting) -> Part:
    """How many targets are reached, and each target with its goal and figure; what nobody reported is said to be that."""
    found, words = standings(by, as_of), _words()
    counts, source = Counter(one.state for one in found), _("Targets of the document as of {day}").format(day=as_of)
    url = f"{reverse('targets')}?as_of={as_of.isoformat()}"
    lines = [Line(words[state], str(counts[state]), source, url) for state in words] if found else []
    head = [_("Target"), _("Target figure"), _("Figure now"), _("State"), _("Due on")]
    rows = [_row(one, words, as_of) for one in found]
    return Part(_("Targets of the document"), lines, head, rows, [_url(one) for one in found])


def _words() -> dict[TargetState, str]:
    return {
        TargetState.REACHED: _("Reached"),
        TargetState.NOT_REACHED: _("Not reached"),
        TargetState.UNDETERMINED: _("undetermined"),
        TargetState.NOT_REPORTED: _("Not reported"),
    }


def _row(one: TargetStanding, words: dict[TargetState, str], as_of: date) -> list[str]:
    target = one.clause.target
    unit = in_language(target.unit) if target else ""
    return [
        in_language(one.clause.title),
        goal_words(one.clause, as_of) if one.goal is not None else _("no figure"),
        _number(one.value, unit) or ("—" if one.state != TargetState.NOT_REPORTED else _("Not reported")),
        words[one.state],
        one.due.isoformat(),
    ]


def _number(value: Decimal | None, unit: str) -> str:
    return f"{value.normalize():f} {unit}".strip() if value is not None else ""


def _url(one: TargetStanding) -> str:
    return reverse("target", kwargs={"clause": one.clause.id})
