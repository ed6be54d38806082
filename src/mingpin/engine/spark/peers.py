"""Who is among the top share of its industry in the province: by published thresholds, else by rank under coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from mingpin.engine.lowered import PeerQuestion, Program
from mingpin.engine.polars_peers import PEER_INDUSTRY, PEER_PROVINCE
from mingpin.engine.spark.coverage import covered_provinces
from mingpin.engine.spark.frames import grouped
from mingpin.engine.spark.sql import UNKNOWN, WIDE, is_sure, literal, named, quoted, settled
from mingpin.engine.spark.takes import MAYBE, SURE
from mingpin.vocabulary.evidence import upper
from mingpin.vocabulary.values import HIGHEST, LOWEST, MILLIONTHS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

PEER_COLUMNS = (PEER_INDUSTRY, PEER_PROVINCE)
"""The columns that say among whom the subject's organisation is ranked."""


class _Names:
    """The columns that serve one question."""

    def __init__(self, number: int):
        self.low, self.high, self.is_listed, self.may_be_listed = (
            quoted(f"~{number}.{part}") for part in ("low", "high", "sure", "maybe")
        )
        self.sures, self.peers, self.by_low, self.by_high = (
            quoted(f"~{number}.{part}") for part in ("sures", "peers", "by low", "by high")
        )
        self.least, self.most, self.ranked = (quoted(f"~{number}.{part}") for part in ("in", "out", "ranked"))
        self.passes, self.fails = (quoted(f"~{number}.{part}") for part in ("pass", "fail"))


def with_peer_truths(
    facts: DataFrame, listed: DataFrame, program: Program, tables: Mapping[str, DataFrame]
) -> DataFrame:
    """The facts with one nullable boolean column for each peer question, and the organisation's industry and province.

    `listed`: the measures of all organisations, and whether each is on the list that they are taken from."""
    places = tables["subjects"].selectExpr(
        named("subject_id", "organisation_id"),
        named("industry", PEER_INDUSTRY),
        named("registered_province", PEER_PROVINCE),
    )
    questions = [(question, _Names(number)) for number, question in enumerate(program.peers)]
    ranked = _ranked(listed.join(places, on="organisation_id"), program, tables, questions)
    frame = (
        facts.join(places, on="organisation_id", how="left")
        .join(ranked, on="organisation_id", how="left")
        .join(_thresholds(program, tables, questions).hint("broadcast"), on=list(PEER_COLUMNS), how="left")
    )
    return frame.selectExpr("*", *(named(_truth(question, names), question.name) for question, names in questions))


def _truth(question: PeerQuestion, names: _Names) -> str:
    """Settled by thresholds that do not contradict each other, else by the rank."""
    passes, fails = is_sure(f"{_low(question)} >= {names.passes}"), is_sure(f"{_high(question)} < {names.fails}")
    published = f"CASE WHEN {passes} <> {fails} THEN {passes} END"
    return f"CASE WHEN {passes} OR {fails} THEN {published} ELSE {names.ranked} END"


def _thresholds(
    program: Program, tables: Mapping[str, DataFrame], questions: Sequence[tuple[PeerQuestion, _Names]]
) -> DataFrame:
    """Per industry and province, for each question: the amount that surely passes and that below which one surely fails."""
    published = (
        tables["peer_thresholds"]
        .where(f"year = {literal(program.year - 1)}")
        .selectExpr(
            "measure",
            "share",
            "threshold",
            named("industry", PEER_INDUSTRY),
            named("area", PEER_PROVINCE),
        )
    )
    texts = []
    for question, names in questions:
        of_measure = f"measure = {literal(question.measure)} AND share"
        texts += [
            f"min(threshold) FILTER (WHERE {of_measure} <= {question.share}L) AS {names.passes}",
            f"max(threshold) FILTER (WHERE {of_measure} >= {question.share}L) AS {names.fails}",
        ]
    return grouped(published, PEER_COLUMNS, texts)


