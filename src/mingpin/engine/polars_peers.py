"""Who is among the top share of its industry in the province: by published thresholds, else by rank under coverage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

import polars as pl

from mingpin.engine.lower import PEER_LIST
from mingpin.engine.lowered import PeerQuestion, Program
from mingpin.engine.polars_coverage import covered_by_area
from mingpin.engine.polars_expressions import UNKNOWN, Forms
from mingpin.engine.polars_register import OF_ORGANISATION, Register
from mingpin.vocabulary.values import HIGHEST, LOWEST, MILLIONTHS

PEER_INDUSTRY, PEER_PROVINCE = "peer:industry", "peer:province"
"""The columns of the facts' frame that say among whom the subject's organisation is ranked."""
LISTED = "listed:"
"""Prefix of the columns that say whether an organisation has a row for a measure (`.sure`), or may have one (`.maybe`)."""
_BEYOND = 2**63 - 1
"""Above every amount."""
_IS_OWN = pl.col(OF_ORGANISATION + "is_own").fill_null(False)
"""Whether the subject's organisation is in the register, as an organisation."""
_KEY, _LIMITS = "~place", "~limits"
_PLACE = (PEER_INDUSTRY, PEER_PROVINCE)


def add_peer_truths(facts: pl.LazyFrame, program: Program, register: Register, forms: Forms) -> pl.LazyFrame:
    """The facts with one nullable boolean column for each peer question, and the organisation's industry and province."""
    if not program.peers:
        return facts
    facts = facts.with_columns(
        pl.col(OF_ORGANISATION + "industry").alias(PEER_INDUSTRY),
        pl.col(OF_ORGANISATION + "registered_province").alias(PEER_PROVINCE),
    )
    types = facts.collect_schema()
    facts = facts.with_columns(_place(types))
    asked = [_Asked.of(question, forms, types.names()) for question in program.peers]
    found = (_ranked(asked, facts, program, register), *(_published(one, program, register, types) for one in asked))
    limits = reduce(
        _beside, (frame for frame in found if frame.height), pl.DataFrame(schema={_KEY: _place_type(types)})
    )
    if limits.is_empty():
        return facts.with_columns(UNKNOWN.alias(question.name) for question in program.peers)
    facts = facts.with_columns(_looked_up(limits).alias(_LIMITS))
    return facts.with_columns(_truth(one, limits.columns).alias(one.question.name) for one in asked)


def _looked_up(limits: pl.DataFrame) -> pl.Expr:
    """The limits of each row's place, piece by piece: as an expression, `replace_strict` would gather the whole column first."""
    keys, amounts = limits[_KEY], limits.drop(_KEY).to_struct()

    def of_piece(places: pl.Series) -> pl.Series:
        return places.replace_strict(keys, amounts, default=None, return_dtype=amounts.dtype)

    return pl.col(_KEY).map_batches(of_piece, return_dtype=amounts.dtype, is_elementwise=True)


def _beside(limits: pl.DataFrame, more: pl.DataFrame) -> pl.DataFrame:
    return limits.join(more, on=_KEY, how="full", coalesce=True)


def _place_type(types: pl.Schema) -> pl.DataType | type[pl.DataType]:
    return pl.LazyFrame(schema=types).select(_place(types)).collect_schema()[_KEY]


def _place(types: pl.Schema) -> pl.Expr:
    """Industry and province in one key: a number where both are codes of an Enum, else text; null where one is not known."""
    industry, province = types[PEER_INDUSTRY], types[PEER_PROVINCE]
    if isinstance(industry, pl.Enum) and isinstance(province, pl.Enum):
        numbers = [pl.col(name).to_physical().cast(pl.UInt32) for name in _PLACE]
        return (numbers[0] * len(province.categories) + numbers[1]).alias(_KEY)
    return pl.concat_str((pl.col(name).cast(pl.String) for name in _PLACE), separator="\n").alias(_KEY)


@dataclass(frozen=True)
class _Asked:
    """A peer question with what it asks of a subject's organisation: both ends of its amount, and whether it is on the list."""

    question: PeerQuestion
    low: pl.Expr
    high: pl.Expr
    is_listed: pl.Expr
    may_be_listed: pl.Expr
    is_everyone_listed: bool

    @staticmethod
    def of(question: PeerQuestion, forms: Forms, columns: Sequence[str]) -> _Asked:
        """A measure that stands in the register itself is listed wherever the organisation is."""
        low, high = (_total(question.measures, forms, end) for end in (0, 1))
        if not all(f"{LISTED}{name}.sure" in columns for name in question.measures):
            return _Asked(question, low, high, pl.lit(True), pl.lit(True), is_everyone_listed=True)
        sure, maybe = (
            reduce(or_, (pl.col(f"{LISTED}{name}.{end}").fill_null(False) for name in question.measures))
            for end in ("sure", "maybe")
        )
        return _Asked(question, low, high, sure, maybe, is_everyone_listed=False)

    def named(self, limit: str) -> str:
        """The column of a limit of this question."""
        return limit + self.question.name

    def limit(self, name: str) -> pl.Expr:
        """The amount that decides the question in a subject's industry and province; null where there is none."""
        return pl.col(_LIMITS).struct.field(self.named(name))


