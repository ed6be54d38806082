"""A code as people write it: the code itself, its label in either language, a known spelling, or the code that it had before."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property

from mingpin.intake.cells.column import Reading
from mingpin.intake.cells.numerals import CHARACTERS
from mingpin.intake.cells.signs import is_none, plain
from mingpin.language import _, in_language
from mingpin.vocabulary.divisions import former_codes
from mingpin.vocabulary.model import NONE_CODE, Classification, Entry
from mingpin.vocabulary.values import ValueFault

CLOSE = 3
"""How many close matches a refusal names."""
SEARCHES = 200
"""For how many texts of a column close matches are looked for; one that has more is no column of codes."""

_QUOTES = "“”\"'‘’「」『』《》〈〉"
_YEARS = rf"(?:(?<![0-9A-Za-z/-])(?:19|20)[0-9]{{2}}(?:[-~至](?:19|20)?[0-9]{{2}})?(?![0-9])|[{CHARACTERS}]{{4}}(?=年))(?:年度?)?"
_BATCHES = rf"第?(?:[0-9]{{1,3}}|[{CHARACTERS}]{{1,4}})(?:批次?|届)|第(?:[0-9]{{1,3}}|[{CHARACTERS}]{{1,4}})[次轮]"
_EDITIONS = "(?<=[0-9])[-:](?:19|20)[0-9]{2}(?![0-9])"
_TAKEN_AWAY = re.compile(rf"{_EDITIONS}|\((?:{_YEARS}|{_BATCHES}|[,、; ])+\)|{_YEARS}|{_BATCHES}")
_VERBS = re.compile("^(?:荣获|获得|获|被?评为|被?认定为|被?授予|入选|列入)(?=..)")
_ENDINGS = re.compile("(?<=..)(?:荣誉称号|称号|荣誉|奖项|获得者|获奖者|企业|单位|名单|证书)$")
_BETWEEN_TOKENS = re.compile(r"[\s()\[\]【】_:|,、/-]+")
_NAMES_OF_ISSUERS = re.compile("[、,;/]|会同|联合")
_SHORT_ISSUER = 3
"""Fewer characters of an issuer's name say nothing."""


class CodeReader:
    """Reads cells as codes of one classification."""

    def __init__(self, classification: Classification):
        self.classification = classification
        self._searched = 0

    def read(self, text: str) -> str:
        """The code. Raises ValueFault for a text that none or several entries claim; the sentence names what is close."""
        return str(self.reading(text).value)

    def reading(self, text: str) -> Reading:
        """The code, with a note where something around the name (years, batches, 企业) was left aside. Raises ValueFault."""
        codes, note = self._resolved(text)
        if len(codes) == 1:
            return Reading(codes[0], note)
        raise ValueFault(self._fault(text, codes))

    def read_with_issuer(self, text: str, issuer: str | None) -> Reading:
        """The same where the row says who issued it: of several entries of that name the one that this issuer issues."""
        codes, note = self._resolved(text)
        if len(codes) > 1 and issuer:
            codes = self.narrowed(codes, issuer)
            note = note or _("“{text}” has several meanings; the issuer “{issuer}” decided.").format(
                text=text, issuer=issuer
            )
        if len(codes) == 1:
            return Reading(codes[0], note)
        raise ValueFault(self._fault(text, codes))

    def candidates(self, text: str) -> tuple[str, ...]:
        """The codes whose entries claim the text: one where it is read, several where it is refused as ambiguous."""
        return self._resolved(text)[0]

    def narrowed(self, candidates: Iterable[str], issuer: str) -> tuple[str, ...]:
        """Of these codes those whose issuer the text names; all of them where it names none."""
        candidates = tuple(candidates)
        named = tuple(code for code in candidates if is_issuer(self.classification.entries[code], issuer))
        return named or candidates

    def _resolved(self, text: str) -> tuple[tuple[str, ...], str]:
        if text in self.classification.entries or (self.classification.is_ordered and text == NONE_CODE):
            return (text,), ""
        key = folded(text)
        codes = self._by_label.get(key) or self._by_spelling.get(key) or self._of_tokens(text)
        if codes:
            return codes, ""
        if self.classification.is_ordered and is_none(text):
            return (NONE_CODE,), ""
        bare = loosened(text)
        codes = self._by_loosened.get(bare, ()) if bare != key or bare in self._by_loosened else ()
        if not codes:
            return (), ""
        note = _("“{text}” was read as {code}; years, batches and words around the name were left aside.")
        return codes, note.format(text=text, code=self._listed(codes))

    def _of_tokens(self, text: str) -> tuple[str, ...]:
        """The one code that all parts of the text name: 410702 红旗区."""
        tokens = [token for token in _BETWEEN_TOKENS.split(plain(text)) if token]
        if len(tokens) < 2:
            return ()
        claims = [self._by_label.get(folded(token)) or self._by_spelling.get(folded(token)) or () for token in tokens]
        shared = set(claims[0]).intersection(*claims[1:])
        return tuple(shared) if len(shared) == 1 else ()

    def _fault(self, text: str, codes: tuple[str, ...]) -> str:
        label = in_language(self.classification.label)
        if codes:
            reason = _("“{text}” may be any of {codes} of {label}; write the code.")
            return reason.format(text=text, codes=self._listed(codes), label=label)
        if is_none(text):
            reason = _(
                "“{text}” says that there is none, but {label} has no such entry; leave the cell blank, or the row out."
            )
            return reason.format(text=text, label=label)
        close = self._close(text)
        if close:
            reason = _("“{text}” is no {label}; close to it: {codes}.")
            return reason.format(text=text, label=label, codes=self._listed(close))
        some = tuple(self.classification.entries)[:CLOSE]
        reason = _("“{text}” is no {label}; write a code or label such as {codes}.")
        return reason.format(text=text, label=label, codes=self._listed(some))

    def _listed(self, codes: tuple[str, ...]) -> str:
        entries = self.classification.entries
        return _(", ").join(f"{code} {in_language(entries[code].label)}" for code in codes)

    def _close(self, text: str) -> tuple[str, ...]:
        self._searched += 1
        if self._searched > SEARCHES:
            return ()
        key, known = loosened(text), self._names
        within = [name for name in known if len(key) > 1 and (key in name or (len(name) > 1 and name in key))]
        names = [
            *self._with_lost_digits(key),
            *get_close_matches(key, known, n=CLOSE, cutoff=0.6),
            *sorted(within, key=len),
        ]
        return tuple(dict.fromkeys(code for name in names for code in known[name]))[:CLOSE]

    def _with_lost_digits(self, key: str) -> Iterator[str]:
        """Codes of digits of which a spreadsheet took the zeros in front, or to which it gave a decimal."""
        number = re.sub(r"\.0+$", "", key)
        if number.isdigit():
            yield from (name for name in self._names if name.isdigit() and name.lstrip("0") == number.lstrip("0"))

    @cached_property
    def _names(self) -> Mapping[str, tuple[str, ...]]:
        return {**self._by_spelling, **self._by_label}

    @cached_property
    def _by_label(self) -> Mapping[str, tuple[str, ...]]:
        """Labels, and codes in another width or case."""
        entries = self.classification.entries.items()
        return _claims((text, code) for code, entry in entries for text in (code, *entry.label.values()))

    @cached_property
    def _by_spelling(self) -> Mapping[str, tuple[str, ...]]:
        return _claims(self._spellings())

    @cached_property
    def _by_loosened(self) -> Mapping[str, tuple[str, ...]]:
        claims: dict[str, dict[str, None]] = defaultdict(dict)
        for name, codes in self._names.items():
            claims[loosened(name)] |= dict.fromkeys(codes)
        return {key: tuple(codes) for key, codes in claims.items()}

    def _spellings(self) -> Iterator[tuple[str, str]]:
        entries = self.classification.entries
        for code, entry in entries.items():
            yield from ((str(text), code) for text in entry.extra.get("spellings") or ())
            own = path = entry.label.get("zh", "")
            for above in _superiors(entry, entries):
                path = above.label.get("zh", "") + path
                yield path, code
                yield above.label.get("zh", "") + own, code
        yield from former_codes(self.classification).items()


