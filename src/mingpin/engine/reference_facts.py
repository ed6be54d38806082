"""Facts from evidence, by definition: what a row says, what its absence says under coverage, and what stays open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from mingpin.engine.lowered import LoweredFact, PeerQuestion, Program
from mingpin.engine.reference_register import ONE_DAY, Register, Row
from mingpin.engine.truth import Bracket, truth_of
from mingpin.vocabulary import Evidence, Vocabulary
from mingpin.vocabulary.evidence import upper
from mingpin.vocabulary.model import About, Column, Take, Type
from mingpin.vocabulary.values import FOREVER, HIGHEST, LOWEST, MILLIONTHS, NEVER

Value = bool | str | Bracket | None
Values = dict[str, Value]


def derive_facts(program: Program, evidence: Evidence) -> dict[str, Values]:
    """The value of every fact and peer question of the program, by subject id."""
    register = Register(program, evidence)
    derived: dict[str, Values] = {}
    for subject in register.subjects:
        derived[subject["subject_id"]] = {
            lowered.fact.name: _Derivation(register, lowered, subject).value() for lowered in program.facts
        }
    for question in program.peers:
        for subject in register.subjects:
            derived[subject["subject_id"]][question.name] = _peer_truth(register, question, subject, derived)
    return derived


class _Derivation:
    """One fact for one subject."""

    def __init__(self, register: Register, lowered: LoweredFact, subject: Row):
        self.register, self.fact, self.subject = register, lowered.fact, subject
        self.certain: list[Row] = []
        self.possible: list[Row] = []
        for row in register.rows_about(self.fact.table, self.fact.about, subject):
            matches = self._matches(lowered, row)
            if matches is not False:
                self.possible.append(row)
            if matches is True:
                self.certain.append(row)

    def _matches(self, lowered: LoweredFact, row: Row) -> bool | None:
        if lowered.where is None:
            return True
        tables = self.register.vocabulary.tables
        values = row_values(row, tables[self.fact.table].columns, self.register.vocabulary)
        values |= row_values(self.subject, tables["subjects"].columns, self.register.vocabulary, prefix="subject.")
        return truth_of(lowered.where, values)

    def value(self) -> Value:
        match self.fact.take:
            case Take.VALUE:
                return self._the_value()
            case Take.EXISTS:
                return True if self.certain else None if self.possible else False if self._is_covered() else None
            case Take.COUNT:
                return self._total([1] * len(self.certain), [1] * len(self.possible))
            case Take.SUM:
                return self._total(
                    [self._cell(row).low for row in self.certain], [self._cell(row).high for row in self.possible]
                )
            case Take.MAX:
                floor, ceiling = _ends(self.fact.type)
                floor = floor if self.fact.type is Type.DATE else 0
                low = max([floor, *(self._cell(row).low for row in self.certain)])
                high = max([floor, *(self._cell(row).high for row in self.possible)])
                return Bracket(low, high if self._is_covered() else ceiling)
            case Take.LATEST:
                return self._latest()

    def _is_covered(self) -> bool:
        assert self.fact.list is not None
        return self.register.covered_from(self.fact.list, self.fact.about, self.subject) is not None

    def _cell(self, row: Row) -> Bracket:
        assert self.fact.column is not None
        column = self.register.vocabulary.tables[self.fact.table].columns[self.fact.column]
        value = row_value(row, column, self.register.vocabulary)
        assert isinstance(value, Bracket)
        return value

    def _the_value(self) -> Value:
        """What the rows agree on; a blank says nothing; rows that differ leave it open."""
        assert self.fact.column is not None
        filled = [row for row in self.certain if row[self.fact.column] is not None]
        if not self.fact.type.is_ordered:
            column = self.register.vocabulary.tables[self.fact.table].columns[self.fact.column]
            values = {value for row in filled if isinstance(value := self._word(row, column), bool | str)}
            return values.pop() if len(values) == 1 else None
        floor, ceiling = _ends(self.fact.type)
        cells = [self._cell(row) for row in filled]
        return Bracket(
            min((cell.low for cell in cells), default=floor), max((cell.high for cell in cells), default=ceiling)
        )

    def _word(self, row: Row, column: Column) -> object:
        return row_value(row, column, self.register.vocabulary)

    def _total(self, certain: list[int], possible: list[int]) -> Bracket:
        """A count or a sum of amounts that are not negative: nothing is taken away by a row not seen yet."""
        low = min(sum(max(amount, 0) for amount in certain), HIGHEST)
        high = min(sum(max(amount, 0) for amount in possible), HIGHEST)
        return Bracket(low, high if self._is_covered() else HIGHEST)

    def _latest(self) -> Bracket:
        """The day of the latest event up to the run's day; NEVER where there was none.

        A list that is covered back to a day says nothing of the time before it, unless the subject did not exist then.
        """
        as_of = self.register.program.as_of
        low, high = NEVER, NEVER
        for row in self.possible:
            first, last = self._day(row)
            if first > as_of:
                continue
            if row in self.certain and last <= as_of:
                low = max(low, first)
            high = max(high, min(last, as_of))
        assert self.fact.list is not None
        covered_from = self.register.covered_from(self.fact.list, self.fact.about, self.subject)
        if covered_from is None:
            return Bracket(low, as_of)
        if not self._began_after(covered_from):
            high = max(high, covered_from - ONE_DAY)
        return Bracket(low, high)

    def _day(self, row: Row) -> tuple[date, date]:
        """The earliest and latest day of the event; an undated one happened on some day up to the run's."""
        assert self.fact.column is not None
        first, last = row[self.fact.column], row[upper(self.fact.column)]
        return (first, last) if first is not None else (NEVER + ONE_DAY, self.register.program.as_of)

    def _began_after(self, day: date) -> bool:
        """Whether whoever the fact is about surely did not exist before this day."""
        is_own = self.fact.about is About.SUBJECT
        whose = self.subject if is_own else self.register.subject_by_id.get(self.subject["organisation_id"] or "")
        began = whose["registered_on"] if whose else None
        return began is not None and began >= day


