"""The language reference, printed from the examples of tests/spec."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mingpin.language import current_language, in_language, use_language
from mingpin.vocabulary import PackError, load_vocabulary
from tests.spec.examples import (
    DEFAULT_DAY,
    DEFAULT_YEAR,
    PARAMETERS,
    VOCABULARY,
    Case,
    Chapter,
    Example,
    Text,
    read_chapters,
)
from tests.spec.runs import build_pack

TRUTHS = {"true": "真 true", "false": "假 false", "unknown": "未知 unknown"}
VERDICTS = {
    "MET": "符合 MET",
    "NOT_MET": "不符合 NOT_MET",
    "UNDETERMINED": "待核实 UNDETERMINED",
    "NOT_APPLICABLE": "不适用 NOT_APPLICABLE",
}
HEAD_ZH = """\
[English](language.en.md)

本页由 `tests/spec` 的示例生成（`make docs`）。每个示例都在三种求值方式上运行并核对，故不会与程序不符。
示例共用一套小词汇和参数，见文末。除非另行写明，培育年度为 {year}，基准日为 {day}，主体是新乡市红旗区的一家企业。"""
HEAD_EN = """\
[中文](language.md)

This page is printed from the examples of `tests/spec` (`make docs`); each of them is run on all three backends, so the page
cannot differ from the program. The examples share a small vocabulary and parameters, at the end. Unless said otherwise the
programme year is {year}, the day of the run {day}, and the subject an enterprise in Hongqi district (410702), Xinxiang."""
WORDS: Mapping[str, Text] = {
    "title": {"zh": "政策语言参考", "en": "The policy language"},
    "head": {"zh": HEAD_ZH, "en": HEAD_EN},
    "evidence": {"zh": "证据", "en": "Evidence"},
    "gives": {"zh": "结果", "en": "Outcome"},
    "because": {"zh": "原因", "en": "Because"},
    "nothing": {"zh": "（无）", "en": "(none)"},
    "always": {"zh": "下列各例均有：", "en": "In every case:"},
    "refused": {"zh": "报错：", "en": "The error:"},
    "ruling": {"zh": "裁定", "en": "ruling"},
    "annex": {"zh": "附：示例所用的词汇与参数", "en": "Annex: vocabulary and parameters of the examples"},
    "verdict": {"zh": "本年度结论", "en": "for the year"},
}


def language_page(language: str) -> str:
    """The reference in this language, as Markdown."""
    use_language(language)
    try:
        head = _word("head").format(year=DEFAULT_YEAR, day=DEFAULT_DAY)
        chapters = read_chapters()
        contents = "\n".join(f"- [{in_language(chapter.title)}](#{chapter.id})" for chapter in chapters)
        parts = [f"# {_word('title')}", head, contents]
        parts += [part for chapter in chapters for part in _chapter(chapter)]
        return "\n\n".join([*parts, *_annex()]) + "\n"
    finally:
        use_language("zh")


def _word(name: str) -> str:
    return in_language(WORDS[name])


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield f'<a id="{chapter.id}"></a>\n\n## {in_language(chapter.title)}'
    yield in_language(chapter.text).strip()
    for example in chapter.examples:
        yield from _example(example)


def _example(example: Example) -> Iterator[str]:
    yield f"### {in_language(example.title)}"
    yield in_language(example.text).strip()
    yield _source(example)
    if example.refused:
        yield f"{_word('refused')}\n\n> {_refusal(example)}"
    if example.given:
        given = _rows(example.given)
        if given:
            yield f"{_word('always')} {given}"
    if example.cases:
        yield _table(example.cases)


def _source(example: Example) -> str:
    if example.policy:
        return f"````markdown\n{example.policy.rstrip()}\n````"
    blocks = example.clauses or (example.rule or example.fact,)
    return "\n\n".join(f"```yaml\n{block.rstrip()}\n```" for block in blocks)


def _refusal(example: Example) -> str:
    with tempfile.TemporaryDirectory() as folder:
        try:
            build_pack(example, Path(folder))
        except PackError as error:
            return str(error.problems[0])
    raise AssertionError(f"{example.id} is not refused")


def _table(cases: tuple[Case, ...]) -> str:
    has_reasons = any(case.because for case in cases)
    head = [_word("evidence"), _word("gives")] + ([_word("because")] if has_reasons else [])
    lines = [_line(head), _line(["---"] * len(head))]
    for case in cases:
        cells = [_case(case), _outcome(case)]
        if has_reasons:
            cells.append("<br>".join(f"`{code}`" for code in case.because or ()))
        lines.append(_line(cells))
    return "\n".join(lines)


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _case(case: Case) -> str:
    parts = []
    if (case.year, case.as_of) != (DEFAULT_YEAR, DEFAULT_DAY):
        parts.append(f"{case.year}, {case.as_of}")
    parts += [f"{_word('ruling')} `{question}: {option}`" for question, option in case.rulings.items()]
    parts.append(_rows(case.evidence) or _word("nothing"))
    if case.note:
        parts.append(f"*{in_language(case.note)}*")
    return "<br>".join(parts)


def _rows(evidence: Mapping[str, list[Mapping[str, Any]]]) -> str:
    return "<br>".join(f"`{table}: {_row(row)}`" for table, rows in evidence.items() for row in rows if row)


def _row(row: Mapping[str, Any]) -> str:
    return ", ".join(f"{column} {_value(value)}" for column, value in row.items())


def _value(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _outcome(case: Case) -> str:
    verdicts = [f"{_clause(clause)}{_said(VERDICTS, verdict)}" for clause, verdict in case.verdicts.items()]
    return "<br>".join(verdicts) or _said(TRUTHS, case.gives)


def _clause(clause: str) -> str:
    return f"{_word('verdict')}: " if clause == "verdict" else f"`{clause}`: "


def _said(words: Mapping[str, str], value: str) -> str:
    if value not in words:
        return f"`{value}`"
    return words[value] if current_language() == "zh" else value


def _annex() -> Iterator[str]:
    yield f"## {_word('annex')}"
    vocabulary = load_vocabulary(VOCABULARY)
    yield "\n".join(
        f"- `{table.id}` {in_language(table.label)}: " + ", ".join(f"`{column}`" for column in table.columns)
        for table in vocabulary.tables.values()
    )
    for path in (VOCABULARY / "facts.yaml", PARAMETERS):
        yield f"`{path.name}`\n\n```yaml\n{path.read_text(encoding='utf-8').rstrip()}\n```"
