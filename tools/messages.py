"""Keeps the catalogue of messages in step with the code: new ones come in, translations stay, what is gone goes.

`python -m tools.messages` writes the catalogue and says how many messages still need a translation.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parent.parent / "src" / "mingpin"
MARKS = ("_", "marked")
"""What marks a message in the code: `_` translates it there, `marked` leaves that to the place where it is shown."""
CATALOGUE = SOURCE / "locale" / "zh" / "LC_MESSAGES" / "mingpin.po"
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
    for path in sorted(SOURCE.rglob("*.py")):
        with path.open("rb") as source:
            for _line, message, _comments, _context in extract("python", source, keywords=dict.fromkeys(MARKS)):
                files = found.setdefault(str(message), [])
                name = path.relative_to(SOURCE).as_posix()
                if name not in files:
                    files.append(name)
    return found


def read_catalogue() -> Catalog:
    """The catalogue as it is; empty where there is none yet."""
    if not CATALOGUE.is_file():
        return Catalog(locale="zh")
    with CATALOGUE.open("rb") as source:
        return read_po(source, locale="zh", ignore_obsolete=True)


def updated_catalogue() -> Catalog:
    """A catalogue of exactly the messages in the code, with the translations that there are."""
    known = read_catalogue()
    catalogue = Catalog(locale="zh")
    for message, files in messages_in_code().items():
        translated = known.get(message)
        string = str(translated.string) if translated and translated.string else ""
        catalogue.add(message, string, locations=[(file, 0) for file in files])
    return catalogue


def catalogue_text(catalogue: Catalog) -> bytes:
    """The catalogue as a file that changes only where a message does: no dates, no line numbers, long lines unbroken."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=0, include_lineno=False, omit_header=True)
    return HEADER.encode() + buffer.getvalue()


def untranslated(catalogue: Catalog) -> Iterator[str]:
    """The messages without a translation."""
    return (str(message.id) for message in catalogue if message.id and not message.string)


def main() -> int:
    catalogue = updated_catalogue()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_bytes(catalogue_text(catalogue))
    missing = list(untranslated(catalogue))
    print(
        f"{len(catalogue)} messages, {len(missing)} without a translation: {CATALOGUE.relative_to(SOURCE.parent.parent)}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
