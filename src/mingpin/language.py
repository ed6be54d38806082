"""The language in which the program speaks: `_()` for messages, `in_language()` for labels of a pack.

Messages are written in English in the code; `locale/<language>/LC_MESSAGES/*.po` hold the rest, a catalogue for each package.
They are read as text, so a checkout needs no compile step.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from importlib import resources
from io import BytesIO

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.functional import lazy

DEFAULT_LANGUAGE = "zh"
LANGUAGES = ("zh", "en")

_named = os.environ.get("MINGPIN_LANG", "")
_language: ContextVar[str] = ContextVar("mingpin_language", default=_named if _named in LANGUAGES else DEFAULT_LANGUAGE)


def use_language(language: str) -> None:
    """Speak this language from here on, in this context. Raises ValueError for one that we do not have."""
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r} is not one of {', '.join(LANGUAGES)}")
    _language.set(language)


def current_language() -> str:
    """The language now spoken: `zh` or `en`."""
    return _language.get()


def _(message: str) -> str:
    """The message in the current language; the message itself where the catalogue has none."""
    return _translated(_language.get(), message)


later = lazy(_, str)
"""The message in the language that is current when it is shown: for labels that are written down once, as those of models are."""


def one_after_another(*sentences: str) -> str:
    """The sentences that are not blank, one after another as the current language writes them: in Chinese without spaces."""
    return ("" if _language.get() == "zh" else " ").join(filter(None, sentences))


def in_language(label: Mapping[str, str] | str | None) -> str:
    """A pack's label in the current language, else in Chinese, in which packs are written."""
    if not label:
        return ""
    if isinstance(label, str):
        return label
    return label.get(_language.get()) or label.get(DEFAULT_LANGUAGE) or next(iter(label.values()))


@cache
def _translated(language: str, message: str) -> str:
    return _catalogue(language).gettext(message)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    folder = resources.files("mingpin") / "locale" / language / "LC_MESSAGES"
    if not folder.is_dir():
        return gettext.NullTranslations()
    catalogue = Catalog(locale=language)
    for source in folder.iterdir():
        if source.name.endswith(".po"):
            with source.open("rb") as po:
                for message in read_po(po, locale=language, ignore_obsolete=True):
                    if message.id and message.string:
                        catalogue.add(message.id, message.string)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
