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
_EVERYONE = pl.col("subject_id").is_not_null()
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
    asked = [_Asked.of(question, forms, types.names()) for question in program.peers]
    provinces = register.distinct("registered_province")
    published = [_published(one, program, register) for one in asked]
    limits = [limit for limit in (*published, _ranked(asked, facts, program, register, provinces)) if limit.height]
    if not limits:
        return facts.with_columns(UNKNOWN.alias(question.name) for question in program.peers)
    places = [pl.col(name).cast(types[name], strict=False) for name in _PLACE]
    limits = [limit.with_columns(places) for limit in limits]
    every = reduce(lambda all_, more: all_.join(more, on=_PLACE, how="full", coalesce=True), limits)
    facts = facts.join(every.lazy(), on=_PLACE, how="left", maintain_order="left")
    return facts.with_columns(_truth(one, every.columns).alias(one.question.name) for one in asked)


@dataclass(frozen=True)
class _Asked:
    """A peer question with what it asks of a subject's organisation: both ends of its amount, and whether it is on the list."""

    question: PeerQuestion
    low: pl.Expr
    high: pl.Expr
    is_listed: pl.Expr
    may_be_listed: pl.Expr

    @staticmethod
    def of(question: PeerQuestion, forms: Forms, columns: Sequence[str]) -> _Asked:
        """A measure that stands in the register itself is listed wherever the organisation is."""
        low, high = (_total(question.measures, forms, end) for end in (0, 1))
        listed = []
        for end in ("sure", "maybe"):
            names = [f"{LISTED}{name}.{end}" for name in question.measures]
            known = [pl.col(name).fill_null(False) if name in columns else _EVERYONE for name in names]
            listed.append(reduce(or_, known))
        return _Asked(question, low, high, *listed)

    def named(self, limit: str) -> str:
        """The column of a limit of this question."""
        return limit + self.question.name


def _truth(one: _Asked, known: Sequence[str]) -> pl.Expr:
    """By the published amounts where they decide, else by the amounts that the register's own peers set."""
    truth = UNKNOWN
    if one.named("~in") in known:
        is_placed = _is_peer(one.is_listed) & (one.low == one.high)
        is_in = (one.low >= pl.col(one.named("~in"))).fill_null(False)
        is_out = (one.low < pl.col(one.named("~out"))).fill_null(False)
        truth = pl.when(is_placed & is_in).then(True).when(is_placed & is_out).then(False).otherwise(UNKNOWN)
    if one.named("~pass") in known:
        passes = (one.low >= pl.col(one.named("~pass"))).fill_null(False)
        fails = (one.high < pl.col(one.named("~fail"))).fill_null(False)
        published = pl.when(passes != fails).then(passes).otherwise(UNKNOWN)
        truth = pl.when(passes | fails).then(published).otherwise(truth)
    return truth


def _is_peer(is_listed: pl.Expr) -> pl.Expr:
    """Whether the subject's organisation is registered as one, in an industry and a province, and is on the list."""
    is_own = pl.col(OF_ORGANISATION + "is_own").fill_null(False)
    return is_own & pl.col(PEER_INDUSTRY).is_not_null() & pl.col(PEER_PROVINCE).is_not_null() & is_listed


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


def _published(one: _Asked, program: Program, register: Register) -> pl.DataFrame:
    """Per industry and province: the amount that surely passes (`~pass`) and the amount below which one surely fails."""
    question = one.question
    published = register.tables["peer_thresholds"].filter(
        (pl.col("year") == program.year - 1) & (pl.col("measure") == question.measure)
    )
    return (
        published.select(
            "share", "threshold", pl.col("industry").alias(PEER_INDUSTRY), pl.col("area").alias(PEER_PROVINCE)
        )
        .group_by(_PLACE)
        .agg(
            pl.col("threshold").filter(pl.col("share") <= question.share).min().alias(one.named("~pass")),
            pl.col("threshold").filter(pl.col("share") >= question.share).max().alias(one.named("~fail")),
        )
        .collect()
    )


def _ranked(
    asked: Sequence[_Asked], facts: pl.LazyFrame, program: Program, register: Register, provinces: pl.Series
) -> pl.DataFrame:
    """Per industry and province that is covered, for each question: the amount from which on one surely is among the top (`~in`),
    and the amount below which one surely is not (`~out`).

    `1 + (peers above) <= share * (peers)` means at least the k-th largest amount, k = share * (peers): so one needs that
    amount only, counting a peer whose amount (or whose place on the list) is open once as above and once as below.
    """
    covered = covered_by_area(program, register, PEER_LIST, provinces)
    codes = pl.Series(covered.get_column("area").to_list(), dtype=provinces.dtype)
    is_covered = pl.col(PEER_PROVINCE).is_in(codes.implode())
    organisations = facts.filter(pl.col("subject_id") == pl.col("organisation_id"), is_covered, _is_peer(_EVERYONE))
    return (
        organisations.group_by(_PLACE).agg(limit for one in asked for limit in _limits(one)).collect(engine="streaming")
    )


def _limits(one: _Asked) -> Iterator[pl.Expr]:
    """Both limits of a question, over the peers of one industry and province."""
    sure, maybe = one.is_listed.sum(), one.may_be_listed.sum()
    least, most = ((count.cast(pl.Int64) * one.question.share // MILLIONTHS) for count in (sure, maybe))
    nobody = pl.when(most == 0).then(pl.lit(_BEYOND, dtype=pl.Int64))
    yield _largest(one.high.filter(one.may_be_listed), least).alias(one.named("~in"))
    out = _largest(one.low.filter(one.is_listed), most)
    yield pl.coalesce(nobody, out).alias(one.named("~out"))


def _largest(amounts: pl.Expr, place: pl.Expr) -> pl.Expr:
    """The amount in this place from the top (the first is the largest); null for no such place, or the 0th."""
    return pl.when(place.is_between(1, amounts.len())).then(amounts.top_k(place).min())
