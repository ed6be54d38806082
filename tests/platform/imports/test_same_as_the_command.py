"""Files taken in by the browser and by `mingpin intake take` are the same evidence, frame for frame."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from polars.testing import assert_frame_equal

from mingpin.cli.main import main
from mingpin.files.places import place_of
from mingpin.intake.holdings import Holdings
from mingpin.registry.models import Import
from mingpin.registry.taking import held
from mingpin.vocabulary.place import shared_vocabulary
from tests.platform.cast import Cast
from tests.platform.imports.files import REGISTER, csv, workbook
from tests.platform.imports.test_import import HONOURS, applied

FORMER = REGISTER.replace("企业类型", "曾用名").replace("有限责任公司", "示例卫辉旧机械厂", 1)
MONEY: list[list[object]] = [
    ["2023年度营收情况"],
    ["单位：万元"],
    ["企业名称", "年度", "营业收入", "纳税额", "是否审计"],
    ["示例卫辉机械有限公司", 2023, "12,345.6", "1,200", "是"],
    ["示例卫辉旧机械厂", 2022, "800", "约60", "否"],
    ["示例卫辉食品有限责任公司", 2022, "900.25", "", "/"],
    ["合计", "", "14045.85", "", ""],
]


def took(folder: Path, supplier: str, name: str, content: bytes) -> None:
    """The same file taken into a folder by the command line."""
    file = folder.parent / name
    file.write_bytes(content)
    result = CliRunner().invoke(
        main, ["intake", "take", str(file), "--into", str(folder), "--supplier", supplier, "--lang", "zh"]
    )
    assert result.exit_code in (0, 1), result.output


def assert_same(folder: Path) -> None:
    frames = Holdings(folder).evidence_frames(shared_vocabulary())
    assert frames
    for name, frame in frames.items():
        assert_frame_equal(held(name).select(frame.columns), frame)


def test_a_register_lists_and_a_correction_are_the_same_in_the_database_and_in_a_folder(
    cast: Cast, tmp_path: Path
) -> None:
    folder = tmp_path / "taken"
    supplier = cast.zheng.organisation.name
    sent: list[tuple[SimpleUploadedFile, str]] = []
    sent += [(csv(FORMER), cast.wang.organisation.name), (workbook(HONOURS), supplier)]
    sent += [(workbook(MONEY, "营收.xlsx", "营收"), supplier)]
    for file, of in sent:
        content, by = file.read(), cast.wang if of != supplier else cast.zheng
        file.seek(0)
        last = applied(by, file)
        took(folder, of, str(file.name), content)
        counts = (last.preview or {})["rows"]
        assert counts["read"] == counts["accepted"] + counts["rejected"] + counts["noted"]
    assert {"subjects", "honours", "financials"} == set(Holdings(folder).evidence_frames(shared_vocabulary()))
    assert held("financials").height == 2
    assert_same(folder)
    again = csv(FORMER.replace("机械有限公司", "重工有限公司"), "更名.csv")
    took(folder, cast.wang.organisation.name, "更名.csv", again.read())
    again.seek(0)
    applied(cast.wang, again)
    assert_same(folder)


def test_the_marked_workbook_of_the_browser_is_that_of_the_command(cast: Cast, tmp_path: Path) -> None:
    applied(cast.wang, csv(REGISTER))
    file = workbook(HONOURS)
    content = file.read()
    file.seek(0)
    of_import: Import = applied(cast.zheng, file)
    folder = tmp_path / "taken"
    took(folder, cast.wang.organisation.name, "名册.csv", REGISTER.encode("gb18030"))
    took(folder, cast.zheng.organisation.name, "名单.xlsx", content)
    marked = of_import.files.get().marked
    by_command = next(iter(tmp_path.rglob("名单*核对*.xlsx")), None)
    if marked is None or by_command is None:
        pytest.fail("one of them is missing")
    assert cells(place_of(marked)) == cells(by_command)


def cells(path: Path) -> list[list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(BytesIO(path.read_bytes()))
    return [list(sheet.iter_rows(values_only=True)) for sheet in book]
