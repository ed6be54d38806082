"""The repository keeps its own rules: files short enough to read, names that a newcomer can guess, no foreign places named."""

from __future__ import annotations

import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_SOURCE = 500
LARGEST_FILE = 2 * 1024 * 1024
VAGUE_NAMES = {"utils", "common", "helpers", "misc"}


@cache
def files() -> tuple[Path, ...]:
    """The files of the repository: those that git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout: the repository's files cannot be listed")
    found = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return tuple(path for path in found if path.is_file())


def sources() -> list[Path]:
    return [path for path in files() if path.suffix == ".py"]


def test_no_source_file_is_too_long_to_read() -> None:
    written = [path for path in sources() if "migrations" not in path.parts]  # those are made by Django
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in written}
    assert {path: length for path, length in lengths.items() if length > LONGEST_SOURCE} == {}


def test_no_file_is_large() -> None:
    sizes = {str(path.relative_to(ROOT)): path.stat().st_size for path in files()}
    assert {path: size for path, size in sizes.items() if size > LARGEST_FILE} == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [path for path in sources() if {part.removesuffix(".py") for part in path.parts} & VAGUE_NAMES] == []


def test_packs_hold_no_python() -> None:
    assert [path for path in sources() if path.is_relative_to(ROOT / "packs")] == []


def test_the_lock_names_the_public_index_only() -> None:
    lock = (ROOT / "uv.lock").read_text("utf-8")
    assert set(re.findall(r"https?://([^/\"]+)", lock)) == {"pypi.org", "files.pythonhosted.org"}
    assert "file://" not in lock


def test_both_locks_pin_the_same_versions() -> None:
    """`make setup` installs the same versions through uv (uv.lock) and through pip (requirements.lock);
    uv.lock knows what the extras need besides."""
    locked = dict(re.findall(r'^name = "(.+)"\nversion = "(.+)"', (ROOT / "uv.lock").read_text("utf-8"), re.MULTILINE))
    requirements = (ROOT / "requirements.lock").read_text("utf-8")
    pinned = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", requirements, re.MULTILINE))
    assert pinned.items() <= locked.items()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    assert {re.split(r"[^\w.-]", name)[0].lower() for name in asked} <= pinned.keys()
