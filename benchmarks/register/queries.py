"""The pack as a good analyst writes it in SQL: parameters and days as literals, amounts in fen, shares in millionths.

SQL's AND, OR, NOT and IN are Kleene's, so that a blank is unknown here as it is in ours. A peer whose amount is blank is counted
once above and once below, as ours does (docs/decisions/0005-in-top-share.md).
"""

from __future__ import annotations

LEAVES = {
    "c1_1": "registered_province = '41'",
    "c1_2": "is_legal_person",
    "c1_3": "is_operating_normally",
    "c1_4": "operating_since <= date '2019-06-30'",
    "c1_5": "is_four_new",
    "c1_6": "srdi_level <> 'none'",
    "c1_7": "operating_since <= date '2021-06-30'",
    "c2_1": "certified_until >= date '2024-06-30'",
    "c2_2": "honour_level in ('municipal', 'provincial', 'national')",
    "c2_3": "satisfaction >= 800000",
    "c3_1": "case when revenue > 0 then rd_spending * 100 >= revenue * 3 end",
    "c3_2": "patents >= 5",
    "c3_3": "standards > 0",
    "c3_4": "case when employees > 0 then rd_staff * 10 >= employees end",
    "c4_1": "top_revenue",
    "c4_2": "top_profit",
    "c4_3": "market_share >= 50000",
    "c4_4": "revenue > revenue_before",
    "c5_1": "has_own_brand",
    "c5_2": "trademarks > 0",
    "c6_1": "profit > 0",
    "c6_2": "case when assets > 0 then liabilities * 10 <= assets * 7 end",
    "c6_3": "case when revenue > 0 then profit * 20 >= revenue end",
    "c6_4": "revenue >= 2000000000",
    "c7_1": "tax_rating in ('A', 'B')",
    "c7_2": "tax_rating = 'M'",
    "c7_3": "tax >= 10000000",
    "c8_1": "employees >= 10",
    "c8_2": "exports > 0",
    "c8_3": "revenue - revenue_before >= 100000000",
    "x1_1": "has_serious_violation",
    "x1_2": "accidents > 0",
    "x1_3": "last_accident_on between date '2021-06-30' and date '2024-06-30'",
    "x2_1": "is_dishonest_debtor",
    "x2_2": "is_listed_abnormal",
    "x2_3": "registration_status = 'revoked'",
    "x3_1": "fines > 0",
    "x3_2": "last_penalty_on between date '2021-01-01' and date '2024-06-30'",
    "x4_1": "inspection_result = 'failed'",
    "x4_2": "last_inspection_on >= date '2022-01-01'",
    "x5_1": "kind in ('enterprise', 'cooperative')",
    "s1_1": "srdi_level in ('innovative', 'provincial', 'little_giant')",
    "s2_1": "honour_level in ('county', 'municipal', 'provincial', 'national')",
    "s2_2": "registered_on < operating_since",
}
"""The 44 leaves, by clause and place."""

CLAUSES = {
    "c1": "c1_1 and c1_2 and c1_3 and (c1_4 or ((c1_5 or c1_6) and c1_7))",
    "c2": "(c2_1 or c2_2) and c2_3",
    "c3": "c3_1 or c3_2 or c3_3 or c3_4",
    "c4": "c4_1 and c4_2 and (c4_3 or c4_4)",
    "c5": "c5_1 or c5_2",
    "c6": "c6_1 and c6_2 and (c6_3 or c6_4)",
    "c7": "c7_1 or (c7_2 and c7_3)",
    "c8": "c8_1 and (c8_2 or c8_3)",
    "x1": "not (x1_1 or (x1_2 and x1_3))",
    "x2": "not (x2_1 or x2_2 or x2_3)",
    "x3": "not (x3_1 and x3_2)",
    "x4": "not (x4_1 and x4_2)",
    "x5": "x5_1",
    "s1": "s1_1",
    "s2": "s2_1 or s2_2",
}
"""The 15 clauses, as seen from the subject: true is good for it."""

_IS_INDUSTRY, _IS_RURAL_OR_SERVICE = "domain = 'industry'", "domain in ('agriculture', 'services')"
APPLIES = {"c3": _IS_INDUSTRY, "s1": _IS_INDUSTRY, "s2": _IS_RURAL_OR_SERVICE}
"""For whom a clause stands, where not for all."""
HAS_SCOPE = f"({_IS_INDUSTRY} or {_IS_RURAL_OR_SERVICE} or null)"
"""Of a domain that no scope names the document says nothing: unknown."""

