"""The ways in which a fictitious body departs from one that meets every clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Twist(StrEnum):
    """One departure. The names say what is so; the modules that draw up each table say how it looks in the evidence."""

    # who it is
    OUTSIDE_PROVINCE = "registered in another province"
    OTHER_CITY = "in another city of the province"
    NO_CREDIT_CODE = "no credit code given"
    PROVINCE_OPEN = "nothing says where it is registered"
    NO_LEGAL_PERSON = "a branch, a partnership or a sole proprietorship"
    LEGAL_PERSON_OPEN = "an entity type that does not settle legal personality"
    NOT_OPERATING = "not operating normally"
    OPERATION_OPEN = "nothing says whether it operates normally"
    TOO_YOUNG = "less than three years of operation"
    START_OPEN = "no start of operation given"
    START_BY_YEAR = "the start of operation known by year only, at the limit"
    NEW_FIELD_OPEN = "four years of operation, and nothing says whether its field is new"
    REGISTRATION_OPEN = "no day of registration given"
    # honours
    NO_HONOUR = "no honour that puts it in scope"
    EXPIRED_SRDI = "SRDI title lapsed"
    NOMINATION = "nominated for a quality award only"
    WITHDRAWN_AWARD = "a quality award that was withdrawn"
    LITTLE_GIANT_ONLY = "the national SRDI title without the provincial one"
    FOLK_ART_SERIES = "time-honoured in the association's series only"
    CHINA_SERIES = "time-honoured in the national series only"
    CARRIER_LISTED = "the company is listed as time-honoured, the brand is not"
    HIGHER_SCENIC_LEVEL = "a scenic area of a higher level than the one named"
    LOW_SCENIC_LEVEL = "a scenic area of a lower level"
    PARTICIPANT_ONLY = "took part in the awarded work, not as main contractor"
    LUBAN_ONLY = "won the national award only"
    # figures
    SMALL = "far from the foremost of its industry"
    ONE_INDICATOR = "foremost by revenue, not by profit and tax"
    UNPUBLISHED = "no quantiles published for its industry"
    INDUSTRY_OPEN = "no industry given"
    NO_FIGURES = "no figures for last year"
    TAX_OPEN = "no tax given"
    LOSS = "a loss last year"
    NET_LOSS = "a net loss last year"
    LOSS_EARLIER = "a loss in an earlier year"
    LOSS_AND_LISTED = "a loss, and on a joint-punishment list"
    # marks and licences
    NO_MARK = "no registered mark"
    MARK_LAPSED = "its mark has lapsed"
    MARK_LICENSED = "uses a mark under licence"
    MARK_TERM_OPEN = "nothing says until when its mark is valid"
    OTHER_GOODS = "its mark is registered for other goods"
    OTHER_WORDS = "the approved goods are worded differently"
    FOREIGN_MARK = "uses a foreign mark on the product applied for"
    FOREIGN_MARK_ELSEWHERE = "uses a foreign mark on another product"
    CONTESTED_MARK = "its mark is contested"
    CLAIMANT = "sues an infringer of its mark"
    LICENCE_MISSING = "lacks a licence that the law requires"
    LICENCE_EXPIRED = "a licence has expired"
    LICENCE_OPEN = "nothing says whether a licence is held"
    # adverse records
    AGAINST_INDUSTRIAL_POLICY = "found against industrial policy"
    AGAINST_ENVIRONMENTAL_POLICY = "found against environmental policy"
    AGAINST_QUALITY_POLICY = "found against quality policy"
    POLICY_AND_ACCIDENT = "found against policy, and a recent accident"
    QUALITY_ACCIDENT = "a recent quality accident"
    SAFETY_ACCIDENT = "a recent safety accident"
    ENVIRONMENT_ACCIDENT = "a recent environmental accident"
    ACCIDENT_AT_BOUNDARY = "an accident within three years by calendar year, not to the day"
    ACCIDENT_OPEN = "nothing says whether it was responsible for the accident"
    NATIONAL_FAILURE = "the product applied for failed a national spot check"
    PROVINCIAL_FAILURE = "the product applied for failed a provincial spot check"
    OTHER_PRODUCT_FAILED = "another product failed a spot check"
    OLD_FAILURE = "a spot check failed more than three years ago"
    EXPORT_INCIDENT = "claims from abroad over quality"
    OLD_EXPORT_INCIDENT = "a return from abroad more than three years ago"
    SERVICE_PROBLEM = "a serious service-quality problem"
    SERVICE_PROBLEM_OPEN = "a service-quality problem that nobody has judged"
    LISTED = "on a joint-punishment list"
    PENALTY_UNFIT = "punished for a serious violation"
    PENALTY_OPEN = "punished, and nobody has judged whether it is serious"
    OTHER_VIOLATION = "a serious violation other than a penalty"
    # judgements
    STANDARDS_BY_HALF = "its standards are advanced in the province, not in the country"


INDUSTRY, AGRICULTURE, SERVICES, ENGINEERING = "industry", "agriculture", "services", "engineering"
EVERYWHERE = (INDUSTRY, AGRICULTURE, SERVICES, ENGINEERING)
MAKERS = (INDUSTRY, AGRICULTURE)
COMPANIES = (INDUSTRY, SERVICES, ENGINEERING)


@dataclass(frozen=True, slots=True)
class Departure:
    """How often ordinary bodies depart in this way (in a thousand), and in which domains it shows by itself."""

    permille: int
    domains: tuple[str, ...] = EVERYWHERE


DEPARTURES: Mapping[Twist, Departure] = {
    Twist.OUTSIDE_PROVINCE: Departure(8),
    Twist.OTHER_CITY: Departure(6, ()),
    Twist.NO_CREDIT_CODE: Departure(25, ()),
    Twist.PROVINCE_OPEN: Departure(4),
    Twist.NO_LEGAL_PERSON: Departure(50, COMPANIES),
    Twist.LEGAL_PERSON_OPEN: Departure(20, COMPANIES),
    Twist.NOT_OPERATING: Departure(15),
    Twist.OPERATION_OPEN: Departure(110),
    Twist.TOO_YOUNG: Departure(0),
    Twist.START_OPEN: Departure(200),
    Twist.START_BY_YEAR: Departure(5),
    Twist.NEW_FIELD_OPEN: Departure(0),
    Twist.REGISTRATION_OPEN: Departure(20),
    Twist.NO_HONOUR: Departure(0, COMPANIES),
    Twist.EXPIRED_SRDI: Departure(14, (INDUSTRY,)),
    Twist.NOMINATION: Departure(6, (INDUSTRY,)),
    Twist.WITHDRAWN_AWARD: Departure(3, (INDUSTRY,)),
    Twist.LITTLE_GIANT_ONLY: Departure(5, (INDUSTRY,)),
    Twist.FOLK_ART_SERIES: Departure(10, (SERVICES,)),
    Twist.CHINA_SERIES: Departure(4, (SERVICES,)),
    Twist.CARRIER_LISTED: Departure(6, (SERVICES,)),
    Twist.HIGHER_SCENIC_LEVEL: Departure(6, (SERVICES,)),
    Twist.LOW_SCENIC_LEVEL: Departure(8, (SERVICES,)),
    Twist.PARTICIPANT_ONLY: Departure(25, (ENGINEERING,)),
    Twist.LUBAN_ONLY: Departure(8, (ENGINEERING,)),
    Twist.SMALL: Departure(0),
    Twist.ONE_INDICATOR: Departure(0),
    Twist.UNPUBLISHED: Departure(0, COMPANIES),
    Twist.INDUSTRY_OPEN: Departure(80),
    Twist.NO_FIGURES: Departure(380),
    Twist.TAX_OPEN: Departure(50),
    Twist.LOSS: Departure(0),
    Twist.NET_LOSS: Departure(8),
    Twist.LOSS_EARLIER: Departure(20),
    Twist.LOSS_AND_LISTED: Departure(3),
    Twist.NO_MARK: Departure(450),
    Twist.MARK_LAPSED: Departure(20),
    Twist.MARK_LICENSED: Departure(15),
    Twist.MARK_TERM_OPEN: Departure(20),
    Twist.OTHER_GOODS: Departure(60),
    Twist.OTHER_WORDS: Departure(20),
    Twist.FOREIGN_MARK: Departure(3),
    Twist.FOREIGN_MARK_ELSEWHERE: Departure(5),
    Twist.CONTESTED_MARK: Departure(4),
    Twist.CLAIMANT: Departure(6),
    Twist.LICENCE_MISSING: Departure(12),
    Twist.LICENCE_EXPIRED: Departure(14),
    Twist.LICENCE_OPEN: Departure(15),
    Twist.AGAINST_INDUSTRIAL_POLICY: Departure(2),
    Twist.AGAINST_ENVIRONMENTAL_POLICY: Departure(4),
    Twist.AGAINST_QUALITY_POLICY: Departure(2),
    Twist.POLICY_AND_ACCIDENT: Departure(1),
    Twist.QUALITY_ACCIDENT: Departure(3),
    Twist.SAFETY_ACCIDENT: Departure(8),
    Twist.ENVIRONMENT_ACCIDENT: Departure(4),
    Twist.ACCIDENT_AT_BOUNDARY: Departure(3),
    Twist.ACCIDENT_OPEN: Departure(3),
    Twist.NATIONAL_FAILURE: Departure(4, MAKERS),
    Twist.PROVINCIAL_FAILURE: Departure(9, MAKERS),
    Twist.OTHER_PRODUCT_FAILED: Departure(6, MAKERS),
    Twist.OLD_FAILURE: Departure(6, MAKERS),
    Twist.EXPORT_INCIDENT: Departure(3, MAKERS),
    Twist.OLD_EXPORT_INCIDENT: Departure(2, MAKERS),
    Twist.SERVICE_PROBLEM: Departure(2),
    Twist.SERVICE_PROBLEM_OPEN: Departure(5),
    Twist.LISTED: Departure(5),
    Twist.PENALTY_UNFIT: Departure(2),
    Twist.PENALTY_OPEN: Departure(22),
    Twist.OTHER_VIOLATION: Departure(2),
    Twist.STANDARDS_BY_HALF: Departure(3),
}
