"""A code as people write it: the code itself, its label in either language, a known spelling, or the code that it had before."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cached_property

from mingpin.language import _, in_language
from mingpin.vocabulary.divisions import former_codes
from mingpin.vocabulary.model import NONE_CODE, Classification
from mingpin.vocabulary.values import ValueFault

CLOSE = 3
"""How many close matches a refusal names."""
_QUOTES = "“”\"'‘’「」『』《》"


class CodeReader:
    """Reads cells as codes of one classification."""

    def __init__(self, classification: Classification):
        self.classification = classification

    def read(self, text: str) -> str:
        """The code. Raises ValueFault for a text that none or several entries claim; the sentence names what is close."""
        if text in self.classification.entries or (self.classification.is_ordered and text == NONE_CODE):
            return text
        key = folded(text)
        codes = self._by_label.get(key) or self._by_spelling.get(key) or ()
        if len(codes) == 1:
            return codes[0]
        label = in_language(self.classification.label)
        if codes:
            raise ValueFault(
                _("“{text}” may be any of {codes} of {label}; write the code.").format(
                    text=text, codes=self._listed(codes), label=label
                )
            )
        close = self._close(key)
        if close:
            raise ValueFault(
                _("“{text}” is no {label}; close to it: {codes}.").format(
                    text=text, label=label, codes=self._listed(close)
                )
            )
        some = tuple(self.classification.entries)[:CLOSE]
        raise ValueFault(
            _("“{text}” is no {label}; write a code or label such as {codes}.").format(
                text=text, label=label, codes=self._listed(some)
            )
        )

    def _listed(self, codes: tuple[str, ...]) -> str:
        entries = self.classification.entries
        return _(", ").join(f"{code} {in_language(entries[code].label)}" for code in codes)

    def _close(self, key: str) -> tuple[str, ...]:
        known = {**self._by_spelling, **self._by_label}
        within = [name for name in known if len(key) > 1 and (key in name or (len(name) > 1 and name in key))]
        names = [*get_close_matches(key, known, n=CLOSE, cutoff=0.6), *sorted(within, key=len)]
        return tuple(dict.fromkeys(code for name in names for code in known[name]))[:CLOSE]

    @cached_property
    def _by_label(self) -> Mapping[str, tuple[str, ...]]:
        """Labels, and codes in another width or case."""
        claims: dict[str, dict[str, None]] = defaultdict(dict)
        for code, entry in self.classification.entries.items():
            for text in (code, *entry.label.values()):
                claims[folded(text)][code] = None
        return {key: tuple(codes) for key, codes in claims.items()}

    @cached_property
    def _by_spelling(self) -> Mapping[str, tuple[str, ...]]:
        claims: dict[str, dict[str, None]] = defaultdict(dict)
        for code, entry in self.classification.entries.items():
            for text in entry.extra.get("spellings") or ():
                claims[folded(str(text))][code] = None
        for former, code in former_codes(self.classification).items():
            claims[folded(former)][code] = None
        return {key: tuple(codes) for key, codes in claims.items()}


def folded(text: str) -> str:
    """The text for comparison: half width, lower case, without spaces and quotation marks."""
    normal = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in normal if not character.isspace() and character not in _QUOTES)
