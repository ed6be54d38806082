"""What is looked at: filters of the document and of verdicts; what a survey is asked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.states import Role
from mingpin.documents.wording import ReasonWords, clause_label, verdict_word
from mingpin.engine import Program, Verdict
from mingpin.engine.reasons import Reason
from mingpin.language import _
from mingpin.language import later as __
from mingpin.policies.models import Run
from mingpin.policies.packs import pack_in_force
from mingpin.policies.runs.letters import with_verdict_at
from mingpin.policies.states import Standing
from mingpin.registry import vocabulary

MOST_RUNS = 60
NO_PLACE = -1
"""The place of a reason that the run does not have: no row has it."""


class LookingForm(forms.Form):
    """Which survey, county and field the document is looked at by."""

    run = forms.ChoiceField(label=__("Survey"), required=False)
    area = forms.ChoiceField(label=__("County"), required=False)
    field = forms.ChoiceField(label=__("Field named in the document"), required=False)

    def __init__(self, data: Any, *, by: Acting, runs: list[Run]):
        super().__init__(data)
        choices = {
            "run": [(str(run.pk), run_label(run)) for run in runs],
            "area": [("", _("All")), *vocabulary.county_choices()],
            "field": [("", _("All")), *vocabulary.choices("industry_field")],
        }
        for name, given in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = given
        if by.area or by.has_role(Role.CARRIER):
            del self.fields["area"]
        if by.has_role(Role.CARRIER):
            del self.fields["field"]
        if not runs:
            del self.fields["run"]


def run_label(run: Run) -> str:
    """A run in a list to choose from."""
    return _("{year}, as of {day} (survey {number})").format(year=run.year, day=run.as_of.isoformat(), number=run.pk)


class RunForm(forms.Form):
    """A survey to be begun."""

    year = forms.TypedChoiceField(label=__("Programme year"), coerce=int)
    as_of = forms.DateField(
        label=__("As of"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=__("The day at which evidence is looked at: what holds then, counts."),
    )
    note = forms.CharField(label=__("What for"), max_length=200, required=False)

    def __init__(self, data: Any = None, **rest: Any):
        super().__init__(data, **rest)
        today = timezone.localdate()
        years = sorted({*years_of_the_document(), today.year})
        field = self.fields["year"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(year, str(year)) for year in years]
        self.fields["as_of"].initial = today.isoformat()
        self.fields["year"].initial = today.year


def years_of_the_document() -> list[int]:
    """The programme years that the document says anything about."""
    nodes = (node for clause in pack_in_force().executable if clause.rule for node in clause.rule.walk())
    return sorted({year for node in nodes for year in node.years or ()})


class VerdictFilters(forms.Form):
    """What narrows the verdicts of a run."""

    verdict = forms.ChoiceField(label=__("Verdict"), required=False)
    clause = forms.ChoiceField(label=__("Clause"), required=False)
    at = forms.ChoiceField(label=__("Stands there"), required=False)
    reason = forms.ChoiceField(label=__("What keeps it open"), required=False)
    area = forms.ChoiceField(label=__("County"), required=False)
    domain = forms.ChoiceField(label=__("Domain"), required=False)
    field = forms.ChoiceField(label=__("Field named in the document"), required=False)
    few = forms.BooleanField(label=__("One answer is all that is missing"), required=False)

    def __init__(self, data: Any = None, *, run: Run, program: Program, by: Acting):
        super().__init__(data)
        self.run, self.program = run, program
        words = ReasonWords(program)
        every = ("", _("All"))
        codes = run.summary.get("reason_codes", [])
        self._places = {code: place for place, code in enumerate(codes)}
        self._columns = {name: place for place, name in enumerate(run.summary.get("reason_columns", []))}
        at_clauses = {name.split("|", 1)[1] for name in self._columns}
        known = {clause.clause.id: clause.clause for clause in program.clauses}
        given: dict[str, list[tuple[str, Any]]] = {
            "verdict": [(one.value, one.label) for one in Standing],
            "clause": [(id_, clause_label(known[id_])) for id_ in run.summary.get("clause_ids", []) if id_ in known],
            "at": [(one.value, verdict_word(one)) for one in Verdict],
            "reason": sorted(
                ((code, words.sentence(Reason.of(code))) for code in {*codes, *at_clauses}), key=lambda one: one[1]
            ),
            "area": vocabulary.county_choices(),
            "domain": vocabulary.choices("domain"),
            "field": vocabulary.choices("industry_field"),
        }
        for name, choices in given.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [every, *choices]
        if by.area or by.has_role(Role.CARRIER):
            del self.fields["area"]

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The verdicts that the filters leave. A reason with a clause keeps that clause open; without one, the verdict."""
        chosen = self.cleaned_data
        for name, column in (
            ("verdict", "verdict"),
            ("area", "area"),
            ("domain", "domain"),
            ("field", "industry_field"),
        ):
            if chosen.get(name):
                rows = rows.filter(**{column: chosen[name]})
        if chosen["clause"] and chosen["at"]:
            place = self.run.summary["clause_ids"].index(chosen["clause"])
            rows = with_verdict_at(rows, place, Verdict(chosen["at"]))
        if chosen["reason"] and chosen["clause"]:
            place = self._columns.get(f"{chosen['clause']}|{chosen['reason']}", NO_PLACE)
            rows = rows.filter(clause_reasons__contains=f"|{place}|")
        elif chosen["reason"]:
            rows = rows.filter(reasons__contains=f"|{self._places.get(chosen['reason'], NO_PLACE)}|")
        if chosen["few"]:
            rows = rows.filter(open=1, verdict=Standing.UNDETERMINED)
        return rows
