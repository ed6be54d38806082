"""Every environment variable that the settings read is described, with the default that it has."""

from __future__ import annotations

import ast
from pathlib import Path

from mingpin.config.variables import VARIABLES

SOURCE = Path(__file__).parents[3] / "src" / "mingpin"
ELSEWHERE = {"MINGPIN_LANG": "language.py", "MINGPIN_PACKS": "vocabulary/place.py"}
"""Variables that other modules read."""


def read_by_settings() -> dict[str, str | None]:
    """Each variable with its default, where that is written down as it is."""
    found: dict[str, str | None] = {}
    for path in (SOURCE / "config").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "env"):
                continue
            assert isinstance(node.args[0], ast.Constant)
            default = next((keyword.value for keyword in node.keywords if keyword.arg == "default"), None)
            written = str(default.value) if isinstance(default, ast.Constant) else None
            name = str(node.args[0].value)
            found[name] = written if written is not None else found.get(name)
    return found


def test_every_variable_that_is_read_is_described_and_no_other() -> None:
    assert {variable.name for variable in VARIABLES} == set(read_by_settings()) | set(ELSEWHERE)
    for name, module in ELSEWHERE.items():
        assert name in (SOURCE / module).read_text("utf-8")


def test_no_variable_is_described_twice() -> None:
    assert len(VARIABLES) == len({variable.name for variable in VARIABLES})


def test_the_defaults_are_those_of_the_settings() -> None:
    described = {variable.name: variable.default for variable in VARIABLES if isinstance(variable.default, str)}
    written = {name: default for name, default in read_by_settings().items() if default is not None}
    assert {name: described[name] for name in written if name in described} == {
        name: written[name] for name in written if name in described
    }