def _truth(one: _Asked, known: Sequence[str]) -> pl.Expr:
    """By the published amounts where they decide, else by the amounts that the register's own peers set."""
    truth = UNKNOWN
    if one.named("~in") in known:
        is_placed = _IS_OWN & one.is_listed & (one.low == one.high)
        is_in = (one.low >= one.limit("~in")).fill_null(False)
        is_out = (one.low < one.limit("~out")).fill_null(False)
        truth = (is_placed & is_in) | (UNKNOWN & ~(is_placed & is_out))
    if one.named("~pass") in known:
        passes = (one.low >= one.limit("~pass")).fill_null(False)
        fails = (one.high < one.limit("~fail")).fill_null(False)
        decided = pl.when(passes != fails).then(passes).otherwise(UNKNOWN)
        truth = pl.when(passes | fails).then(decided).otherwise(truth)
    return truth


def _total(measures: tuple[str, ...], forms: Forms, end: int) -> pl.Expr:
    open_end = (LOWEST, HIGHEST)[end]
    amounts = [forms.ends(name)[end] for name in measures]
    if len(amounts) == 1:
        return amounts[0]
    is_open = reduce(or_, (amount == open_end for amount in amounts))
    total = pl.sum_horizontal(amount.cast(pl.Int128) for amount in amounts)
    return (
        pl.when(is_open)
        .then(pl.lit(open_end, dtype=pl.Int64))
        .otherwise(total.clip(upper_bound=HIGHEST))
        .cast(pl.Int64)
    )


def _published(one: _Asked, program: Program, register: Register, types: pl.Schema) -> pl.DataFrame:
    """Per industry and province: the amount that surely passes (`~pass`) and the amount below which one surely fails."""
    question = one.question
    published = register.tables["peer_thresholds"].filter(
        pl.col("year") == program.year - 1, pl.col("measure") == question.measure
    )
    places = {PEER_INDUSTRY: "industry", PEER_PROVINCE: "area"}
    return (
        published.select(
            "share", "threshold", *(pl.col(c).cast(types[n], strict=False).alias(n) for n, c in places.items())
        )
        .with_columns(_place(types))
        .filter(pl.col(_KEY).is_not_null())
        .group_by(_KEY)
        .agg(
            pl.col("threshold").filter(pl.col("share") <= question.share).min().alias(one.named("~pass")),
            pl.col("threshold").filter(pl.col("share") >= question.share).max().alias(one.named("~fail")),
        )
        .collect()
    )


def _ranked(asked: Sequence[_Asked], facts: pl.LazyFrame, program: Program, register: Register) -> pl.DataFrame:
    """Per industry and province that is covered, for each question: the amount from which on one surely is among the top (`~in`),
    and the amount below which one surely is not (`~out`).

    `1 + (peers above) <= share * (peers)` means at least the k-th largest amount, k = share * (peers): so one needs that
    amount only, counting a peer whose amount (or whose place on the list) is open once as above and once as below.
    """
    provinces = register.distinct("registered_province")
    covered = covered_by_area(program, register, PEER_LIST, provinces)
    codes = pl.Series(covered.get_column("area").to_list(), dtype=provinces.dtype)
    is_covered = pl.col(PEER_PROVINCE).is_in(codes.implode()) & pl.col(PEER_INDUSTRY).is_not_null()
    is_organisation = _IS_OWN & (pl.col("subject_id") == pl.col("organisation_id"))
    peers = facts.filter(is_covered if register.is_flat else is_covered & is_organisation)
    return peers.group_by(_KEY).agg(limit for one in asked for limit in _limits(one)).collect(engine="streaming")


def _limits(one: _Asked) -> Iterator[pl.Expr]:
    """Both limits of a question, over the peers of one industry and province."""
    if one.is_everyone_listed:
        least = most = _places(pl.len(), one)
        low, high = one.low, one.high
    else:
        least, most = (_places(listed.sum(), one) for listed in (one.is_listed, one.may_be_listed))
        low, high = one.low.filter(one.is_listed), one.high.filter(one.may_be_listed)
    nobody = pl.when(most == 0).then(pl.lit(_BEYOND, dtype=pl.Int64))
    yield _largest(high, least).alias(one.named("~in"))
    yield pl.coalesce(nobody, _largest(low, most)).alias(one.named("~out"))


def _places(peers: pl.Expr, one: _Asked) -> pl.Expr:
    """How many places there are among the top for so many peers."""
    return peers.cast(pl.Int64) * one.question.share // MILLIONTHS


def _largest(amounts: pl.Expr, place: pl.Expr) -> pl.Expr:
    """The amount in this place from the top (the first is the largest); null for no such place, or the 0th."""
    return pl.when(place.is_between(1, amounts.len())).then(amounts.top_k(place).min())
