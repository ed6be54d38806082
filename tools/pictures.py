"""Takes the README's pictures from a real run: needs LibreOffice, poppler's pdftoppm and Chromium on the PATH.

`python -m tools.pictures var/survey`: the folder of a survey of the demonstration data.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from mingpin.documents.pack_page import pack_page
from mingpin.engine import compile_program, load_pack

ROOT = Path(__file__).parent.parent
PACK = ROOT / "packs" / "xinxiang" / "meiyu-2023"
IMAGES = ROOT / "docs" / "images"
WINDOW = (1360, 900)
ANCHOR = "plan.3.c4"
"""The provision that stands at the top of the picture of the pack."""


def picture_of_workbook(survey: Path, work: Path) -> None:
    """docs/images/workbook.png: the first sheet, without the empty margins of its page."""
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(work), str(survey / "摸底调查.xlsx")],
        check=True,
        capture_output=True,
    )
    page = work / "page"
    box = ["-x", "58", "-y", "72", "-W", "1300", "-H", "820"]
    subprocess.run(
        [
            "pdftoppm",
            "-r",
            "120",
            "-f",
            "1",
            "-l",
            "1",
            "-singlefile",
            *box,
            "-png",
            str(work / "摸底调查.pdf"),
            str(page),
        ],
        check=True,
    )
    shutil.copy(page.with_suffix(".png"), IMAGES / "workbook.png")


def picture_of_pack(survey: Path, work: Path) -> None:
    """docs/images/pack.png: text and rules side by side, with the run's counts."""
    summary = json.loads((survey / "summary.json").read_text("utf-8"))
    run = summary["run"]
    program = compile_program(load_pack(PACK), year=run["year"], as_of=date.fromisoformat(run["as_of"]))
    page = work / "pack.html"
    move = (
        f"document.body.style.marginTop = (24 - document.getElementById('{ANCHOR}').getBoundingClientRect().top) + 'px'"
    )
    begin = f"<style>html {{ overflow: hidden }}</style><script>{move}</script></body>"
    page.write_text(pack_page(program, summary).replace("</body>", begin), encoding="utf-8")
    size = f"--window-size={WINDOW[0]},{WINDOW[1]}"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--lang=zh-CN", size]
    shot = f"--screenshot={IMAGES / 'pack.png'}"
    subprocess.run(["chromium", *options, shot, page.as_uri()], check=True, capture_output=True)


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not (Path(arguments[0]) / "summary.json").is_file():
        print("Name the folder of a survey, for example var/survey after `make survey`.", file=sys.stderr)
        return 2
    absent = [program for program in ("soffice", "pdftoppm", "chromium") if not shutil.which(program)]
    if absent:
        print(f"These programs are needed and not on the PATH: {', '.join(absent)}.", file=sys.stderr)
        return 1
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        picture_of_workbook(Path(arguments[0]), Path(work))
        picture_of_pack(Path(arguments[0]), Path(work))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
