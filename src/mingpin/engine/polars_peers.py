"""Who is among the top share of its industry in the province: by published thresholds, else by rank under coverage."""

from __future__ import annotations

from functools import reduce
from operator import or_

import polars as pl

from mingpin.engine.lowered import PeerQuestion, Program
from mingpin.engine.polars_coverage import COVERED_FROM, areas_covered_from
from mingpin.engine.polars_expressions import UNKNOWN
from mingpin.vocabulary import Evidence
from mingpin.vocabulary.evidence import upper
from mingpin.vocabulary.values import HIGHEST, LOWEST, MILLIONTHS

PEER_INDUSTRY, PEER_PROVINCE = "peer:industry", "peer:province"
"""The columns of the facts' frame that say among whom the subject's organisation is ranked."""
LISTED = "listed:"
"""Prefix of the columns that say whether an organisation has a row for a measure (`.sure`), or may have one (`.maybe`)."""
_PLACE = (PEER_INDUSTRY, PEER_PROVINCE)


def add_peer_truths(facts: pl.DataFrame, program: Program, evidence: Evidence) -> pl.DataFrame:
    """The facts with one nullable boolean column for each peer question, and the organisation's industry and province."""
    if not program.peers:
        return facts
    organisations = evidence.subjects.select(
        pl.col("subject_id").alias("organisation_id"),
        pl.col("industry").alias(PEER_INDUSTRY),
        pl.col("registered_province").alias(PEER_PROVINCE),
    )
    facts = facts.join(organisations, on="organisation_id", how="left", maintain_order="left")
    for question in program.peers:
        facts = _add_truth(facts, question, program, evidence)
    return facts


def _add_truth(facts: pl.DataFrame, question: PeerQuestion, program: Program, evidence: Evidence) -> pl.DataFrame:
    low, high = _total(question.measures, LOWEST), _total([upper(name) for name in question.measures], HIGHEST)
    facts = facts.with_columns(low.alias("~low"), high.alias("~high"))
    facts = facts.join(_thresholds(question, program, evidence), on=_PLACE, how="left", maintain_order="left")
    facts = facts.with_columns(_rank_truth(question, program, evidence, facts))
    passes = (pl.col("~low") >= pl.col("~pass")).fill_null(False)
    fails = (pl.col("~high") < pl.col("~fail")).fill_null(False)
    published = pl.when(passes != fails).then(passes).otherwise(UNKNOWN)
    truth = pl.when(passes | fails).then(published).otherwise(pl.col("~ranked"))
    return facts.with_columns(truth.alias(question.name)).drop("~low", "~high", "~pass", "~fail", "~ranked")


def _total(columns: list[str] | tuple[str, ...], open_end: int) -> pl.Expr:
    is_open = reduce(or_, (pl.col(name) == open_end for name in columns))
    total = pl.sum_horizontal(pl.col(name).cast(pl.Int128) for name in columns)
    return (
        pl.when(is_open)
        .then(pl.lit(open_end, dtype=pl.Int64))
        .otherwise(total.clip(upper_bound=HIGHEST))
        .cast(pl.Int64)
    )


def _thresholds(question: PeerQuestion, program: Program, evidence: Evidence) -> pl.DataFrame:
    """Per industry and province: the amount that surely passes (`~pass`) and the amount below which one surely fails."""
    published = evidence.tables["peer_thresholds"].filter(
        (pl.col("year") == program.year - 1) & (pl.col("measure") == question.measure)
    )
    return (
        published.rename({"area": PEER_PROVINCE, "industry": PEER_INDUSTRY})
        .group_by(_PLACE)
        .agg(
            pl.col("threshold").filter(pl.col("share") <= question.share).min().alias("~pass"),
            pl.col("threshold").filter(pl.col("share") >= question.share).max().alias("~fail"),
        )
    )


def _rank_truth(question: PeerQuestion, program: Program, evidence: Evidence, facts: pl.DataFrame) -> pl.Series:
    """By rank among the organisations on the list, in provinces that are covered.

    `1 + (peers above) <= share * (peers)` means at least the k-th largest amount, k = share * (peers): so one needs that
    amount only, counting a peer whose amount (or whose place on the list) is open once as above and once as below.
    """
    covered = areas_covered_from(program, evidence, question.list, facts.get_column(PEER_PROVINCE))
    provinces = covered.filter(pl.col(COVERED_FROM).is_not_null()).get_column("area").to_list()
    if not provinces:
        return pl.Series("~ranked", [None] * facts.height, dtype=pl.Boolean)
    is_sure, is_maybe = (_is_listed(question, end) for end in ("sure", "maybe"))
    peers = facts.filter(
        (pl.col("subject_id") == pl.col("organisation_id"))
        & pl.col(PEER_PROVINCE).is_in(provinces)
        & pl.col(PEER_INDUSTRY).is_not_null()
        & is_maybe
    ).select("organisation_id", *_PLACE, "~low", "~high", is_sure.alias("~sure"))
    least, most = (
        (count.cast(pl.Int128) * question.share // MILLIONTHS) for count in (pl.col("~sure").sum(), pl.len())
    )
    limits = peers.group_by(_PLACE).agg(
        _largest(pl.col("~high"), least).alias("~in"),
        _largest(pl.col("~low").filter(pl.col("~sure")), most).alias("~out"),
        (most == 0).alias("~none"),
    )
    placed = peers.filter(pl.col("~sure") & (pl.col("~low") == pl.col("~high"))).join(limits, on=_PLACE)
    is_in = (pl.col("~low") >= pl.col("~in")).fill_null(False)
    is_out = pl.col("~none") | (pl.col("~low") < pl.col("~out")).fill_null(False)
    truth = pl.when(is_in).then(pl.lit(True)).when(is_out).then(pl.lit(False)).otherwise(UNKNOWN)
    ranked = placed.select("organisation_id", truth.alias("~ranked"))
    return (
        facts.select("organisation_id")
        .join(ranked, on="organisation_id", how="left", maintain_order="left")
        .get_column("~ranked")
    )


def _is_listed(question: PeerQuestion, end: str) -> pl.Expr:
    return reduce(or_, (pl.col(f"{LISTED}{name}.{end}").fill_null(False) for name in question.measures))


def _largest(amounts: pl.Expr, place: pl.Expr) -> pl.Expr:
    """The amount in this place from the top (the first is the largest); null for no such place, or the 0th."""
    return (
        amounts.sort(descending=True)
        .slice(pl.max_horizontal(place, 1) - 1, pl.when(place > 0).then(1).otherwise(0))
        .first()
    )
