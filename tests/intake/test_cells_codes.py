"""Honours, levels and places as offices write them: read where exactly one is meant, asked where several are."""

from __future__ import annotations

import pytest

from mingpin.intake.cells import CodeReader
from mingpin.vocabulary.values import ValueFault

from .one_cell import cell_of
from .samples import VOCABULARY

HONOURS = CodeReader(VOCABULARY.classifications["honour_scheme"])
COMMERCE, FOLK_ART = "henan_time_honoured_commerce", "henan_time_honoured_folk_art"


@pytest.mark.parametrize(
    ("place", "text", "code"),
    [
        ("honours.scheme", "省级专精特新中小企业", "srdi_sme"),
        ("honours.srdi_level", "国家级专精特新“小巨人”企业", "national"),
        ("honours.level", "省级", "provincial"),
        ("honours.level", "省", "provincial"),
        ("honours.scenic_level", "ＡＡＡＡ", "a4"),
        ("honours.scenic_level", "国家4A级旅游景区", "a4"),
        ("subjects.area", "河南省新乡市红旗区", "410702"),
        ("subjects.area", "新乡市 红旗区", "410702"),
        ("subjects.area", "410702 红旗区", "410702"),
        ("subjects.area", "红旗区（410702）", "410702"),
        ("subjects.area", "河南省长垣市", "410783"),
        ("subjects.industry", "01", "A01"),
    ],
)
def test_a_name_code_or_path_is_read_without_a_word(place: str, text: str, code: str) -> None:
    cell = cell_of(place, text)
    assert (cell.value, cell.reason, cell.note) == (code, "", "")


@pytest.mark.parametrize(
    ("place", "text", "code"),
    [
        ("honours.scheme", "国家级专精特新“小巨人”企业（第三批）", "little_giant"),
        ("honours.scheme", "2021年度河南省省长质量奖", "governor_quality_award"),
        ("honours.scheme", "河南省省长质量奖（2021年）", "governor_quality_award"),
        ("honours.scheme", "第八届河南省省长质量奖提名奖", "governor_quality_award_nomination"),
        ("honours.scheme", "二〇二一年度中国质量奖", "china_quality_award"),
        ("honours.scheme", "荣获2017年度河南省结构“中州杯”", "zhongzhou_cup_structure"),
        ("honours.scheme", "国家级单项冠军企业（第七批）", "single_champion"),
        ("honours.scheme", "绿色食品证书", "green_food"),
        ("honours.level", "市级（2021年）", "municipal"),
        ("certifications.kind", "GB/T 19001-2016", "quality_management"),
    ],
)
def test_years_batches_and_words_around_a_name_are_left_aside_with_a_note(place: str, text: str, code: str) -> None:
    cell = cell_of(place, text)
    assert cell.value == code
    assert cell.note.startswith(f"“{text}” was read as {code} ")


@pytest.mark.parametrize("text", ["河南老字号", "河南老字号（第八批）", "2021年河南老字号"])
def test_two_series_of_one_name_are_told_apart_by_their_issuer_only(text: str) -> None:
    cell = cell_of("honours.scheme", text)
    assert cell.value is None
    assert f"“{text}” may be any of {COMMERCE}" in cell.reason
    assert FOLK_ART in cell.reason
    assert set(HONOURS.candidates(text)) == {COMMERCE, FOLK_ART}
    assert HONOURS.read_with_issuer(text, "河南省商务厅").value == COMMERCE
    assert HONOURS.read_with_issuer(text, "省商务厅").value == COMMERCE
    assert HONOURS.read_with_issuer(text, "河南省民间文艺家协会").value == FOLK_ART
    for issuer in ("市商务局", "", None, "河南省"):
        with pytest.raises(ValueFault, match="may be any of"):
            HONOURS.read_with_issuer(text, issuer)


def test_an_issuer_that_decides_is_noted() -> None:
    assert "“省商务厅” decided" in HONOURS.read_with_issuer("河南老字号", "省商务厅").note


def test_an_issuer_says_nothing_where_the_name_is_clear() -> None:
    assert HONOURS.read_with_issuer("中华老字号", "省商务厅").value == "china_time_honoured"


@pytest.mark.parametrize(
    ("place", "text", "sentence"),
    [
        ("subjects.area", "410702 卫滨区", "close to it: 410702"),
        ("subjects.area", "410702.0", "close to it: 410702"),
        ("subjects.industry", "1", "close to it: A01"),
        ("subjects.area", "Qi County", "may be any of"),
        ("honours.scheme", "老字号", "close to it"),
        ("honours.scheme", "郑州市市长质量奖", "close to it: mayor_quality_award"),
        ("honours.scheme", "2021年度", "is no Honour or recognition"),
        ("honours.level", "省级/市级", "is no Level"),
    ],
)
def test_what_is_not_certain_is_proposed_and_not_applied(place: str, text: str, sentence: str) -> None:
    cell = cell_of(place, text)
    assert cell.value is None
    assert sentence in cell.reason


def test_every_label_and_code_of_every_classification_is_read_as_itself_or_asked() -> None:
    for classification in VOCABULARY.classifications.values():
        reader = CodeReader(classification)
        for code, entry in classification.entries.items():
            assert reader.read(code) == code
            assert code in reader.candidates(entry.label["zh"])
