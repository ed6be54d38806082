"""The page on sending evidence by program shows bodies that are taken as they stand there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.platform.api.conftest import Programs

PAGES = ["push-evidence.md", "push-evidence.en.md"]
FOLDER = Path(__file__).parents[3] / "docs" / "how-to"


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("page", PAGES)
def test_the_bodies_of_the_page_are_taken(program_of: Programs, page: str) -> None:
    evidence, coverage = (json.loads(body) for body in re.findall(r"-d '(\{.*\})'", (FOLDER / page).read_text("utf-8")))
    name = evidence["tables"]["inspections"][0]["subject_name"]
    subject = {"subject_id": "N1", "kind": "enterprise", "name": name, "area": "410783"}
    assert program_of("wang").push({"subjects": [subject]}).json()["batch"]
    program = program_of("zheng")
    for path, body in (("push/evidence", evidence), ("push/coverage", coverage)):
        [told] = program.post(path, body).json()["tables"].values()
        assert [row["result"] for row in told["rows"]] == ["new"], told