def _ends(type_: Type) -> tuple[Any, Any]:
    if type_ is Type.DATE:
        return NEVER, FOREVER
    return (0 if type_ is Type.LEVEL else LOWEST), HIGHEST


def row_values(row: Row, columns: Mapping[str, Column], vocabulary: Vocabulary, prefix: str = "") -> dict[str, object]:
    """A row's columns as tests see them: ordered ones as brackets, blanks as open."""
    return {prefix + column.name: row_value(row, column, vocabulary) for column in columns.values()}


def row_value(row: Row, column: Column, vocabulary: Vocabulary) -> object:
    """One cell as tests see it."""
    value = row[column.name]
    if column.type is Type.DATE:
        return Bracket(value or NEVER, row[upper(column.name)] or FOREVER)
    if column.type is Type.LEVEL:
        known = vocabulary.classifications[column.classification or ""]
        value = None if value is None else known.rank_of(value)
    if column.type is Type.CODE and column.classification:
        return None if value in vocabulary.classifications[column.classification].undecided else value
    if column.type.is_ordered:
        floor, ceiling = _ends(column.type)
        return Bracket(floor if value is None else value, ceiling if value is None else value)
    return value


# --- peers ------------------------------------------------------------------------------------------------------------


def _peer_truth(register: Register, question: PeerQuestion, subject: Row, derived: Mapping[str, Values]) -> bool | None:
    """Whether the subject's organisation is among the top share of its industry in its province.

    Settled by a published threshold for that industry, year and measure (those that contradict each other leave it open),
    or else by ranking the register itself where the list of the whole province is covered.
    """
    organisation = register.subject_by_id.get(subject["organisation_id"] or "")
    if organisation is None or not organisation["industry"] or not organisation["registered_province"]:
        return None
    low, high = _amount(question, derived[subject["subject_id"]])
    year = register.program.year - 1
    published = [
        row for row in register.rows["peer_thresholds"] if _is_threshold_for(row, question, organisation, year)
    ]
    passes = any(row["share"] <= question.share and low >= row["threshold"] for row in published)
    fails = any(row["share"] >= question.share and high < row["threshold"] for row in published)
    if passes or fails:
        return None if passes and fails else passes
    return _rank_truth(register, question, organisation, derived)


def _amount(question: PeerQuestion, values: Values) -> tuple[int, int]:
    brackets = [values[name] for name in question.measures]
    lows = [bracket.low for bracket in brackets if isinstance(bracket, Bracket)]
    highs = [bracket.high for bracket in brackets if isinstance(bracket, Bracket)]
    low = LOWEST if LOWEST in lows else min(sum(lows), HIGHEST)
    return low, HIGHEST if HIGHEST in highs else min(sum(highs), HIGHEST)


def _is_threshold_for(row: Row, question: PeerQuestion, organisation: Row, year: int) -> bool:
    return (
        row["industry"] == organisation["industry"]
        and row["area"] == organisation["registered_province"]
        and row["year"] == year
        and row["measure"] == question.measure
        and row["share"] is not None
        and row["threshold"] is not None
    )


def _rank_truth(
    register: Register,
    question: PeerQuestion,
    organisation: Row,
    derived: Mapping[str, Values],
) -> bool | None:
    """By rank among the organisations that are on the list: those with a row for the measures, even if its amount is blank.

    A peer whose amount, or whose place on the list, is open may stand above or below.
    """
    province, amount = organisation["registered_province"], _amount(question, derived[organisation["subject_id"]])
    whole_province = {"subject_id": None, "organisation_id": None, "area": province}
    if register.covered_from(question.list, About.SUBJECT, whole_province) is None:
        return None
    peers = [
        row
        for row in register.subjects
        if row["subject_id"] == row["organisation_id"]
        and row["industry"] == organisation["industry"]
        and row["registered_province"] == province
    ]
    is_listed = {row["subject_id"]: _is_listed(register, question, row) for row in peers}
    if is_listed.get(organisation["subject_id"]) is not True or amount[0] != amount[1]:
        return None
    certain = [_amount(question, derived[id_]) for id_, listed in is_listed.items() if listed is True]
    possible = [_amount(question, derived[id_]) for id_, listed in is_listed.items() if listed is not False]
    best_rank = 1 + sum(1 for low, _high in certain if low > amount[0])
    worst_rank = 1 + sum(1 for _low, high in possible if high > amount[0])
    if worst_rank * MILLIONTHS <= question.share * len(certain):
        return True
    if best_rank * MILLIONTHS > question.share * len(possible):
        return False
    return None


def _is_listed(register: Register, question: PeerQuestion, organisation: Row) -> bool | None:
    facts = [lowered for lowered in register.program.facts if lowered.fact.name in question.measures]
    derivations = [_Derivation(register, lowered, organisation) for lowered in facts]
    if any(derivation.certain for derivation in derivations):
        return True
    return None if any(derivation.possible for derivation in derivations) else False
