"""Columns as offices title them are recognised with a reason and a confidence; what is not certain is asked, never applied."""

from __future__ import annotations

import pytest

from mingpin.intake.columns import Means, values_of
from mingpin.intake.sheets import GROUP_TITLE, MARK_TITLE

from .laid_sheets import asked, bound, enterprises, left, match_of, sheet_of
from .samples import credit_code


@pytest.mark.parametrize(
    ("title", "column"),
    [
        ("*企业名称", "name"),
        ("企业名称（必填）", "name"),
        ("企业名称\n（全称）", "name"),
        ("企 业 名 称", "name"),
        ("1.企业名称", "name"),
        ("（一）企业名称", "name"),
        ("①企业名称：", "name"),
        ("企业基本情况 · 企业名称", "name"),
        ("企业 · 名称", "name"),
        ("基本信息 · 名称", "name"),
        ("subject_name", "name"),
        ("成立时间（年/月/日）", "registered_on"),
        ("【必填】所属县区", "area"),
    ],
)
def test_titles_are_known_however_they_are_decorated(title: str, column: str) -> None:
    recognised = sheet_of([title], *[[None]] * 3).read_as("subjects")
    assert bound(recognised) == {title: column}
    match = match_of(recognised, column)
    assert match.reason
    assert 0.8 < match.confidence <= 1


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("营业收入（万元）", "万元"),
        ("营业收入(单位：亿元)", "亿元"),
        ("营业收入（单位:元）", "元"),
        ("营业收入【万美元】", "万美元"),
        ("营业收入/万元", "万元"),
        ("营业收入万元", "万元"),
        ("营业收入（万）", "万元"),
        ("财务情况（千元） · 营业收入", "千元"),
        ("营业收入 · 万元", "万元"),
        ("经营收入（元）", "元"),
        ("营业收入", ""),
    ],
)
def test_the_unit_of_an_amount_is_taken_from_its_title(title: str, unit: str) -> None:
    assert match_of(sheet_of([title], ["12"]).read_as("financials"), "revenue").unit == unit


def test_a_unit_above_the_table_is_of_its_amounts_only_and_gives_way_to_a_title() -> None:
    titles = ["企业名称", "信用代码", "营业收入", "净利润（元）"]
    recognised = sheet_of(titles, *enterprises("1", "2"), unit="万元").read_as("financials")
    assert [match.unit for match in recognised.matches] == ["", "", "万元", "元"]
    assert "A line above the table says that the amounts are in 万元." in match_of(recognised, "revenue").reason


def test_a_percentage_of_an_amount_is_not_the_amount() -> None:
    recognised = sheet_of(["营业收入（%）", "营业收入增长率（%）"], ["12", "3"]).read_as("financials")
    assert not recognised.matches
    assert asked(recognised) == {"营业收入（%）": ("revenue",)}
    assert "营业收入增长率（%）" in left(recognised)


def test_what_stands_in_a_bracket_and_changes_the_meaning_is_asked_about() -> None:
    recognised = sheet_of(["营业收入（不含税）"], ["12"]).read_as("financials")
    assert asked(recognised) == {"营业收入（不含税）": ("revenue",)}


def test_a_lower_line_that_says_nothing_by_itself_is_asked_about() -> None:
    rows = [["甲厂", "专利", "张三"]] * 3
    recognised = sheet_of(["品牌 · 名称", "知识产权 · 类型", "联系人 · 姓名"], *rows).read_as("subjects")
    assert bound(recognised) == {"品牌 · 名称": "name", "联系人 · 姓名": "contact"}
    assert asked(recognised) == {"知识产权 · 类型": ("entity_type",)}
    assert "the line above it, “知识产权”" in recognised.questions[0].reason