def folded(text: str) -> str:
    """The text for comparison: half width, lower case, without spaces, invisible characters and quotation marks."""
    normal = plain(unicodedata.normalize("NFKC", text)).casefold()
    return "".join(character for character in normal if not character.isspace() and character not in _QUOTES)


def loosened(text: str) -> str:
    """The folded text without years, batches, verbs before the name (荣获) and words for its bearer after it (企业, 称号)."""
    key = folded(text)
    bare = _VERBS.sub("", _TAKEN_AWAY.sub("", key))
    while (shorter := _ENDINGS.sub("", bare)) != bare:
        bare = shorter
    return bare if len(bare) > 1 else key


def is_issuer(entry: Entry, text: str) -> bool:
    """Whether the text names the body that issues this honour, in full or without the place before its name."""
    issuer = entry.extra.get("issuer") or {}
    known = [name for label in (issuer.get("zh", ""), issuer.get("en", "")) for name in _issuers(label)]
    return any(_is_same_body(name, other) for name in known for other in _issuers(text))


def _is_same_body(name: str, other: str) -> bool:
    shorter, longer = sorted((name, other), key=len)
    return len(shorter) >= _SHORT_ISSUER and (
        longer.endswith(shorter) or _without_place(longer) == _without_place(shorter)
    )


def _without_place(name: str) -> str:
    return re.sub("^(?:国家|中华人民共和国|河南省?|省)", "", name)


def _issuers(text: str) -> list[str]:
    return [name for part in _NAMES_OF_ISSUERS.split(folded(text)) if (name := part.strip().removesuffix("等"))]


def _superiors(entry: Entry, entries: Mapping[str, Entry]) -> Iterator[Entry]:
    """The entries above this one, the nearest first."""
    seen: set[str] = set()
    above = entry.extra.get("parent")
    while above is not None and str(above) in entries and str(above) not in seen:
        seen.add(str(above))
        yield entries[str(above)]
        above = entries[str(above)].extra.get("parent")


def _claims(named: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    claims: dict[str, dict[str, None]] = defaultdict(dict)
    for text, code in named:
        claims[folded(text)][code] = None
    return {key: tuple(codes) for key, codes in claims.items()}
