"""Mappings: what a person chose, in a file that can be read and corrected, and kept for the next sheet of the same shape."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mingpin.intake import IntakeError
from mingpin.intake.columns import (
    Means,
    Proposal,
    SheetMapping,
    read_mapping,
    remember,
    remembered,
    shape_of,
    write_mapping,
)
from mingpin.intake.sheets import GROUP_TITLE, MARK_TITLE
from mingpin.language import use_language

from .laid_sheets import SheetOf, asked, bound, enterprises, left, match_of, sheet_of
from .samples import VOCABULARY

TITLES = ("企业全称", "信用编码", "获得荣誉名称", "认定时间")


def _honours(**options: str) -> SheetOf:
    return sheet_of(TITLES, *[["甲厂", "12", "市长质量奖", "2022"]] * 3, **options)  # type: ignore[arg-type]


def _file(folder: Path, text: str) -> Path:
    path = folder / "对照.yaml"
    path.write_text(text, encoding="utf-8")
    return path


class TestChosen:
    def test_a_choice_comes_before_what_titles_and_cells_say(self) -> None:
        mapping = SheetMapping("honours", {"企业全称": "subject_name", "认定时间": "-", "获得荣誉名称": "scheme"})
        recognised = _honours().read_as("honours", mapping)
        assert bound(recognised) == {"企业全称": "subject_name", "获得荣誉名称": "scheme"}
        assert match_of(recognised, "scheme").means is Means.MAPPING
        assert match_of(recognised, "scheme").reason == "The mapping says so."
        assert left(recognised) == {"认定时间": "The mapping leaves it aside."}
        assert asked(recognised) == {"信用编码": ("uscc",)}

    def test_a_value_of_all_rows_settles_a_missing_column(self) -> None:
        sheet = sheet_of(["企业名称", "信用代码"], *enterprises(), above=["省级专精特新企业名单"])
        recognised = sheet.read_as("honours", SheetMapping("honours", constants={"scheme": "市长质量奖"}))
        assert recognised.constants == {"scheme": "市长质量奖"}
        assert not recognised.questions

    def test_a_value_of_all_rows_comes_before_a_column(self) -> None:
        sheet = sheet_of(["企业名称", "荣誉名称"], *[["甲", "市长质量奖"]] * 3)
        recognised = sheet.read_as("honours", SheetMapping("honours", constants={"scheme": "srdi_sme"}))
        assert left(recognised) == {
            "荣誉名称": "The mapping says that Honour or recognition is “srdi_sme” in all rows."
        }

    def test_the_unit_of_the_amounts(self) -> None:
        sheet = sheet_of(["企业名称", "年度", "营业收入", "净利润（元）"], ["甲", "2022", "1", "2"])
        recognised = sheet.read_as("financials", SheetMapping("financials", unit="万元"))
        assert [match.unit for match in recognised.matches] == ["", "", "万元", "万元"]

    def test_titles_of_years_may_be_chosen_too(self) -> None:
        sheet = sheet_of(["企业名称", "信用代码", "2021年产值", "2022年产值"], *enterprises("1", "2"))
        mapping = SheetMapping("financials", {"2021年产值": "revenue", "2022年产值": "revenue"})
        years = sheet.read_as("financials", mapping).years
        assert [(year.year, year.matches[0].column.name) for year in years] == [(2021, "revenue"), (2022, "revenue")]


class TestFiles:
    def test_tables_columns_and_entries_may_be_written_as_people_say_them(self, tmp_path: Path) -> None:
        text = f"""
sheets:
  - titles: [{", ".join(TITLES)}]
    table: 荣誉与认定
    unit: 万元
    columns:
      企业全称: 主体名称
      获得荣誉名称: scheme
      认定时间: 不用
    constants:
      荣誉层级: 省级
