"""The form of a what-if: every number, reading, condition and clause of the document can be tried otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField

from mingpin.documents.provisions import provisions
from mingpin.documents.report import plain_parameter
from mingpin.documents.wording import clause_label
from mingpin.engine import Program
from mingpin.engine.words import Words
from mingpin.judgements.changing import condition_field, conditions_of
from mingpin.judgements.drafts import HEADER
from mingpin.judgements.matters import questions_of
from mingpin.language import _, in_language
from mingpin.language import later as __

LONGEST_CONDITION = 500


class WhatIfForm(forms.Form):
    """What is tried. A field left as it is changes nothing. `clause`: only what this clause is made of."""

    title = forms.CharField(
        label=__("Title"), max_length=120, help_text=__("What you want to know, for whoever reads the result.")
    )
    run = forms.ChoiceField(label=__("On the evidence of"))

    def __init__(
        self, data: Any = None, files: Any = None, *, program: Program, runs: list[tuple[str, str]], clause: str = ""
    ):
        super().__init__(data, files)
        self.program, self.clause = program, clause
        self._paths: dict[str, str] = {}
        field = self.fields["run"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = runs
        self._add_parameters()
        self._add_readings()
        self._add_conditions()
        self._add_clauses()
        if not clause:
            self.fields["draft"] = forms.FileField(
                label=_("Draft pack"),
                required=False,
                help_text=_("A ZIP file of a pack's folder, with {file}. It is run instead of the document in force.").format(
                    file=HEADER
                ),
            )  # fmt: skip

    def _add_parameters(self) -> None:
        words = Words(self.program)
        for provision in provisions(self.program):
            for parameter in provision.parameters:
                if not self._is_of(provision.clause.id) or parameter.name not in self.program.parameters:
                    continue
                now = plain_parameter(self.program, parameter.name, self.program.parameters[parameter.name])
                hint = _("now {value}; typed as {typed}").format(value=words.parameter(parameter.name), typed=now)
                self.fields.setdefault(
                    f"parameter-{parameter.name}",
                    forms.CharField(label=in_language(parameter.label), required=False, max_length=40, help_text=hint),
                )

    def _add_readings(self) -> None:
        for id_, question in questions_of(self.program.pack).items():
            if any(self._is_of(place.clause.id) for place in question.places):
                options = [("", _("as it is")), *question.options.items()]
                self.fields[f"reading-{id_}"] = forms.ChoiceField(label=question.text, required=False, choices=options)

    def _add_conditions(self) -> None:
        words = Words(self.program)
        for path, place in conditions_of(self.program.pack).items():
            if not self._is_of(place.clause.id) or place.node.condition is None:
                continue
            self._paths[condition_field(path)] = path
            self.fields[condition_field(path)] = forms.CharField(
                label=" · ".join(filter(None, (place.label, in_language(place.node.title)))),
                required=False,
                max_length=LONGEST_CONDITION,
                widget=forms.Textarea(attrs={"rows": 2}),
                initial=place.node.condition.text,
                help_text=f"“{place.quote}” {words.condition(place.node.condition.expr)}",
            )

    def _add_clauses(self) -> None:
        choices = [
            (one.clause.id, clause_label(one.clause)) for one in self.program.clauses if self._is_of(one.clause.id)
        ]
        if choices:
            self.fields["without"] = forms.MultipleChoiceField(
                label=_("Clauses left out"), required=False, choices=choices, widget=forms.CheckboxSelectMultiple
            )

    def _is_of(self, clause: str) -> bool:
        return not self.clause or clause == self.clause

    # --- as pages show it

    def head(self) -> list[BoundField]:
        return [self["title"], self["run"]]

    def parts(self) -> Iterator[tuple[str, str, list[BoundField], bool]]:
        """The groups of fields: title, a note, the fields, and whether something in them was changed or is wrong."""
        yield self._part(_("Numbers"), _("In the units of files: yuan, a share of 1 or per cent, a day."), "parameter-")
        yield self._part(_("Readings"), _("As if the leading group had ruled so."), "reading-")
        note = _("Written as in the rule under the text; the engine says what it cannot read.")
        yield self._part(_("Conditions"), note, "condition-")
        yield self._part(_("Clauses"), _("As if the document did not have them."), "without")
        yield self._part(_("A whole draft"), _("Text and rules of a draft for comment."), "draft")

    def _part(self, title: str, note: str, prefix: str) -> tuple[str, str, list[BoundField], bool]:
        fields = [self[name] for name in self.fields if name.startswith(prefix)]
        return title, note, fields, any(bound.errors or bound.name in self.changed_data for bound in fields)

    def typed(self) -> dict[str, Any]:
        """What is to be otherwise, by kind; without what stays as it is."""
        data = self.cleaned_data
        found: dict[str, Any] = {"parameters": {}, "rulings": {}, "conditions": {}}
        kinds = {"parameter": "parameters", "reading": "rulings", "condition": "conditions"}
        for name, value in data.items():
            kind, dash, about = name.partition("-")
            text = value.strip() if isinstance(value, str) else ""
            if dash and kind in kinds and text and text != (self.fields[name].initial or "").strip():
                found[kinds[kind]][self._paths.get(name, about)] = text
        found["without"] = list(data.get("without") or ())
        return {kind: held for kind, held in found.items() if held}
