"""What is taken into the database is what intake says, row for row; the database gives it back unchanged."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from django.db import transaction
from django.utils import timezone
from polars.testing import assert_frame_equal

from mingpin.audit.models import Entry
from mingpin.demo import generate
from mingpin.errors import Invalid
from mingpin.intake.holdings import Holdings
from mingpin.registry.models import Batch, EvidenceRow, Subject, SubjectName, SubjectWords
from mingpin.registry.states import BatchKind
from mingpin.registry.taking import Files, Taken, held, take_in
from mingpin.registry.taking.dating import DATED_BY, HOLDS_UNTIL
from mingpin.registry.taking.restoring import restored_rows
from mingpin.vocabulary.evidence import frame_schema, rows_frame
from mingpin.vocabulary.place import shared_vocabulary
from tests.platform.cast import HUIXIAN, WEIHUI, Cast

VOCABULARY = shared_vocabulary()
MACHINES = {"subject_id": "示例甲", "name": "示例卫辉机械有限公司", "uscc": "91410781MA00000017", "area": WEIHUI}


def frame(table: str, *rows: dict[str, object]) -> pl.DataFrame:
    return rows_frame(VOCABULARY.tables[table], rows)


def taken(cast: Cast, given: dict[str, pl.DataFrame], title: str = "试", files: Files | None = None) -> Taken:
    return take_in(
        given,
        kind=BatchKind.IMPORT,
        title=title,
        by=cast.wang,
        supplier=cast.zheng.organisation,
        files=files or Files(),
    )


def test_all_evidence_of_a_demonstration_comes_back_as_it_went_in(cast: Cast) -> None:
    evidence = generate(VOCABULARY, subjects=60, seed=7, as_of=date(2024, 6, 30))
    given = {name: rows for name, rows in evidence.tables.items() if rows.height}
    taken(cast, given)
    for name, rows in given.items():
        schema = frame_schema(VOCABULARY.tables[name])
        content = [
            column
            for column in schema
            if column not in ("source_file", "source_sheet", "source_row", "source_hash", "supplied_by")
        ]
        back = held(name).select(content)
        want = rows.select(pl.col(column).cast(schema[column]) for column in content)
        assert_frame_equal(
            back.sort(content), want.unique().sort(content) if name != "x" else want, check_row_order=True
        )


def test_the_same_rows_again_add_nothing(cast: Cast) -> None:
    given = {"subjects": frame("subjects", MACHINES)}
    assert taken(cast, given).batch is not None
    assert taken(cast, given).batch is None
    assert (Batch.objects.count(), EvidenceRow.objects.count()) == (1, 1)


def test_a_register_row_that_says_something_else_supersedes_the_one_before(cast: Cast) -> None:
    taken(cast, {"subjects": frame("subjects", MACHINES)})
    taken(cast, {"subjects": frame("subjects", {**MACHINES, "name": "示例卫辉重工有限公司"})}, title="更名")
    old, new = EvidenceRow.objects.order_by("pk")
    assert (old.superseded_by, old.superseded_reason, new.superseded_at) == (new, "由“更名”更正。", None)
    subject = Subject.objects.get()
    assert subject.name == "示例卫辉重工有限公司"
    names = set(SubjectName.objects.values_list("name", "kind"))
    assert names == {("示例卫辉重工有限公司", "current"), ("示例卫辉机械有限公司", "former")}
    assert "slwhzgyxgs" in SubjectWords.objects.get().text
    assert "slwhjxyxgs" in SubjectWords.objects.get().text


def test_a_short_register_row_leaves_the_rest_known_and_says_where_it_was_said(cast: Cast) -> None:
    whole = {
        **MACHINES,
        "domain": "industry",
        "operating_since": "2010-05",
        "source_file": "名册.xlsx",
        "source_row": 7,
    }
    taken(cast, {"subjects": frame("subjects", whole)})
    taken(cast, {"subjects": frame("subjects", {**MACHINES, "name": "示例卫辉重工有限公司"})})
    [row] = held("subjects").iter_rows(named=True)
    assert (row["name"], row["domain"]) == ("示例卫辉重工有限公司", "industry")
    assert (row["operating_since"], row["operating_since__to"]) == (date(2010, 5, 1), date(2010, 5, 31))
    supplier = cast.zheng.organisation.name
    assert f"domain: earlier_row: 名册.xlsx · 7 · {supplier}" in row["completed"]
    assert Subject.objects.get().domain == "industry"


def test_taking_the_short_row_back_leaves_nothing_carried_over(cast: Cast) -> None:
    taken(cast, {"subjects": frame("subjects", {**MACHINES, "domain": "industry"})})
    short = taken(cast, {"subjects": frame("subjects", {**MACHINES, "name": "示例卫辉重工有限公司"})})
    assert EvidenceRow.objects.current().get().carried_over
    assert short.batch is not None
    with transaction.atomic():
        undoing = Batch.objects.create(kind=BatchKind.IMPORT, title="撤销")
        EvidenceRow.objects.filter(batch=short.batch).update(superseded_at=timezone.now(), superseded_in=undoing)
        restored_rows(short.batch, undoing, timezone.now())
    row = EvidenceRow.objects.current().get()
    assert (row.carried_over, row.values["domain"]) == ([], "industry")


def test_what_is_carried_belongs_to_the_area_of_its_carrier(cast: Cast) -> None:
    brand = {"subject_id": "示例牌", "kind": "brand", "name": "示例牌", "owner_id": "示例甲"}
    taken(cast, {"subjects": frame("subjects", brand, MACHINES)})
    subject = Subject.objects.get(subject_id="示例牌")
    assert (subject.owner, subject.area) == (Subject.objects.get(subject_id="示例甲"), WEIHUI)


def test_the_enterprise_that_people_registered_for_owns_its_subject(cast: Cast) -> None:
    taken(cast, {"subjects": frame("subjects", MACHINES)})
    assert set(Subject.objects.visible_to(cast.sun)) == set(Subject.objects.all())
    assert set(Subject.objects.visible_to(cast.qian)) == set()


def test_a_row_about_nobody_takes_nothing_in(cast: Cast) -> None:
    with pytest.raises(Invalid, match="名册中没有主体“没有的”"):
        taken(cast, {
            "subjects": frame("subjects", MACHINES),
            "incidents": frame("incidents", {"subject_id": "没有的", "kind": "safety", "occurred_on": "2024-01-02"}),
        })  # fmt: skip
    assert (Batch.objects.count(), Subject.objects.count(), Entry.objects.count()) == (0, 0, 0)


def test_each_batch_leaves_one_entry_in_the_record(cast: Cast) -> None:
    taken(cast, {"subjects": frame("subjects", MACHINES, {"subject_id": "示例乙", "name": "示例乙", "area": HUIXIAN})})
    entry = Entry.objects.get()
    assert (entry.action, entry.object_type) == ("take_in_evidence", "registry.batch")
    assert '"added":{"subjects":2}' in entry.leaf


def test_a_county_knows_only_its_own(cast: Cast) -> None:
    taken(cast, {"subjects": frame("subjects", MACHINES, {"subject_id": "示例乙", "name": "示例乙", "area": HUIXIAN})})
    assert [subject.subject_id for subject in Subject.objects.visible_to(cast.zhou)] == ["示例甲"]
    assert EvidenceRow.objects.visible_to(cast.wu).count() == 1


def test_rows_are_dated_as_their_table_says(cast: Cast) -> None:
    taken(cast, {
        "subjects": frame("subjects", MACHINES),
        "financials": frame("financials", {"subject_id": "示例甲", "year": 2023, "revenue": 1}),
        "incidents": frame("incidents", {"subject_id": "示例甲", "kind": "safety", "occurred_on": "2023-05"}),
        "honours": frame("honours", {
            "subject_id": "示例甲", "scheme": "governor_quality_award", "awarded_on": "2022", "valid_to": "2025-06",
        }),
    })  # fmt: skip
    dates = dict(EvidenceRow.objects.values_list("table", "dated_on"))
    assert dates == {
        "subjects": None, "financials": date(2023, 12, 31), "incidents": date(2023, 5, 1), "honours": date(2022, 1, 1),
    }  # fmt: skip
    assert EvidenceRow.objects.get(table="honours").valid_to == date(2025, 6, 30)


def test_a_file_taken_into_the_database_and_into_a_folder_is_the_same_evidence(cast: Cast, tmp_path: Path) -> None:
    evidence = generate(VOCABULARY, subjects=40, seed=11, as_of=date(2024, 6, 30))
    given = {name: rows for name, rows in evidence.tables.items() if rows.height}
    taken(cast, given)
    Holdings(tmp_path / "folder").take(
        given, VOCABULARY, files={}, supplied_by=cast.zheng.organisation.name, taken_at=datetime(2024, 7, 1, tzinfo=UTC)
    )
    frames = Holdings(tmp_path / "folder").evidence_frames(VOCABULARY)
    for name, rows in frames.items():
        columns = list(rows.columns)
        assert_frame_equal(held(name).select(columns).sort(columns), rows.select(columns).sort(columns))


def test_every_evidence_table_says_what_dates_its_rows() -> None:
    assert set(DATED_BY) == set(VOCABULARY.tables)
    for table, column in (DATED_BY | HOLDS_UNTIL).items():
        assert column in VOCABULARY.tables[table].columns
