"""What the commands about packs do."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from mingpin.cli.console import emit_json, out
from mingpin.cli.exits import Exit, Stop
from mingpin.cli.pack_finder import find_pack, open_pack
from mingpin.cli.pack_output import print_check, print_provisions, print_report, report_json
from mingpin.cli.result_folder import write_file
from mingpin.cli.runs import read_summary, refuse_bulk
from mingpin.documents.pack_page import pack_page
from mingpin.documents.provisions import provision_json, provisions
from mingpin.engine import Pack, Program, compile_program, load_pack
from mingpin.engine.cases import run_cases
from mingpin.language import _
from mingpin.vocabulary import PackError

GENERATOR = b'<meta name="generator" content="mingpin">'


def check(pack_name: str | None, *, as_json: bool) -> None:
    """Says that a pack is right; else every problem. Exits with PACK where it is wrong."""
    try:
        pack = open_pack(pack_name)
        default_program(pack)
    except PackError as error:
        if not as_json:
            raise
        problems = [
            {
                "file": problem.file,
                "line": problem.line,
                "what": problem.what,
                "why": problem.why,
                "remedy": problem.remedy,
            }
            for problem in error.problems
        ]
        emit_json({"ok": False, "problems": problems})
        sys.exit(Exit.PACK)
    if as_json:
        emit_json({"ok": True, "pack": pack.id, "hash": pack.hash, "clauses": len(pack.clauses), "problems": []})
    else:
        print_check(out(), pack)


def test(pack_name: str | None, *, strict: bool, as_json: bool) -> None:
    """Runs the cases. Exits with NO where one fails, or, if strict, where a leaf is not shown with every truth."""
    pack = open_pack(pack_name)
    report = run_cases(pack)
    if as_json:
        emit_json(report_json(report))
    else:
        print_report(out(), pack, report)
    if report.failed or (strict and report.not_shown):
        sys.exit(Exit.NO)


def text(pack_name: str | None) -> None:
    """Writes the issued text, byte for byte, to standard output."""
    pack = open_pack(pack_name)
    sys.stdout.buffer.write(pack.text.encode("utf-8"))
    sys.stdout.buffer.flush()


def list_provisions(pack_name: str | None, year: int | None, as_of: date | None, *, as_json: bool) -> None:
    """Lists every provision with the state of its rule."""
    program = default_program(open_pack(pack_name), year, as_of)
    found = provisions(program)
    if as_json:
        emit_json([provision_json(provision, program) for provision in found])
    else:
        print_provisions(out(), found, program)


def render(
    pack_name: str | None,
    file: Path | None,
    *,
    force: bool,
    survey_folder: Path | None,
    year: int | None,
    as_of: date | None,
) -> None:
    """Writes the page of a pack; with a survey's folder, for its year and day and with its counts."""
    summary = None
    if survey_folder is not None:
        summary = read_summary(survey_folder)
        if summary is None:
            what = _("{folder} is not the folder of a survey.").format(folder=survey_folder)
            raise Stop(Exit.INPUT, what, _("Make one with `mingpin survey`."))
        refuse_bulk(survey_folder, summary)
        year, as_of = year or summary["run"]["year"], as_of or date.fromisoformat(summary["run"]["as_of"])
    pack = load_pack(find_pack(pack_name or (summary["run"]["pack"] if summary else None)))
    page = pack_page(default_program(pack, year, as_of), summary)
    place = file or Path(f"{pack.folder.resolve().name}.html")
    write_file(place, page, _is_page, force=force)
    out().print(_("Page: {place}").format(place=place), markup=False, soft_wrap=True)


def _is_page(place: Path) -> bool:
    with place.open("rb") as page:
        return GENERATOR in page.read(2000)


def default_program(pack: Pack, year: int | None = None, as_of: date | None = None) -> Program:
    """The pack compiled for this year and day; where they are not said, for today and the nearest year that it has rules for."""
    as_of = as_of or date.today()
    if year is None:
        nodes = (node for clause in pack.executable if clause.rule for node in clause.rule.walk())
        years = sorted({year for node in nodes for year in node.years or ()})
        year = min(years, key=lambda one: abs(one - as_of.year), default=as_of.year)
    return compile_program(pack, year=year, as_of=as_of)