@pytest.mark.parametrize("heading", ["荣誉", "获得荣誉", "近三年获奖"])
def test_a_known_title_under_the_heading_of_a_group_is_taken_less_surely(heading: str) -> None:
    titles = ["企业信息 · 企业名称", f"{heading} · 荣誉名称", f"{heading} · 认定日期"]
    recognised = sheet_of(titles, *[["甲厂", "市长质量奖", "2023年"]] * 3).read_as("honours")
    assert bound(recognised) == dict(zip(titles, ("subject_name", "scheme", "awarded_on"), strict=True))
    match = match_of(recognised, "awarded_on")
    assert match.confidence < match_of(recognised, "subject_name").confidence
    assert "the lower line of the title" in match.reason


@pytest.mark.parametrize("heading", ["上级单位", "法定代表人", "上年同期", "商标", "预计"])
def test_a_known_title_under_a_heading_that_changes_its_meaning_is_asked_about(heading: str) -> None:
    rows = [["甲厂", "2023年"]] * 3
    for table, title, column in (("honours", "认定日期", "awarded_on"), ("financials", "营业收入", "revenue")):
        recognised = sheet_of(["企业名称", f"{heading} · {title}"], *rows).read_as(table)
        assert asked(recognised) == {f"{heading} · {title}": (column,)}


def test_one_lower_line_under_two_headings_is_asked_about() -> None:
    titles = ["企业名称", "省里 · 认定日期", "市里 · 认定日期"]
    recognised = sheet_of(titles, ["甲厂", "2021", "2022"], ["乙厂", "2022", "2023"]).read_as("honours")
    assert bound(recognised) == {"企业名称": "subject_name"}
    assert set(asked(recognised)) == set(titles[1:])


def test_like_titles_are_proposed_not_applied() -> None:
    titles = ["企业全称", "信用编码", "获得荣誉名称", "发证机关电话"]
    recognised = sheet_of(titles, *[["甲厂", "12", "市长质量奖", "3050000"]] * 3).read_as("honours")
    assert not recognised.matches
    proposed = asked(recognised)
    assert {title: names[0] for title, names in proposed.items()} == {
        "企业全称": "subject_name",
        "信用编码": "uscc",
        "获得荣誉名称": "scheme",
    }
    assert all(question.is_needed for question in recognised.questions)
    assert left(recognised) == {"发证机关电话": "The table “honours” has no such column."}


def test_a_question_is_not_needed_where_nothing_required_is_missing() -> None:
    recognised = sheet_of(["企业名称", "信用代码", "通信地址"], *enterprises("某路")).read_as("subjects")
    (question,) = recognised.questions
    assert (question.title, question.candidates[0].column, question.is_needed) == ("通信地址", "address", False)


def test_numberings_marks_and_remarks_are_left_aside_each_with_its_reason() -> None:
    titles = ["序号", "编号", "", "名称", "备注", MARK_TITLE, ""]
    rows = [[str(n), str(n), str(n), f"甲{n}厂", "无", "采用", None] for n in range(1, 5)]
    recognised = sheet_of(titles, *rows).read_as("subjects")
    assert bound(recognised) == {"名称": "name"}
    assert left(recognised) == {
        "序号": "It numbers the rows.",
        "编号": "It numbers the rows.",
        "column C": "It numbers the rows.",
        "备注": "Remarks are read by people only.",
        MARK_TITLE: "It is the column in which Mingpin marked the rows.",
    }


def test_a_numbering_that_starts_anew_in_each_group_is_one() -> None:
    rows = [[number, f"甲{at}厂"] for at, number in enumerate("1231212")]
    assert left(sheet_of(["编号", "名称"], *rows).read_as("subjects")) == {"编号": "It numbers the rows."}


def test_ids_that_do_not_count_stay_ids() -> None:
    recognised = sheet_of(["编号", "名称"], ["A-1", "甲厂"], ["A-2", "乙厂"]).read_as("subjects")
    assert bound(recognised) == {"编号": "subject_id", "名称": "name"}


