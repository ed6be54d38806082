"""Keeps the catalogues of messages in step with the code: new ones come in, translations stay, what is gone goes.

`python -m tools.messages` writes all catalogues and says how many messages still need a translation; `python -m tools.messages
registry` writes that of one package only. A message that stands in several packages is in the catalogue of the first.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parent.parent / "src" / "mingpin"
MARKS = ("_", "__", "marked")
"""What marks a message in the code: `_` translates it there, `marked` leaves that to the place where it is shown,
`__` is `language.later` where `_` is taken."""
IN_TEMPLATES = re.compile(r"""{%\s*say\s+(["'])((?:(?!\1)[^\\]|\\.)*)\1""")
"""What marks a message in a template: `{% say "…" %}`, in either kind of quotes."""
CATALOGUES = SOURCE / "locale" / "zh" / "LC_MESSAGES"
TOP = "mingpin"
"""The catalogue of modules that stand in no package."""
HEADER = """\
# Messages of Mingpin in Chinese. `make messages` brings in new ones; translations are written here by hand.
msgid ""
msgstr ""
"Language: zh\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def messages_in_code() -> dict[str, list[str]]:
    """Every marked message, with the files it stands in, in their order."""
    found: dict[str, list[str]] = {}
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("templates/**/*.*")]):
        if "static" in path.relative_to(SOURCE).parts or not path.is_file():
            continue
        name = path.relative_to(SOURCE).as_posix()
        for message in _messages(path):
            files = found.setdefault(message, [])
            if name not in files:
                files.append(name)
    return found


def _messages(path: Path) -> Iterator[str]:
    if path.suffix == ".py":
        with path.open("rb") as source:
            for _line, message, _comments, _context in extract("python", source, keywords=dict.fromkeys(MARKS)):
                yield str(message)
        return
    for match in IN_TEMPLATES.finditer(path.read_text("utf-8")):
        yield match[2].replace('\\"', '"').replace("\\\\", "\\")


def catalogue_of(file: str) -> str:
    """The name of the catalogue in which the messages of a file stand: its package's."""
    return file.split("/")[0] if "/" in file else TOP


def read_catalogue() -> Catalog:
    """All catalogues as they are, as one."""
    every = Catalog(locale="zh")
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as source:
            for message in read_po(source, locale="zh", ignore_obsolete=True):
                if message.id and (message.string or message.id not in every):
                    every.add(message.id, message.string)
    return every


def updated_catalogues() -> dict[str, Catalog]:
    """Catalogues by name, together exactly the messages in the code, with the translations that there are."""
    known = read_catalogue()
    catalogues: dict[str, Catalog] = {}
    for message, files in messages_in_code().items():
        translated = known.get(message)
        string = str(translated.string) if translated and translated.string else ""
        catalogue = catalogues.setdefault(catalogue_of(files[0]), Catalog(locale="zh"))
        catalogue.add(message, string, locations=[(file, 0) for file in files])
    return catalogues


def catalogue_text(catalogue: Catalog) -> bytes:
    """The catalogue as a file that changes only where a message does: no dates, no line numbers, long lines unbroken."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=0, include_lineno=False, omit_header=True)
    return HEADER.encode() + buffer.getvalue()


def untranslated(catalogue: Catalog) -> Iterator[str]:
    """The messages without a translation."""
    return (str(message.id) for message in catalogue if message.id and not message.string)


def main(names: list[str]) -> int:
    catalogues = updated_catalogues()
    CATALOGUES.mkdir(parents=True, exist_ok=True)
    if not names:
        for path in CATALOGUES.glob("*.po"):
            if path.stem not in catalogues:
                path.unlink()
    for name, catalogue in sorted(catalogues.items()):
        missing = list(untranslated(catalogue))
        if not names or name in names:
            (CATALOGUES / f"{name}.po").write_bytes(catalogue_text(catalogue))
            print(f"{name}.po: {len(catalogue)} messages, {len(missing)} without a translation")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
