"""The judgements of the programme, as far as the demonstration fills them in: names as the policy pack has them."""

from __future__ import annotations

FAVOURABLE = (
    "law_conformity",
    "brand_advantage",
    "market_share_high",
    "awareness_high",
    "satisfaction_high",
    "quality_management_leading",
    "brand_system_effective",
    "quality_model_effective",
    "innovation_strong",
    "standards_nationally_advanced",
    "standards_provincially_advanced",
    "ip_protection_valued",
    "honest_operation",
    "social_responsibility_active",
    "credit_record_good",
    "public_image_good",
)
"""What a body of any domain must be found to have."""

OF_REGIONAL_BRANDS = ("regional_brand_well_known", "regional_brand_profitable", "regional_brand_promising")
"""What only regional brands are asked, by the agriculture department."""

STANDARDS = ("standards_nationally_advanced", "standards_provincially_advanced")

SCOPE_AGREES = "trademark_scope_agrees"
UNFIT = "violation_found_unfit"
SERIOUS_SERVICE = "serious_service_problem"
TYPE_OF_GROWTH = "scale_benefit_growth_type"
BY_TWO = frozenset({UNFIT, SERIOUS_SERVICE})
"""Judgements that a second person confirms."""

DEPARTMENTS = dict.fromkeys(OF_REGIONAL_BRANDS, "agriculture") | {TYPE_OF_GROWTH: "commerce"}
LEAD = "market_regulation"
"""Who judges what no other department does."""