class TestCreditCodes:
    def test_they_are_found_by_content_whatever_the_title_says(self) -> None:
        recognised = sheet_of(["企业名称", "注册号"], *enterprises()).read_as("trademarks")
        match = match_of(recognised, "uscc")
        assert (match.title, match.means, match.confidence) == ("注册号", Means.CONTENT, 1.0)
        assert "The title says “Registration number”" in match.reason
        assert recognised.of("registration_no") is None

    def test_a_few_mistyped_ones_do_not_hide_the_rest(self) -> None:
        rows = [*enterprises(count=19), ("新乡市测试20有限公司", "91410702MA0000000")]
        match = match_of(sheet_of(["名称", "照号"], *rows).read_as("subjects"), "uscc")
        assert (match.means, match.confidence) == (Means.CONTENT, 0.95)

    def test_titles_that_were_exchanged_are_noticed(self) -> None:
        rows = [(code, name) for name, code in enterprises()]
        recognised = sheet_of(["企业名称", "统一社会信用代码"], *rows).read_as("subjects")
        assert bound(recognised) == {"企业名称": "uscc"}
        assert asked(recognised) == {"统一社会信用代码": ("name",)}
        assert "they look like names" in recognised.questions[0].reason

    def test_several_columns_of_them_are_asked_about(self) -> None:
        rows = [(name, code, credit_code(n)) for n, (name, code) in enumerate(enterprises(), start=50)]
        recognised = sheet_of(["名称", "代码一", "代码二"], *rows).read_as("subjects")
        assert asked(recognised) == {"代码一": ("uscc",), "代码二": ("uscc",)}
        assert "Several columns hold credit codes" in recognised.questions[0].reason

    def test_somebody_elses_are_not_taken_for_the_subjects_own(self) -> None:
        recognised = sheet_of(["品牌名称", "持有企业统一社会信用代码"], *enterprises()).read_as("subjects")
        assert bound(recognised) == {"品牌名称": "name"}
        assert asked(recognised) == {"持有企业统一社会信用代码": ("owner_id", "uscc")}

    def test_between_a_brand_and_its_user_they_are_asked_about(self) -> None:
        rows = [("某品牌", name, code) for name, code in enterprises()]
        recognised = sheet_of(["品牌名称", "使用单位", "统一社会信用代码"], *rows).read_as("brand_users")
        assert bound(recognised) == {"品牌名称": "subject_name", "使用单位": "user_name"}
        assert asked(recognised) == {"统一社会信用代码": ("user_id", "subject_id")}

    def test_an_id_that_is_a_code_is_both(self) -> None:
        rows = [(code, name) for name, code in enterprises()]
        recognised = sheet_of(["主体编号", "名称"], *rows).read_as("subjects")
        assert {match.column.name for match in recognised.matches if match.position == 0} == {"subject_id", "uscc"}

    def test_a_title_decides_between_two_columns_of_them(self) -> None:
        rows = [(name, code, code) for name, code in enterprises()]
        recognised = sheet_of(["名称", "照号", "统一社会信用代码"], *rows).read_as("subjects")
        assert bound(recognised)["统一社会信用代码"] == "uscc"
        assert "照号" in left(recognised)


def test_a_title_that_its_cells_contradict_is_asked_about_and_not_used() -> None:
    titles = ["企业名称", "信用代码", "成立日期", "企业类型"]
    recognised = sheet_of(titles, *enterprises("甲厂", "A类")).read_as("subjects")
    assert bound(recognised) == {"企业名称": "name", "信用代码": "uscc"}
    assert {question.title: question.reason for question in recognised.questions} == {
        "成立日期": "The title says “Registered on”, but no cell holds a date.",
        "企业类型": "The title says “Entity type”, but none of the cells is an entry of it.",
    }


@pytest.mark.parametrize(
    "written", ["２０００－０１－０１", "2021", "2021年5月", "44321", "二〇二一年", "20210503", "长期"]
)
def test_dates_in_any_writing_are_no_contradiction(written: str) -> None:
    recognised = sheet_of(["企业名称", "信用代码", "成立日期"], *enterprises(written)).read_as("subjects")
    assert recognised.of("registered_on")