def _ranked(
    listed: DataFrame,
    program: Program,
    tables: Mapping[str, DataFrame],
    questions: Sequence[tuple[PeerQuestion, _Names]],
) -> DataFrame:
    """`organisation_id` and for each question the truth by rank among the organisations on the list, in covered provinces.

    `1 + (peers above) <= share * (peers)` means at least the k-th largest amount, k = share * (peers): so one needs that
    amount only, counting a peer whose amount (or whose place on the list) is open once as above and once as below.
    """
    lists = sorted({question.list for question in program.peers})
    covered = covered_provinces(program, tables, lists, PEER_PROVINCE).hint("broadcast")
    peers = (
        listed.where(f"{quoted(PEER_INDUSTRY)} IS NOT NULL")
        .join(covered, on=PEER_PROVINCE)
        .selectExpr(
            "organisation_id",
            *(quoted(column) for column in PEER_COLUMNS),
            *(text for question, names in questions for text in _amounts(question, names)),
        )
    )
    counted = peers.selectExpr("*", *(text for _question, names in questions for text in _counts(names)))
    limits = counted.selectExpr("*", *(text for question, names in questions for text in _limits(question, names)))
    return limits.selectExpr("organisation_id", *(_rank_truth(question, names) for question, names in questions))


def _amounts(question: PeerQuestion, names: _Names) -> list[str]:
    """The amount's ends, and whether the organisation is surely, or maybe, on the list of a covered province."""
    is_covered = f"{quoted(question.list)} IS NOT NULL"
    sure, maybe = (" OR ".join(quoted(prefix + name) for name in question.measures) for prefix in (SURE, MAYBE))
    return [
        f"{_low(question)} AS {names.low}",
        f"{_high(question)} AS {names.high}",
        f"({is_covered} AND ({sure})) AS {names.is_listed}",
        f"({is_covered} AND ({maybe})) AS {names.may_be_listed}",
    ]


def _counts(names: _Names) -> list[str]:
    """How many are on the list, and each one's place from the top: among the sure by the least, among all by the most."""
    place = f"PARTITION BY {', '.join(quoted(column) for column in PEER_COLUMNS)}"
    return [
        f"count_if({names.is_listed}) OVER ({place}) AS {names.sures}",
        f"count_if({names.may_be_listed}) OVER ({place}) AS {names.peers}",
        f"row_number() OVER ({place} ORDER BY {names.is_listed} DESC, {names.low} DESC) AS {names.by_low}",
        f"row_number() OVER ({place} ORDER BY {names.may_be_listed} DESC, {names.high} DESC) AS {names.by_high}",
    ]


def _limits(question: PeerQuestion, names: _Names) -> list[str]:
    """The amount with which one is surely among the top, and the amount below which one surely is not; null for none."""
    place = f"PARTITION BY {', '.join(quoted(column) for column in PEER_COLUMNS)}"
    is_least = f"{names.may_be_listed} AND {names.by_high} = {_share_of(question, names.sures)}"
    is_most = f"{names.is_listed} AND {names.by_low} = {_share_of(question, names.peers)}"
    return [
        f"max(CASE WHEN {is_least} THEN {names.high} END) OVER ({place}) AS {names.least}",
        f"max(CASE WHEN {is_most} THEN {names.low} END) OVER ({place}) AS {names.most}",
    ]


def _rank_truth(question: PeerQuestion, names: _Names) -> str:
    is_placed = f"{names.is_listed} AND {names.low} = {names.high}"
    is_out = f"{_share_of(question, names.peers)} = 0 OR {names.low} < {names.most}"
    truth = settled(f"{names.low} >= {names.least}", is_out)
    return f"CASE WHEN {is_placed} THEN {truth} ELSE {UNKNOWN} END AS {names.ranked}"


def _share_of(question: PeerQuestion, count: str) -> str:
    return f"({count} * {question.share}L DIV {MILLIONTHS}L)"


def _low(question: PeerQuestion) -> str:
    return _total(question.measures, LOWEST)


def _high(question: PeerQuestion) -> str:
    return _total([upper(name) for name in question.measures], HIGHEST)


def _total(columns: Sequence[str], open_end: int) -> str:
    is_open = " OR ".join(f"{quoted(name)} = {literal(open_end)}" for name in columns)
    total = " + ".join(f"CAST({quoted(name)} AS {WIDE})" for name in columns)
    return f"CASE WHEN {is_open} THEN {literal(open_end)} ELSE CAST(least({total}, {literal(HIGHEST)}) AS BIGINT) END"