"""
        mapping = read_mapping(_file(tmp_path, text), VOCABULARY).for_sheet(_honours().laid)
        assert mapping is not None
        assert mapping.table == "honours"
        assert mapping.columns == {"企业全称": "subject_name", "获得荣誉名称": "scheme", "认定时间": "-"}
        assert mapping.constants == {"level": "省级"}

    def test_a_mapping_may_name_its_sheet_instead_of_its_titles(self, tmp_path: Path) -> None:
        text = "sheets:\n  - {file: 荣誉.xlsx, sheet: 一, table: honours}\n"
        mappings = read_mapping(_file(tmp_path, text), VOCABULARY)
        assert mappings.for_sheet(_honours(file="材料.zip/荣誉.xlsx", sheet="一").laid)
        assert mappings.for_sheet(_honours(file="荣誉.xlsx", sheet="二").laid) is None

    @pytest.mark.parametrize(
        ("lines", "where", "what"),
        [
            ("table: honors", "line 3", "There is no table “honors”"),
            ("table: honours\n    columns: {企业全称: nam}", "line 4", "has no column “nam”"),
            (
                "table: honours\n    columns:\n      企业全称: subject_name\n      信用编码: subject_name",
                "line 6",
                "“信用编码” and “企业全称” are both mapped to “subject_name”",
            ),
            ("table: honours\n    columns:\n      企业名: subject_name", "line 5", "The sheet has no title “企业名”"),
            ("columns:\n      企业全称: subject_name", "line 4", "not their table"),
            (
                "table: honours\n    constants: {scheme: 好企业}",
                "line 4",
                "“好企业” is no entry of “Honour or recognition”",
            ),
            ("table: honours\n    colums: {}", "line 4", "There is no key “colums”"),
            (
                "table: honours\n    columns: {获得荣誉名称: scheme}\n    constants: {scheme: srdi_sme}",
                "line 4",
                "“获得荣誉名称” and a constant both give “scheme”",
            ),
            ("table: [", "line ", "This is not valid YAML"),
        ],
    )
    def test_what_does_not_fit_is_refused_with_its_line(
        self, tmp_path: Path, lines: str, where: str, what: str
    ) -> None:
        text = f"sheets:\n  - titles: [{', '.join(TITLES)}]\n    {lines}\n"
        with pytest.raises(IntakeError) as refusal:
            read_mapping(_file(tmp_path, text), VOCABULARY)
        assert what in str(refusal.value)
        assert where in refusal.value.where
        assert refusal.value.remedy

    @pytest.mark.parametrize("text", ["", "a: 1", "[1]", "sheets: {}", "sheets: [1]"])
    def test_what_is_no_mapping_is_refused(self, tmp_path: Path, text: str) -> None:
        with pytest.raises(IntakeError):
            read_mapping(_file(tmp_path, text), VOCABULARY)

    def test_a_missing_file_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(IntakeError):
            read_mapping(tmp_path / "none.yaml", VOCABULARY)


class TestProposals:
    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_read_back_as_it_is_it_changes_nothing(self, tmp_path: Path, language: str) -> None:
        use_language(language)
        titles = [
            "序号",
            "企业\n名称",
            "主体编号",
            "信用编码",
            "2021年营业收入（万元）",
            "2022年营业收入",
            "备注",
            "备注",
            "",
        ]
        rows = [[str(n), f"甲{n}", "A: 1", "12", "1", "2", "#注", "-", "未知"] for n in range(1, 5)]
        sheet = sheet_of(titles, *rows, above=["2023年 财务"], sheet="yes")
        choice = sheet.table()
        before = sheet.read_as("financials")
        path = tmp_path / "建议.yaml"
        write_mapping(path, [Proposal(sheet.laid, choice, before)], VOCABULARY)
        mapping = read_mapping(path, VOCABULARY).for_sheet(sheet.laid)
        assert mapping is not None
        assert mapping.table == choice.table == "financials"
        after = sheet.read_as("financials", mapping)
        assert bound(after) == bound(before)
        assert after.questions == before.questions
        assert after.left_aside == before.left_aside
        assert [(year.year, year.matches[0].unit) for year in after.years] == [(2021, "万元"), (2022, "")]

    def test_a_code_column_that_is_also_the_id_stays_both(self, tmp_path: Path) -> None:
        sheet = sheet_of(["名称", "主体编号"], *enterprises())
        before = sheet.read_as("subjects")
        write_mapping(tmp_path / "m.yaml", [Proposal(sheet.laid, sheet.table(), before)], VOCABULARY)
        mapping = read_mapping(tmp_path / "m.yaml", VOCABULARY).for_sheet(sheet.laid)
        after = sheet.read_as("subjects", mapping)
        assert {match.column.name for match in after.matches} == {"name", "subject_id", "uscc"}

    def test_a_question_is_answered_by_removing_its_mark(self, tmp_path: Path) -> None:
        sheet = _honours()
        path = tmp_path / "建议.yaml"
        write_mapping(
            path, [Proposal(sheet.laid, sheet.table(SheetMapping("honours")), sheet.read_as("honours"))], VOCABULARY
        )
        text = path.read_text(encoding="utf-8")
        assert "# ? 获得荣誉名称: The title is like a known one" in text
        path.write_text(text.replace("# 获得荣誉名称: scheme", "获得荣誉名称: scheme"), encoding="utf-8")
        recognised = sheet.read_as("honours", read_mapping(path, VOCABULARY).for_sheet(sheet.laid))
        assert match_of(recognised, "scheme").means is Means.MAPPING

    def test_a_proposed_value_of_all_rows_is_a_comment(self, tmp_path: Path) -> None:
        sheet = sheet_of(["企业名称", "信用代码", "认定时间"], *enterprises("2023"), above=["省级专精特新企业名单"])
        path = tmp_path / "建议.yaml"
        write_mapping(path, [Proposal(sheet.laid, sheet.table(), sheet.read_as("honours"))], VOCABULARY)
        assert not next(iter(read_mapping(path, VOCABULARY))).constants
        text = path.read_text(encoding="utf-8")
        text = text.replace("    # constants:", "    constants:").replace("    #   scheme:", "      scheme:")
        path.write_text(text, encoding="utf-8")
        assert next(iter(read_mapping(path, VOCABULARY))).constants == {"scheme": "srdi_sme"}

    def test_a_sheet_of_an_unknown_table_lists_the_candidates(self, tmp_path: Path) -> None:
        sheet = sheet_of(["企业名称", "信用代码"], *enterprises(), above=["省级专精特新企业名单"])
        path = tmp_path / "建议.yaml"
        write_mapping(path, [Proposal(sheet.laid, sheet.table())], VOCABULARY)
        assert "    # table: honours" in path.read_text(encoding="utf-8")
        assert next(iter(read_mapping(path, VOCABULARY))).table == ""


class TestShapes:
    def test_the_shape_is_that_of_the_titles_in_their_order(self) -> None:
        shape = shape_of(sheet_of(["企业名称", "信用代码"]).laid)
        assert shape == shape_of(sheet_of(["企 业\n名 称", "信用代码："], file="另.xlsx", sheet="二").laid)
        assert shape == shape_of(sheet_of(["企业名称", "信用代码", "", GROUP_TITLE]).laid)
        assert shape == shape_of(sheet_of(["企业名称", "信用代码", MARK_TITLE]).laid)
        assert shape != shape_of(sheet_of(["信用代码", "企业名称"]).laid)
        assert shape != shape_of(sheet_of(["企业名称", "信用代码", "地址"]).laid)


class TestRemembering:
    def _chosen(self, sheet: SheetOf, **more: object) -> SheetMapping:
        return SheetMapping("honours", {"获得荣誉名称": "scheme"}, shape=shape_of(sheet.laid), **more)  # type: ignore[arg-type]

    def test_a_choice_is_proposed_for_the_next_sheet_of_its_shape(self, tmp_path: Path) -> None:
        store = tmp_path / "var" / "remembered.json"
        assert not remembered(store)
        remember([self._chosen(_honours())], store, by="李四", on=date(2024, 5, 3))
        next_one = _honours(file="明年.xlsx", sheet="三")
        mapping = remembered(store).for_sheet(next_one.laid)
        match = match_of(next_one.read_as("honours", mapping), "scheme")
        assert match.means is Means.REMEMBERED
        assert match.confidence < 1
        assert match.reason == "It was chosen for sheets with these titles before. 李四 chose it on 2024-05-03."

    def test_a_later_choice_replaces_an_earlier_one(self, tmp_path: Path) -> None:
        store = tmp_path / "remembered.json"
        remember([self._chosen(_honours())], store, by="甲")
        remember([SheetMapping("subjects", shape=shape_of(_honours().laid))], store, by="乙")
        remember([SheetMapping("subjects", shape="other")], store, by="乙")
        assert [(mapping.table, mapping.chosen_by) for mapping in remembered(store)] == [("subjects", "乙")] * 2

    def test_what_was_said_of_all_rows_of_one_list_is_asked_for_the_next(self, tmp_path: Path) -> None:
        store = tmp_path / "remembered.json"
        first = sheet_of(["企业名称", "信用代码"], *enterprises(), above=["省级专精特新企业名单"])
        remember([SheetMapping("honours", constants={"scheme": "省级专精特新"}, shape=shape_of(first.laid))], store)
        mapping = remembered(store).for_sheet(first.laid)
        assert first.read_as("honours", mapping).constants == {"scheme": "省级专精特新"}
        other = sheet_of(["企业名称", "信用代码"], *enterprises(), above=["市长质量奖名单"])
        recognised = other.read_as("honours", remembered(store).for_sheet(other.laid))
        assert not recognised.constants
        assert [(question.value, question.is_needed) for question in recognised.questions] == [("省级专精特新", True)]

    def test_a_remembered_unit_gives_way_to_what_the_sheet_says(self, tmp_path: Path) -> None:
        titles = ["企业名称", "年度", "营业收入"]
        mapping = SheetMapping("financials", unit="万元", is_remembered=True)
        said = sheet_of(titles, ["甲", "2022", "1"], unit="元").read_as("financials", mapping)
        unsaid = sheet_of(titles, ["甲", "2022", "1"]).read_as("financials", mapping)
        assert match_of(said, "revenue").unit == "元"
        assert match_of(unsaid, "revenue").unit == "万元"
        assert "As was chosen before" in match_of(unsaid, "revenue").reason

    def test_a_column_that_the_vocabulary_no_longer_has_is_recognised_anew(self) -> None:
        mapping = SheetMapping("honours", {"认定时间": "gone"}, is_remembered=True)
        assert bound(_honours().read_as("honours", mapping)) == {"认定时间": "awarded_on"}

    def test_a_damaged_store_is_refused_not_lost(self, tmp_path: Path) -> None:
        store = tmp_path / "remembered.json"
        store.write_text('{"sheets": [', encoding="utf-8")
        with pytest.raises(IntakeError):
            remember([self._chosen(_honours())], store)
        assert store.read_text(encoding="utf-8") == '{"sheets": ['

    def test_a_write_that_fails_leaves_the_store_as_it_was(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store = tmp_path / "remembered.json"
        remember([self._chosen(_honours())], store, by="甲")
        before = store.read_bytes()

        def fail(*_args: object) -> None:
            raise OSError("no space left")

        monkeypatch.setattr("mingpin.intake.columns.mapping_store.os.replace", fail)
        with pytest.raises(OSError, match="no space"):
            remember([SheetMapping("subjects", shape="other")], store)
        assert store.read_bytes() == before
        assert [path.name for path in tmp_path.iterdir()] == ["remembered.json"]
