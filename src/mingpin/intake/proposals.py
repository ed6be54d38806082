"""Subjects that a name may have meant: for a person to decide, never applied."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

import polars as pl

from mingpin.vocabulary import names

AT_MOST = 3
"""How many candidates a proposal names."""
_FREQUENT = 400
"""What more short names than these have in common says nothing (科技, 食品)."""
_TELLING = 6
"""How many of the rarest features of an unknown name are looked up."""
_COMPARED = 12
"""How many subjects that share such features are compared with it as a whole."""
_ALIKE = 0.5
_CONTAINED = 0.75
_LONGEST = 8
"""Names up to this length are also found where one character of them is another."""


class Proposals:
    """The subjects of a directory by what their short names are made of. `subjects` has `id` and `name`, names not null."""

    def __init__(self, subjects: pl.DataFrame):
        known = subjects.filter(pl.col("name").is_not_null()).select("id", "name")
        self._ids = known["id"].to_list()
        self._cores = _cores(known["name"])
        self._branches = _are_branches(known["name"])
        features = _features(self._cores)
        self._features = features.with_columns(pl.len().over("feature").alias("frequency")).filter(
            pl.col("frequency") <= _FREQUENT
        )

    def of(self, texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """For each text the ids of at most `AT_MOST` subjects, the likeliest first; texts without any are left out."""
        asked = pl.Series("text", list(dict.fromkeys(texts)), dtype=pl.String)
        cores, branches = _cores(asked), _are_branches(asked)
        found: dict[str, list[tuple[float, str]]] = {}
        for query, item in self._pairs(cores):
            alike = _alike(cores[query], self._cores[item]) if branches[query] == self._branches[item] else 0.0
            if alike >= _ALIKE:
                found.setdefault(asked[query], []).append((-alike, self._ids[item]))
        return {text: tuple(id_ for _rank, id_ in sorted(ranked)[:AT_MOST]) for text, ranked in found.items()}

    def _pairs(self, cores: list[str]) -> list[tuple[int, int]]:
        """Positions of an unknown name and of a subject that share what is rare."""
        asked = _features(cores).rename({"item": "query"})
        rarest = asked.join(self._features.select("feature", "frequency").unique(), on="feature").filter(
            pl.col("frequency").rank("ordinal").over("query") <= _TELLING
        )
        shared = rarest.join(self._features.select("feature", "item"), on="feature")
        weights = shared.group_by("query", "item").agg((1 / pl.col("frequency")).sum().alias("weight"))
        likeliest = weights.sort("query", "weight", "item", descending=[False, True, False])
        return likeliest.group_by("query", maintain_order=True).head(_COMPARED).select("query", "item").rows()


def _cores(texts: pl.Series) -> list[str]:
    """The short names, without “group” and brackets: what is left to tell one name from another."""
    short = pl.Series([names.short_name(text) for text in texts], dtype=pl.String)
    bare = short.str.replace_all(r"[()（）《》“”·]", "")
    stripped = bare.str.replace("集团$", "")
    return pl.select(pl.when(stripped.str.len_chars() >= 2).then(stripped).otherwise(bare)).to_series().to_list()


def _are_branches(texts: pl.Series) -> list[bool]:
    return texts.to_frame("name").select(names.is_branch(names.folded(pl.col("name")))).to_series().to_list()


def _features(cores: list[str]) -> pl.DataFrame:
    """Of each core (`item`, its position): pairs of neighbouring characters, itself, and itself without each one character."""
    frame = pl.DataFrame({"core": pl.Series(cores, dtype=pl.String)}).with_row_index("item")
    core, length = pl.col("core"), pl.col("core").str.len_chars()
    parts = [frame.select("item", feature="=" + core)]
    longest = frame.select(length.max()).item() or 0
    pairs = range(max(longest - 1, 0))
    parts += [frame.filter(length >= at + 2).select("item", feature=core.str.slice(at, 2)) for at in pairs]
    brief = frame.filter(length.is_between(3, _LONGEST))
    for at in range(min(longest, _LONGEST)):
        without = pl.concat_str(pl.lit("-"), core.str.slice(0, at), core.str.slice(at + 1))
        parts.append(brief.filter(length > at).select("item", feature=without))
    return pl.concat(parts).unique()


def _alike(one: str, other: str) -> float:
    if min(len(one), len(other)) >= 2 and (one in other or other in one):
        return _CONTAINED + (1 - _CONTAINED) * min(len(one), len(other)) / max(len(one), len(other))
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
