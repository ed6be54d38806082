"""The living document: the issued text as it reads, quotes marked, rules in words, nothing from elsewhere."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from mingpin.documents.html import tag
from mingpin.documents.marked_text import paragraphs
from mingpin.documents.pack_page import pack_page
from mingpin.documents.report import SurveyReport
from mingpin.documents.summary import summary_of
from mingpin.engine import Program, compile_program, load_pack

PACKS = Path(__file__).parents[2] / "packs"
VOID = {"meta", "br"}


class _Reader(HTMLParser):
    """Reads a page: the text of the paper's left side, links, ids, resources; fails on tags that do not nest."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.lines: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.resources: list[str] = []
        self.marked: list[str] = []

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attributes}
        self.links += [given["href"]] if "href" in given else []
        self.ids += [given["id"]] if "id" in given else []
        self.resources += [given[key] for key in ("src", "srcset") if key in given] + (
            [name] if name in ("script", "link") else []
        )
        if name not in VOID:
            self.open.append((name, given.get("class", "")))
        if given.get("class") == "text":
            self.lines.append("")

    def handle_endtag(self, name: str) -> None:
        assert self.open, name
        assert self.open.pop()[0] == name

    def handle_data(self, data: str) -> None:
        if any(class_ == "text" for _name, class_ in self.open):
            self.lines[-1] += data
            if self.open[-1][1].startswith("q "):
                self.marked.append(data)


def _read(page: str) -> _Reader:
    reader = _Reader()
    reader.feed(page)
    assert reader.open == []
    return reader


@pytest.fixture(scope="module")
def meiyu() -> Program:
    return compile_program(load_pack(PACKS / "xinxiang" / "meiyu-2023"), year=2024, as_of=date(2024, 6, 30))


@pytest.fixture(scope="module")
def page(meiyu: Program) -> _Reader:
    return _read(pack_page(meiyu))


def test_the_text_is_the_issued_text_line_by_line(page: _Reader, meiyu: Program) -> None:
    assert page.lines == [line.strip() for line in meiyu.pack.text.splitlines() if line.strip()]


def test_every_quote_of_every_clause_is_marked(meiyu: Program, page: _Reader) -> None:
    marked = {quote for paragraph in paragraphs(meiyu.pack) for quote in (mark.quote for mark in paragraph.marks)}
    assert marked == {quote for clause in meiyu.pack.clauses for quote in clause.quotes}
    assert len("".join(page.marked)) > 1000


def test_every_clause_has_its_place_and_every_link_leads_somewhere(page: _Reader, meiyu: Program) -> None:
    assert {clause.id for clause in meiyu.pack.clauses} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)


def test_nothing_is_fetched_and_nothing_runs(page: _Reader, meiyu: Program) -> None:
    assert page.resources == []
    assert not re.search(r"url\(|@import|https?://|\son\w+=", pack_page(meiyu))


def test_parameters_readings_and_judgements_are_told(meiyu: Program) -> None:
    text = pack_page(meiyu)
    assert "foremost_share" in text
    assert "30%" in text
    for clause in meiyu.pack.executable:
        for node in clause.rule.walk() if clause.rule else ():
            if node.question:
                assert node.question["zh"] in text


def test_without_a_survey_there_are_no_numbers_of_subjects(meiyu: Program, report: SurveyReport) -> None:
    assert 'class="stack"' not in pack_page(meiyu)
    summary = summary_of(report)
    live = pack_page(report.program, summary)
    assert live.count('class="stack"') == 4
    _read(live)


def test_text_of_a_pack_cannot_become_markup() -> None:
    assert tag("p", "<script>alert(1)</script>", title='"><b>') == (
        '<p title="&quot;&gt;&lt;b&gt;">&lt;script&gt;alert(1)&lt;/script&gt;</p>'
    )