def test_one_column_of_a_meaning_is_used_and_the_other_named() -> None:
    rows = [("甲厂", "乙厂"), ("丙厂", "丁厂")]
    recognised = sheet_of(["单位名称", "名称"], *rows).read_as("subjects")
    assert bound(recognised) == {"名称": "name"}
    assert left(recognised) == {"单位名称": "“名称” already gives Name."}


def test_an_empty_column_does_not_hide_a_filled_one() -> None:
    recognised = sheet_of(["名称", "企业名称"], [None, "甲厂"], [None, "乙厂"]).read_as("subjects")
    assert bound(recognised) == {"企业名称": "name"}


def test_the_same_title_twice_is_asked_about_unless_the_cells_are_the_same() -> None:
    same = sheet_of(["名称", "名称"], ["甲", "甲"], ["乙", "乙"]).read_as("subjects")
    assert bound(same) == {"名称": "name"}
    differ = sheet_of(["名称", "名称"], ["甲", "甲"], ["乙", "丙"]).read_as("subjects")
    assert not differ.matches
    assert [question.position for question in differ.questions] == [0, 1]
    assert all(question.is_needed for question in differ.questions)


def test_every_column_with_content_is_accounted_for() -> None:
    titles = ["序号", "企业名称", "", "信用编码", "产值", "成立日期", ""]
    rows = [["1", "甲厂", "某", "12", "3", "2020", None]] * 4
    recognised = sheet_of(titles, *rows).read_as("subjects")
    settled = [match.position for match in recognised.matches]
    settled += [column.position for column in recognised.left_aside if column.position is not None]
    settled += [question.position for question in recognised.questions if question.position is not None]
    assert sorted(settled) == [0, 1, 2, 3, 4, 5]


class TestGroupRows:
    def test_they_give_the_column_whose_entries_they_are(self) -> None:
        rows = [*enterprises("一、红旗区（2家）", count=2), *enterprises("（二）卫辉市（共3户）", count=2)]
        sheet = sheet_of(["企业名称", "信用代码", GROUP_TITLE], *rows)
        match = match_of(sheet.read_as("subjects"), "area")
        assert match.means is Means.GROUP
        assert values_of(match, sheet.sample).to_list() == ["红旗区", "红旗区", "卫辉市", "卫辉市"]

    def test_groups_within_groups_are_told_apart(self) -> None:
        rows = enterprises("一、工业 · （一）红旗区", count=2)
        sheet = sheet_of(["企业名称", "信用代码", GROUP_TITLE], *rows)
        recognised = sheet.read_as("subjects")
        assert set(values_of(match_of(recognised, "area"), sheet.sample)) == {"红旗区"}
        assert set(values_of(match_of(recognised, "domain"), sheet.sample)) == {"工业"}

    def test_a_required_column_comes_first(self) -> None:
        rows = enterprises("一、国家级专精特新“小巨人”企业（2家）", "2020")
        recognised = sheet_of(["企业名称", "信用代码", GROUP_TITLE, "认定时间"], *rows).read_as("honours")
        assert match_of(recognised, "scheme").means is Means.GROUP

    def test_they_do_not_replace_a_column_of_the_sheet(self) -> None:
        rows = enterprises("红旗区", "一、卫辉市")
        recognised = sheet_of(["企业名称", "信用代码", "所属县区", GROUP_TITLE], *rows).read_as("subjects")
        assert bound(recognised)["所属县区"] == "area"
        assert "they are notes" in left(recognised)[GROUP_TITLE] or asked(recognised)

    def test_other_groups_stay_notes(self) -> None:
        recognised = sheet_of(["企业名称", "信用代码", GROUP_TITLE], *enterprises("一、重点名单")).read_as("subjects")
        assert "they are notes" in left(recognised)[GROUP_TITLE]


