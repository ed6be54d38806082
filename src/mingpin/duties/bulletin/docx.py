"""The bulletin as a Word document, in the look of an official bulletin: heading, line, sections, sources in small print."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from mingpin.language import _

BODY, HEAVY = "仿宋", "黑体"
RED, GREY = RGBColor(0xB3, 0x26, 0x1E), RGBColor(0x4E, 0x59, 0x69)
WIDTH = 15.6
"""What a page has between its margins, in centimetres."""
NUMERALS = "一二三四五六七八九十"


def docx_of(content: Mapping[str, Any], *, number: int | None = None, issued_on: str = "") -> bytes:
    """The document of a bulletin's content; without a number it is a draft and says so."""
    document = Document()
    _look(document)
    _head(document, content, number, issued_on)
    for place, part in enumerate(content["sections"]):
        _heading(document, part["title"], place)
        if part["rows"]:
            _table(document, part["head"], part["rows"])
        for line in part["lines"]:
            _line(document, line)
    said = _(
        "Made from the data of the platform as of {day}; every figure leads to its rows on the page of the bulletin."
    )
    _small(document.add_paragraph(), said.format(day=content["as_of"]))
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _look(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.7)
    section.top_margin = section.bottom_margin = Cm(2.8)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
    style.paragraph_format.space_after = Pt(4)
    style.paragraph_format.line_spacing = 1.3


def _head(document: Any, content: Mapping[str, Any], number: int | None, issued_on: str) -> None:
    if content["is_demonstration"]:
        notice = document.add_paragraph()
        notice.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(notice, _("Demonstration data: organisations, people and figures are fictitious"), 10.5, HEAVY, RED)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(title, content["title"], 24, HEAVY, RED)
    under = document.add_paragraph()
    under.alignment = WD_ALIGN_PARAGRAPH.CENTER
    said = _("No. {number}, issued on {day}").format(number=number, day=issued_on) if number else _("Draft, not issued")
    _run(under, said, 12)
    about = document.add_paragraph()
    about.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(about, content["subtitle"], 10.5, colour=GREY)
    _rule(about)


def _heading(document: Any, title: str, place: int) -> None:
    paragraph = document.add_heading(level=2)
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(14), Pt(6)
    paragraph.paragraph_format.keep_with_next = True
    numeral = NUMERALS[place] if place < len(NUMERALS) else str(place + 1)
    _run(paragraph, f"{numeral}、{title}", 14, HEAVY, RGBColor(0, 0, 0))


def _line(document: Any, line: Mapping[str, str]) -> None:
    paragraph = document.add_paragraph()
    if line["figure"]:
        colon = _(": ")
        _run(paragraph, f"{line['text']}{colon}", 12)
        _run(paragraph, line["figure"], 12, HEAVY)
    else:
        paragraph.paragraph_format.left_indent = Cm(0.8)
        _run(paragraph, f"· {line['text']}", 12)
    if line["source"]:
        source = _("Source: {source}").format(source=line["source"])
        _run(paragraph, f"  {source}", 9, colour=GREY)


def _table(document: Any, head: list[str], rows: list[list[str]]) -> None:
    table = document.add_table(rows=1, cols=len(head))
    table.style = "Table Grid"
    _repeat(table.rows[0])
    for cell, word in zip(table.rows[0].cells, head, strict=True):
        _cell(cell, word, HEAVY)
    for row in rows:
        for cell, word in zip(table.add_row().cells, row, strict=True):
            _cell(cell, word, BODY)
    table.autofit = False
    widths = [Cm(WIDTH * 0.3), *([Cm(WIDTH * 0.7 / (len(head) - 1))] * (len(head) - 1))]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    document.add_paragraph()


def _cell(cell: Any, word: str, font: str) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    paragraph.paragraph_format.line_spacing = 1
    _run(paragraph, word, 10.5, font)


def _repeat(row: Any) -> None:
    """The row stands again at the top of every page."""
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(header)


def _rule(paragraph: Any) -> None:
    """A red line under the paragraph."""
    border, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in {"val": "single", "sz": "12", "space": "6", "color": "B3261E"}.items():
        bottom.set(qn(f"w:{name}"), value)
    border.append(bottom)
    paragraph._p.get_or_add_pPr().append(border)


def _small(paragraph: Any, text: str) -> None:
    paragraph.paragraph_format.space_before = Pt(12)
    _run(paragraph, text, 9, colour=GREY)


def _run(paragraph: Any, text: str, size: float, font: str = BODY, colour: Any = None) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(size), "Times New Roman"
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    run.font.bold = font == HEAVY
    if colour is not None:
        run.font.color.rgb = colour
