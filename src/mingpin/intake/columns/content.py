"""What the cells of a column look like: credit codes, a numbering, entries of a classification, or not what the title says."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from itertools import pairwise

import polars as pl

from mingpin.intake.columns.model import CREDIT_CODE, SUBJECT_NAMES, Means
from mingpin.intake.kept import kept
from mingpin.intake.sheets import cell
from mingpin.language import _, in_language
from mingpin.vocabulary.credit_codes import folded as folded_codes
from mingpin.vocabulary.credit_codes import is_credit_code
from mingpin.vocabulary.divisions import former_codes
from mingpin.vocabulary.model import NONE_CODE, Classification, Column, Type, Vocabulary

MOSTLY = 0.9
"""A column is one of credit codes where at least this share of its cells are valid codes."""
SAMPLE = 1000
"""Cells that are looked at."""
ENOUGH = 3
"""Cells from which on a column can be said to hold nothing of what its title says."""
_NOTHING = ("无", "/", "\\", "-", "--", "—", "——", "空", "暂无", "不详", "未知", "n/a", "na", "null", "none")
_DATE_LIKE = r"(?:19|20)\d{2}|^\d{5}(?:\.\d+)?$|二[〇零○０0O]|^\d{2}[-./年]\d{1,2}|长期|永久|长久"
_NAME_LIKE = r"\p{L}"
_QUOTES = "“”\"'‘’「」『』《》"


class Cells:
    """The cells of a sheet's first batch, column by column."""

    def __init__(self, sample: pl.DataFrame):
        self.sample = sample
        self.texts = cache(self._texts)
        self.share_of_codes = cache(self._share_of_codes)
        self.is_counting = cache(self._is_counting)

    def is_blank(self, position: int) -> bool:
        name = cell(position)
        return name not in self.sample.columns or self.sample[name].null_count() == self.sample.height

    def is_same(self, one: int, other: int) -> bool:
        """Whether two columns hold the same cells."""
        return self.sample[cell(one)].equals(self.sample[cell(other)], check_names=False)

    def holds_codes(self, position: int) -> bool:
        return self.share_of_codes(position) >= MOSTLY

    def _texts(self, position: int) -> pl.Series:
        name = cell(position)
        if name not in self.sample.columns:
            return pl.Series(name, [], dtype=pl.String)
        return self.sample[name].drop_nulls().head(SAMPLE)

    def _informative(self, position: int) -> pl.Series:
        texts = self.texts(position)
        return texts.filter(~texts.str.strip_chars().str.to_lowercase().is_in(_NOTHING))

    def _share_of_codes(self, position: int) -> float:
        texts = self.texts(position)
        codes = texts.alias("code").to_frame().select(folded_codes(pl.col("code")))
        codes = codes.filter(pl.col("code").str.contains("^[0-9A-Z]{18}$"))
        return codes.filter(is_credit_code(pl.col("code"))).height / len(texts) if codes.height else 0.0

    def _is_counting(self, position: int) -> bool:
        """Whether the cells count from 1: each the next number, the same again (a merged cell), or 1 anew."""
        plain = self.texts(position).str.strip_chars(" 　.、．()（）").str.replace(r"\.0+$", "")
        numbers = plain.cast(pl.Int64, strict=False)
        if not len(numbers) or numbers.null_count() or numbers[0] != 1:
            return False
        if len(numbers) == 1:
            return True
        steps = [after - before for before, after in pairwise(numbers)]
        new, again = steps.count(1), steps.count(0)
        anew = sum(number == 1 and step not in (0, 1) for number, step in zip(numbers[1:], steps, strict=True))
        goes_on = new + again + anew == len(steps) or new >= MOSTLY * len(steps)
        return goes_on and new > anew and again <= len(steps) * 2 / 3

    def contradiction(self, position: int, column: Column, means: Means, vocabulary: Vocabulary) -> str:
        """Why the cells cannot be what the title says, in a sentence; blank where they may be."""
        texts = self._informative(position)
        if column.name == CREDIT_CODE:
            return self._no_codes(position, texts)
        if len(texts) < ENOUGH or means is Means.NAME:
            return ""
        label = in_language(column.label)
        if column.type is Type.DATE and not _any(texts, _DATE_LIKE):
            return _("The title says “{label}”, but no cell holds a date.").format(label=label)
        if column.type in (Type.MONEY, Type.INT, Type.SHARE) and not _any(texts, r"[\d一二三四五六七八九十百千万亿]"):
            return _("The title says “{label}”, but no cell holds a number.").format(label=label)
        if column.name in SUBJECT_NAMES and not _any(texts, _NAME_LIKE):
            return _("The title says “{label}”, but no cell holds a name.").format(label=label)
        if column.type in (Type.CODE, Type.LEVEL) and means is Means.SYNONYM and not column.is_required:
            return self._no_entries(texts, column, vocabulary)
        return ""

    def _no_codes(self, position: int, texts: pl.Series) -> str:
        is_name = texts.str.contains(r"\p{Han}{2,}")
        if len(texts) < ENOUGH - 1 or self.share_of_codes(position) or (is_name.mean() or 0) < 0.5:  # type: ignore[operator]
            return ""
        return _("The title says that these are credit codes, but none of the cells is one; they look like names.")

    def _no_entries(self, texts: pl.Series, column: Column, vocabulary: Vocabulary) -> str:
        classification = vocabulary.classifications[column.classification or ""]
        known = known_texts(classification)
        for text in texts.unique().head(100):
            key = folded_text(text)
            if key in known or any(len(name) > 1 and (name in key or key in name) for name in known):
                return ""
        return _("The title says “{label}”, but none of the cells is an entry of it.").format(
            label=in_language(column.label)
        )


@kept
def known_texts(classification: Classification) -> dict[str, frozenset[str]]:
    """The folded texts by which entries are known (code, labels, spellings, former codes), each with the codes that claim it."""
    claims: dict[str, set[str]] = {}
    for code, entry in classification.entries.items():
        spellings = (str(text) for text in entry.extra.get("spellings") or ())
        for text in (code, *entry.label.values(), *spellings):
            claims.setdefault(folded_text(text), set()).add(code)
    for former, code in former_codes(classification).items():
        claims.setdefault(folded_text(former), set()).add(code)
    if classification.is_ordered:
        claims.setdefault(NONE_CODE, {NONE_CODE})
    return {text: frozenset(codes) for text, codes in claims.items()}


@lru_cache(maxsize=20_000)
def folded_text(text: str) -> str:
    """The text for comparison with entries of a classification: half width, lower case, without spaces and quotation marks."""
    normal = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in normal if not character.isspace() and character not in _QUOTES)


def _any(texts: pl.Series, pattern: str) -> bool:
    """Whether one of the texts contains it, full-width digits and letters read as the plain ones that they stand for."""
    return bool(texts.str.normalize("NFKC").str.contains(pattern).any())