class TestYears:
    TITLES = ("企业名称", "信用代码", "2021年营业收入（万元）", "营业收入（2022年）", "2022年 · 净利润")

    def test_a_column_for_each_year_becomes_a_plan_by_year(self) -> None:
        recognised = sheet_of(self.TITLES, *enterprises("1", "2", "3")).read_as("financials")
        plan = {year.year: {match.column.name: match.title for match in year.matches} for year in recognised.years}
        assert plan == {
            2021: {"revenue": "2021年营业收入（万元）"},
            2022: {"revenue": "营业收入（2022年）", "net_profit": "2022年 · 净利润"},
        }
        assert recognised.years[0].matches[0].unit == "万元"
        assert set(bound(recognised).values()) == {"subject_name", "uscc"}
        assert not recognised.questions

    def test_a_sheet_with_its_own_year_column_is_asked_about(self) -> None:
        sheet = sheet_of([*self.TITLES, "年度"], *enterprises("1", "2", "3", "2023"))
        recognised = sheet.read_as("financials")
        assert not recognised.years
        assert set(asked(recognised)) == set(self.TITLES[2:])

    def test_the_same_year_twice_is_asked_about(self) -> None:
        titles = ["企业名称", "信用代码", "2021年营业收入", "营业收入（2021年度）", "2022年营业收入"]
        recognised = sheet_of(titles, *enterprises("1", "2", "3")).read_as("financials")
        assert [year.year for year in recognised.years] == [2022]
        assert set(asked(recognised)) == {"2021年营业收入", "营业收入（2021年度）"}

    def test_a_measure_without_a_year_beside_them_is_asked_about(self) -> None:
        titles = ["企业名称", "信用代码", "2021年营业收入", "利润总额"]
        recognised = sheet_of(titles, *enterprises("1", "2")).read_as("financials")
        assert recognised.of("profit") is None
        assert asked(recognised) == {"利润总额": ("profit",)}

    @pytest.mark.parametrize(
        "title", ["2021-2023年营业收入", "2023年1-6月营业收入", "2021—2023年平均营业收入", "近三年营业收入"]
    )
    def test_other_periods_are_no_year(self, title: str) -> None:
        recognised = sheet_of(["企业名称", "信用代码", title], *enterprises("1")).read_as("financials")
        assert not recognised.years
        assert recognised.of("revenue") is None
        assert asked(recognised) == {title: ("revenue",)}

    def test_a_table_without_years_has_no_place_for_one(self) -> None:
        recognised = sheet_of(["名称", "2023年经营范围"], ["甲厂", "印刷"]).read_as("subjects")
        assert recognised.of("business_scope") is None
        assert asked(recognised) == {"2023年经营范围": ("business_scope",)}


class TestWhatTheSheetSaysOfAllRows:
    def test_an_honour_that_only_the_title_names_is_proposed(self) -> None:
        sheet = sheet_of(
            ["企业名称", "信用代码", "认定时间"], *enterprises("2023"), above=["2023年度省级专精特新企业名单"]
        )
        recognised = sheet.read_as("honours")
        (question,) = recognised.questions
        assert question.position is None
        assert (question.candidates[0].column, question.value, question.is_needed) == ("scheme", "srdi_sme", True)
        assert not recognised.constants

    def test_the_longest_name_counts(self) -> None:
        sheet = sheet_of(["企业名称"], *[["甲厂"]], sheet="市长质量奖提名奖")
        assert sheet.read_as("honours").questions[0].value == "mayor_quality_award_nomination"

    def test_two_honours_in_a_title_are_not_chosen_between(self) -> None:
        sheet = sheet_of(["企业名称"], ["甲厂"], above=["市长质量奖和省级专精特新企业名单"])
        assert not sheet.read_as("honours").questions

    def test_a_year_in_the_name_of_the_file_is_proposed(self) -> None:
        sheet = sheet_of(["企业名称", "信用代码", "营业收入"], *enterprises("1"), file="材料.zip/2023年度财务.xlsx")
        (question,) = sheet.read_as("financials").questions
        assert (question.candidates[0].column, question.value) == ("year", "2023")