COLUMNS = (
    *(
        "registered_province",
        "is_legal_person",
        "is_operating_normally",
        "operating_since",
        "is_four_new",
        "srdi_level",
    ),
    *("certified_until", "honour_level", "satisfaction", "rd_spending", "revenue", "patents", "standards", "rd_staff"),
    *("employees", "market_share", "revenue_before", "has_own_brand", "trademarks", "profit", "liabilities", "assets"),
    *("tax_rating", "tax", "exports", "has_serious_violation", "accidents", "last_accident_on", "is_dishonest_debtor"),
    *("is_listed_abnormal", "registration_status", "fines", "last_penalty_on", "inspection_result", "domain"),
    *("last_inspection_on", "kind", "registered_on"),
)
"""The columns that the leaves read, besides `industry` and the two answers about peers."""


def _counted(clause: str, text: str) -> str:
    return f"(not ({APPLIES[clause]}) or ({text}))" if clause in APPLIES else f"({text})"


def _in_full(text: str, leaves: dict[str, str]) -> str:
    """The text of a clause with each leaf written out."""
    for name, leaf in leaves.items():
        text = text.replace(name, leaf if leaf.isidentifier() else f"({leaf})")
    return text


def verdict(**replaced: str) -> str:
    """The verdict as one expression over the columns; single leaves may be replaced."""
    leaves = {**LEAVES, **replaced}
    counted = [_counted(clause, _in_full(text, leaves)) for clause, text in CLAUSES.items()]
    return "\n    and ".join([*counted, HAS_SCOPE])


def masks(source: str) -> str:
    """Every leaf, every clause and the verdict as columns, from a table that has `top_revenue` and `top_profit`."""
    leaves = ", ".join(f"{leaf} as {name}" for name, leaf in LEAVES.items())
    clauses = ", ".join(f"{text} as {name}" for name, text in CLAUSES.items())
    counted = " and ".join([*(_counted(clause, clause) for clause in CLAUSES), HAS_SCOPE])
    return f"""
with leaves as (select rowid as number, domain, {leaves} from {source}),
clauses as (select *, {clauses} from leaves)
select * exclude (domain), {counted} as verdict from clauses"""


def _top(measure: str) -> str:
    """Whether among the top 30 %: surely, surely not, or null."""
    return f"""case when registered_province = '41' and industry is not null and {measure} is not null then
      case when {measure}_rank + peers - {measure}_known <= floor(peers * 0.3) then true
           when {measure}_rank > floor(peers * 0.3) then false end end"""


_WINDOWS = """
    rank() over (partition by registered_province, industry order by revenue desc nulls last) as revenue_rank,
    rank() over (partition by registered_province, industry order by profit desc nulls last) as profit_rank,
    count(*) over (partition by registered_province, industry) as peers,
    count(revenue) over (partition by registered_province, industry) as revenue_known,
    count(profit) over (partition by registered_province, industry) as profit_known"""


def natural(source: str) -> str:
    """Ranks first, then the verdict, in the order of the document."""
    return f"""
with ranked as (
  select *, {_WINDOWS}
  from {source}
),
placed as (
  select *, {_top("revenue")} as top_revenue, {_top("profit")} as top_profit
  from ranked
)
select subject_id, revenue_rank, profit_rank,
    {verdict()} as verdict
from placed"""


def reordered(source: str) -> str:
    """All leaves but the ranks first, so that the window carries four columns and one truth."""
    return f"""
with masked as (
  select subject_id, registered_province, industry, revenue, profit,
    {verdict(c4_1="true", c4_2="true")} as rest
  from {source}
),
ranked as (
  select *, {_WINDOWS}
  from masked
)
select subject_id, revenue_rank, profit_rank, rest and {_top("revenue")} and {_top("profit")} as verdict
from ranked"""


def thresholds(source: str) -> str:
    """No ranks at all: the amounts in the last place inside, per industry; then one join and the verdict."""
    most, least = 2**62, -(2**62)
    limits = ", ".join(
        f"list_reverse_sort(list(coalesce({name}, {blank})))[greatest(floor(count(*) * 0.3), 1)::int] as {name}_{end}"
        for name in ("revenue", "profit")
        for end, blank in (("in", most), ("out", least))
    )
    return f"""
with register as (select * from {source}),
limits as (
  select industry, floor(count(*) * 0.3) = 0 as has_no_place, {limits}
  from register where registered_province = '41' and industry is not null group by industry
),
placed as (
  select register.*,
    {_top_by_limit("revenue")} as top_revenue,
    {_top_by_limit("profit")} as top_profit
  from register left join limits on register.industry = limits.industry and registered_province = '41'
)
select subject_id, top_revenue, top_profit,
    {verdict()} as verdict
from placed"""


def _top_by_limit(measure: str) -> str:
    return f"""case when {measure} is null then null when has_no_place then false
      when {measure} >= {measure}_in then true when {measure} < {measure}_out then false end"""
