"""A what-if says whom other rules would move, and leaves everything in force as it is."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mingpin.errors import Invalid, Refused
from mingpin.jobs.models import Job
from mingpin.judgements import drafts, effects
from mingpin.judgements.actions.what_ifs import try_what_if
from mingpin.judgements.changing import told_changes, told_draft
from mingpin.judgements.letter import letter
from mingpin.judgements.matters import questions_of
from mingpin.judgements.models import Moved, Ruling, WhatIf
from mingpin.judgements.states import WhatIfState
from mingpin.policies.models import Run, RunVerdict
from mingpin.policies.packs import pack_in_force
from mingpin.policies.rulings import rulings_on
from mingpin.policies.runs.replay import replay
from mingpin.policies.runs.traces import of_run
from mingpin.registry.models import EvidenceRow
from mingpin.vocabulary.place import packs_folder
from tests.platform.cast import Cast
from tests.platform.jobs_now import run_jobs
from tests.platform.judgements.making import PICKS, QUESTION, surveyed
from tests.platform.policies.making import DAY, a_run
from tests.platform.registry.making import a_subject

pytestmark = pytest.mark.django_db
CLAUSE = "plan.3.c3"


def tried(cast: Cast, run: Run, typed: dict[str, Any], **rest: Any) -> WhatIf:
    made = try_what_if(title="放宽一条", run=run, typed=typed, by=cast.wang, **rest)
    run_jobs()
    made.refresh_from_db()
    return made


def archive(change: Any = None, name: str = "draft/") -> SimpleUploadedFile:
    """The pack in force as an archive, with its policy.md or other files changed."""
    folder, held = packs_folder() / pack_in_force().id, io.BytesIO()
    with zipfile.ZipFile(held, "w") as out:
        for file in ("pack.yaml", "policy.md", "parameters.yaml", "rulings.yaml"):
            text = (folder / file).read_text(encoding="utf-8")
            out.writestr(name + file, change(file, text) if change else text)
    return SimpleUploadedFile("draft.zip", held.getvalue())


def a_number() -> tuple[str, Any]:
    """A parameter that every survey uses."""
    return "min_operating_years", pack_in_force().parameters["min_operating_years"]


def test_a_clause_left_out_lets_in_whom_it_kept_out_and_nothing_in_force_changes(cast: Cast) -> None:
    run = surveyed(120)
    before = list(RunVerdict.objects.filter(run=run).order_by("pk").values())
    held, rows = Run.objects.values().get(pk=run.pk), EvidenceRow.objects.count()
    made = tried(cast, run, {"without": [CLAUSE]})
    assert made.state == WhatIfState.DONE
    assert made.result["moved"] == Moved.objects.filter(what_if=made).count() > 0
    assert [row[:1] for row in made.result["clauses"]].count([CLAUSE]) == 0
    assert list(RunVerdict.objects.filter(run=run).order_by("pk").values()) == before
    assert Run.objects.values().get(pk=run.pk) == held
    assert EvidenceRow.objects.count() == rows
    assert not Ruling.objects.exists()
    assert rulings_on(DAY) == {}
    assert replay(run).is_proved
    assert Run.objects.count() == 1


def test_numbers_readings_and_conditions_are_told_with_the_sentence_before_and_after(cast: Cast) -> None:
    a_subject()
    run = a_run()
    name, parameter = a_number()
    path = next(
        place.node.path
        for id_, question in questions_of(pack_in_force()).items()
        if id_ == "trademark_ownership"
        for place in question.places
    )
    typed = {
        "parameters": {name: "1"},
        "rulings": {QUESTION: PICKS},
        "conditions": {f"{path}.1": "has_valid_trademark"},
        "without": [CLAUSE],
    }
    program = of_run(run).program
    told = told_changes(program, effects.program_with(run, typed), typed)
    assert told[0].what == parameter.label["zh"]
    assert told[0].after.startswith("1")
    assert told[0].before != told[0].after
    assert (told[1].before, told[1].after) == ("未定：各种读法都在运行", "只算被诉、权属或有效性被争议的")
    assert told[2].before != told[2].after
    assert all(one.quote in pack_in_force().text for one in told if one.quote)
    assert tried(cast, run, typed).state == WhatIfState.DONE


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, ""),
        ({"parameters": {"min_operating_years": "many"}}, "parameter-min_operating_years"),
        ({"parameters": {"no_such": "1"}}, "parameters"),
        ({"rulings": {QUESTION: "neither"}}, f"reading-{QUESTION}"),
        ({"without": ["plan.9.9"]}, "without"),
        ({"conditions": {"plan.3.c1#": "x"}}, "conditions"),
    ],
)
def test_what_the_engine_cannot_use_is_said_at_once_at_its_field(cast: Cast, typed: dict[str, Any], field: str) -> None:
    a_subject()
    run = a_run()
    with pytest.raises(Invalid) as refusal:
        try_what_if(title="试", run=run, typed=typed, by=cast.wang)
    assert refusal.value.field == field
    assert not WhatIf.objects.exists()


def test_a_condition_is_read_by_the_engine_which_says_what_is_wrong(cast: Cast) -> None:
    a_subject()
    run = a_run()
    path = next(
        node.path
        for clause in pack_in_force().executable
        if clause.rule
        for node in clause.rule.walk()
        if node.condition
    )
    for text in ("is_operating_normally AND (", "no_such_fact = 1"):
        with pytest.raises(Invalid) as refusal:
            try_what_if(title="试", run=run, typed={"conditions": {path: text}}, by=cast.wang)
        assert refusal.value.field.startswith("condition-")
        assert refusal.value.why or refusal.value.remedy


@pytest.mark.parametrize("who", ["li", "zhao", "zheng", "zhou", "sun"])
def test_only_the_office_tries(cast: Cast, who: str) -> None:
    a_subject()
    run = a_run()
    with pytest.raises(Refused):
        try_what_if(title="试", run=run, typed={"without": [CLAUSE]}, by=getattr(cast, who))


def test_a_whole_draft_is_run_instead_of_the_document_in_force(cast: Cast) -> None:
    run = surveyed(60)

    def without_years(file: str, text: str) -> str:
        return (
            text.replace("is_operating_normally", "NOT is_against_industrial_policy") if file == "policy.md" else text
        )

    made = tried(cast, run, {}, draft=archive(without_years))
    assert made.state == WhatIfState.DONE, Job.objects.get(pk=made.job).error
    told = told_draft(of_run(run).program, effects.program_after(made))
    assert told
    assert all(one.before != one.after for one in told)
    assert pack_in_force().hash == run.pack_hash
    same = tried(cast, run, {}, draft=archive())
    assert same.result["moved"] == 0
    assert not told_draft(of_run(run).program, effects.program_after(same))


def test_a_draft_with_faults_is_refused_with_the_engine_s_sentences(cast: Cast) -> None:
    a_subject()
    run = a_run()
    faults = {
        "text": lambda file, text: text + "\n多出来的一句话。\n" if file == "policy.md" else text,
        "yaml": lambda file, text: "a: [" if file == "parameters.yaml" else text,
        "fact": lambda file, text: text.replace("is_operating_normally", "no_such_fact"),
    }
    for change in faults.values():
        with pytest.raises(Invalid) as refusal:
            try_what_if(title="试", run=run, typed={}, by=cast.wang, draft=archive(change))
        assert refusal.value.field == "draft"
        assert refusal.value.why
    assert not WhatIf.objects.exists()


def bomb(size: int) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("pack.yaml", b" " * size)
    return held.getvalue()


def zipped(name: str, link: bool = False) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as out:
        info = zipfile.ZipInfo(name)
        info.external_attr = (0o120777 if link else 0o100644) << 16
        out.writestr(info, "x: 1")
    return held.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"not a zip",
        zipped("../pack.yaml"),
        zipped("/etc/pack.yaml"),
        zipped("..\\pack.yaml"),
        zipped("pack.yaml", link=True),
        zipped("readme.txt"),
        bomb(drafts.LARGEST_UNPACKED + 1),
    ],
)
def test_an_archive_that_is_none_or_reaches_outside_is_refused(content: bytes, tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    with pytest.raises(Invalid):
        drafts.unpack(io.BytesIO(content), inside)
    assert not (tmp_path / "pack.yaml").exists()


def test_the_letter_says_what_was_changed_whom_it_moves_and_that_nothing_changes(cast: Cast) -> None:
    run = surveyed(120)
    typed = {"without": [CLAUSE]}
    made = tried(cast, run, typed)
    told = told_changes(of_run(run).program, effects.program_after(made), typed)
    document = docx.Document(io.BytesIO(letter(made, told, cast.wang)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    cells = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert "放宽一条" in text
    assert "现行规定不因此改变" in text
    assert pack_in_force().clause(CLAUSE).quotes[0] in text
    moved = Moved.objects.filter(what_if=made).select_related("subject")
    assert moved
    assert all(row.subject.name in cells for row in moved)
