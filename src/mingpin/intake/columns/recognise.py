"""Which column of a sheet is which column of its evidence table: by a person's choice, name, label, synonym or content."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from mingpin.intake.columns.content import Cells, folded_text, known_texts
from mingpin.intake.columns.groups import WHOLE, columns_of_groups
from mingpin.intake.columns.hints import missing_constants, said_by_sheet
from mingpin.intake.columns.known import Doubt, Meaning, is_measure, other_party, says_who, titles_of, unit_fits
from mingpin.intake.columns.mapping import SheetMapping
from mingpin.intake.columns.model import (
    AMOUNTS_AS_WRITTEN,
    CREDIT_CODE,
    IDENTIFIER,
    LEAVE_ASIDE,
    SUBJECT_NAMES,
    Candidate,
    LeftAside,
    Match,
    Means,
    Question,
    Recognised,
    YearColumns,
)
from mingpin.intake.columns.similar import candidate, similar_columns
from mingpin.intake.columns.titles import (
    folded_title,
    is_money_unit,
    keyed_titles,
    loose_key,
    readings,
    shown_title,
    years_in,
)
from mingpin.intake.columns.years import year_columns
from mingpin.intake.sheets import GROUP_TITLE, MARK_TITLE, Laid
from mingpin.language import _, in_language, one_after_another
from mingpin.vocabulary.model import Column, Table, Type, Vocabulary

_NUMBERINGS = {
    folded_title(word) for word in ("序号", "编号", "序", "号", "No", "No.", "行号", "顺序号", "项次", "#", "S/N")
}
_ALWAYS_NUMBERINGS = _NUMBERINGS - {"编号", "号"}
_REMARKS = {folded_title(word) for word in ("备注", "注", "附注", "其他说明", "remark", "remarks", "note", "notes")}
_OTHER_PARTY = re.compile(
    "持有|所有|所属|上级|母公司|总公司|控股|股东|出资|推荐|主管|监管|法定代表|法人代表|负责人|委托|受托|承担|使用|用标|许可|主办|归口|担保|代理|"
    "生产企业|经营管理|采购|供应|owner|parent|holder"
)
"""What a title says of a code that is somebody else's."""


def recognise(
    laid: Laid, sample: pl.DataFrame, table: Table, vocabulary: Vocabulary, mapping: SheetMapping | None = None
) -> Recognised:
    """What becomes of every column of a sheet of this table. `sample` are the cells of its first batch.

    What a person chose comes first (`mapping`), then name, label, synonym (as the vocabulary lists them), then content, then from
    left to right. What is not certain is a question, and nothing of it is applied.
    """
    return _Recognition(laid, sample, table, vocabulary, mapping).run()


class _Recognition:
    def __init__(
        self, laid: Laid, sample: pl.DataFrame, table: Table, vocabulary: Vocabulary, mapping: SheetMapping | None
    ):
        self.laid, self.cells, self.table, self.vocabulary = laid, Cells(sample), table, vocabulary
        self.mapping = mapping or SheetMapping()
        self.titles = titles_of(table, vocabulary)
        self.matches: dict[str, Match] = {}
        self.more: list[Match] = []
        """Further columns of one meaning, each for a year of its own."""
        self.aside: dict[int, LeftAside] = {}
        self.questions: dict[int, Question] = {}
        self.constants: dict[str, str] = {}
        self.open_questions: list[Question] = []
        self.doubts: dict[int, Doubt] = {}

    def run(self) -> Recognised:
        self._put_ours_aside()
        self._take_constants()
        self._take_mapping()
        meanings = self._meanings()
        self._bind_codes(meanings)
        self._bind(meanings)
        years = self._bind_years()
        self._bind_groups()
        for position in range(len(self.laid.titles)):
            if not self._is_settled(position):
                self._ask_or_leave(position)
        given = {*self.matches, *self.constants, *(match.column.name for year in years for match in year.matches)}
        if years:
            given.add("year")
        self.open_questions += missing_constants(self.laid, self.table, given, self.vocabulary, self.open_questions)
        matches = sorted(self.matches.values(), key=lambda match: (match.position, match.column.name))
        asked = [*(self.questions[position] for position in sorted(self.questions)), *self.open_questions]
        questions = tuple(self._weighed(question, given) for question in asked)
        aside = tuple(self.aside[position] for position in sorted(self.aside) if not self._is_groupless(position))
        return Recognised(tuple(matches), aside, questions, years, self.constants)

    # What a person chose.

    def _put_ours_aside(self) -> None:
        for position, title in enumerate(self.laid.titles):
            if folded_title(title) == folded_title(MARK_TITLE):
                self._leave(position, _("It is the column in which Mingpin marked the rows."))

    def _take_constants(self) -> None:
        """What all rows have. A remembered constant holds for another sheet only where that says the same of itself."""
        for name, text in self.mapping.constants.items():
            column = self.titles.columns.get(name)
            if column is None:
                continue
            if self.mapping.is_remembered and said_by_sheet(self.laid, column, self.vocabulary) != self._meant(
                column, text
            ):
                reason = _("{remembered} Whether it holds for this sheet too is not certain.").format(
                    remembered=self.mapping.remembered_sentence()
                )
                label = in_language(column.label)
                self.open_questions.append(Question(None, label, (candidate(column, 0.5),), reason, value=text))
            else:
                self.constants[name] = text

    def _meant(self, column: Column, text: str) -> str:
        if column.classification is None:
            return text
        codes = known_texts(self.vocabulary.classifications[column.classification]).get(folded_text(text), frozenset())
        return next(iter(codes)) if len(codes) == 1 else text

    def _take_mapping(self) -> None:
        chosen = {folded_title(key): name for key, name in self.mapping.columns.items()}
        means = Means.REMEMBERED if self.mapping.is_remembered else Means.MAPPING
        note = self.mapping.remembered_sentence() if self.mapping.is_remembered else ""
        for position, key in enumerate(keyed_titles(self.laid.titles)):
            name = chosen.get(folded_title(key))
            column = self.titles.columns.get(name or "")
            if name is None or position in self.aside:
                continue
            if name == LEAVE_ASIDE:
                self._leave(position, one_after_another(_("The mapping leaves it aside."), note))
            elif column is None:
                continue
            elif name in self.constants or name in self.matches:
                self._leave(position, self._given_sentence(name))
            else:
                read = readings(self.laid.titles[position])
                units = [reading.unit for reading in read if not reading.is_unit_bare or column.type is Type.MONEY]
                unit = next(filter(None, units), "")
                match = self._match(position, column, means, unit, 0.0, note)
                is_group = self.laid.titles[position] == GROUP_TITLE
                self._give(replace(match, part=WHOLE) if is_group else match)

    # Titles.

    def _meanings(self) -> dict[int, Meaning]:
        """What the titles mean that are still open. Doubts and contradictions become questions."""
        found: dict[int, Meaning] = {}
        for position, title in enumerate(self.laid.titles):
            if not title or title == GROUP_TITLE or self._is_settled(position):
                continue
            if self._is_numbering(position):
                self._leave(position, _("It numbers the rows."))
                continue
            meaning = self.titles.meaning(title)
            if isinstance(meaning, Doubt):
                self.doubts[position] = meaning
            elif meaning is not None and not self.cells.is_blank(position):
                against = self.cells.contradiction(position, meaning.column, meaning.means, self.vocabulary)
                if against and not self.cells.holds_codes(position):
                    self._contradicted(position, meaning.column, against)
                else:
                    found[position] = meaning
            elif meaning is not None:
                found[position] = meaning
        return found

    def _contradicted(self, position: int, column: Column, against: str) -> None:
        names = [self.titles.columns[name] for name in SUBJECT_NAMES if name in self.titles.columns]
        self._ask(position, (*names, column) if column.name == CREDIT_CODE else (column,), against, 0.3)

    def _is_numbering(self, position: int) -> bool:
        title = loose_key(self.laid.titles[position])
        if title in _ALWAYS_NUMBERINGS:
            return not self.cells.holds_codes(position)
        return title in _NUMBERINGS and self.cells.is_counting(position)

    def _bind(self, meanings: dict[int, Meaning]) -> None:
        """Each column of the table gets its surest title; the other titles of the same meaning are left aside with the reason."""
        by_column: dict[str, list[int]] = defaultdict(list)
        blank = self.cells.is_blank
        for position in sorted(meanings, key=lambda at: (blank(at), *meanings[at].order, at)):
            if position not in self.aside and position not in self.questions:
                by_column[meanings[position].column.name].append(position)
        for name, positions in by_column.items():
            dated = [position for position in positions if meanings[position].reading.years]
            plain = [position for position in positions if position not in dated]
            for position in dated:
                self.more.append(self._match_of(position, meanings[position]))
            if plain and name in self.constants:
                for position in plain:
                    self._leave(position, self._given_sentence(name))
            elif plain:
                self._bind_column(plain, meanings)

    def _bind_column(self, positions: list[int], meanings: dict[int, Meaning]) -> None:
        first, *rest = positions
        name = meanings[first].column.name
        if name not in self.matches:
            same = [at for at in rest if meanings[at].order[:2] == meanings[first].order[:2]]
            repeated = [at for at in same if _is_repeated(self.laid, meanings, at, first)]
            differ = [at for at in repeated if not self.cells.is_blank(at) and not self.cells.is_same(first, at)]
            if differ:
                reason = _("Several columns have this title, and their cells differ.")
                for position in (first, *differ):
                    self._ask(position, (meanings[first].column,), reason, 0.5)
                rest = [at for at in rest if at not in differ]
                if rest:
                    self._bind_column(rest, meanings)
                return
            self._give(self._match_of(first, meanings[first]))
            positions = rest
        for position in positions:
            self._leave(position, self._given_sentence(name))

    def _given_sentence(self, name: str) -> str:
        label = in_language(self.titles.columns[name].label)
        if name in self.constants:
            return _("The mapping says that {column} is “{value}” in all rows.").format(
                column=label, value=self.constants[name]
            )
        given = (match.title for match in (*self.matches.values(), *self.more) if match.column.name == name)
        return _("“{title}” already gives {column}.").format(title=next(given), column=label)

    # Credit codes.

    def _bind_codes(self, meanings: dict[int, Meaning]) -> None:
        """Binds the credit code by content where no title does, and asks where it is not certain whose code it is."""
        positions = [
            at for at in range(len(self.laid.titles)) if not self._is_settled(at) and self.cells.holds_codes(at)
        ]
        party = other_party(self.table)
        if CREDIT_CODE not in self.titles.columns or CREDIT_CODE in self.constants:
            unknown = [at for at in positions if at not in meanings and self.laid.titles[at] != GROUP_TITLE]
            if party is not None and self.table.has_subject:
                reason = _("The cells are credit codes, but whose they are is not certain.")
                for position in unknown:
                    self._ask(position, (party, self.table.columns[IDENTIFIER]), reason, 0.5)
            return
        self._not_names(positions, meanings)
        others = [at for at in positions if not (at in meanings and meanings[at].column.name.endswith("_id"))]
        strangers = [
            at for at in others if _OTHER_PARTY.search(folded_title(self.laid.titles[at])) and at not in meanings
        ]
        is_titled = any(meaning.column.name == CREDIT_CODE for meaning in meanings.values())
        if CREDIT_CODE not in self.matches and not is_titled and not self._ids_are_codes(positions, meanings):
            self._bind_code_among([at for at in others if at not in strangers], meanings)
        self._ask_whose(strangers, is_titled or CREDIT_CODE in self.matches)

    def _ids_are_codes(self, positions: list[int], meanings: dict[int, Meaning]) -> bool:
        """Whether the column of ids holds credit codes; it is the column of codes too if all of them are."""
        chosen = self.matches.get(IDENTIFIER)
        ids = [at for at in positions if at in meanings and meanings[at].column.name == IDENTIFIER]
        for position in [chosen.position] if chosen else ids:
            if self.cells.share_of_codes(position) == 1:
                self._give(self._match(position, self._code, Means.CONTENT))
            if self.cells.holds_codes(position):
                return True
        return False

    def _ask_whose(self, positions: list[int], is_own_given: bool) -> None:
        """Asks about codes whose title says that they are somebody else's."""
        owner = self.titles.columns.get("owner_id")
        columns = [] if is_own_given else [self._code]
        if owner is not None and "owner_id" not in self.matches:
            columns.insert(0, owner)
        for position in positions if columns else ():
            reason = _("The cells are credit codes, but the title says that they are somebody else's.")
            self._ask(position, tuple(columns), reason, 0.5)

    def _bind_code_among(self, positions: list[int], meanings: dict[int, Meaning]) -> None:
        if len(positions) > 1:
            untitled = [at for at in positions if at not in meanings]
            positions = untitled if len(untitled) == 1 else positions
        if len(positions) > 1:
            reason = _("Several columns hold credit codes; title the subjects' own “{label}”.").format(
                label=in_language(self._code.label)
            )
            for position in positions:
                meanings.pop(position, None)
                self._ask(position, (self._code,), reason, 0.5)
        elif positions:
            (position,) = positions
            note = ""
            if position in meanings:
                label = in_language(meanings.pop(position).column.label)
                note = _("The title says “{label}”; it is not read as that.").format(label=label)
            share = self.cells.share_of_codes(position)
            self._give(self._match(position, self._code, Means.CONTENT, confidence=share, note=note))

    def _not_names(self, positions: list[int], meanings: dict[int, Meaning]) -> None:
        """A column that is titled as names but holds codes is none of names."""
        is_given = CREDIT_CODE in self.matches or any(
            meaning.column.name == CREDIT_CODE for meaning in meanings.values()
        )
        for position in positions:
            if is_given and position in meanings and meanings[position].column.name in SUBJECT_NAMES:
                label = in_language(meanings.pop(position).column.label)
                self._ask(
                    position,
                    (),
                    _("The title says “{label}”, but the cells are credit codes.").format(label=label),
                    0.0,
                )

    @property
    def _code(self) -> Column:
        return self.titles.columns[CREDIT_CODE]

    # Years and groups.

    def _bind_years(self) -> tuple[YearColumns, ...]:
        """The plan by years, where it is unambiguous; else each column of it is asked about."""
        years, unclear = year_columns(self.more, self.matches, self.constants, self.table)
        for match, reason in unclear:
            if self.matches.get(match.column.name) is match:
                del self.matches[match.column.name]
            self._ask(match.position, (match.column,), reason, 0.7)
        return years

    def _is_groupless(self, position: int) -> bool:
        """Whether this is the column of group rows of a sheet that has none: nothing that a person has to know of."""
        return self.laid.titles[position] == GROUP_TITLE and self.cells.is_blank(position)

    def _bind_groups(self) -> None:
        for position, title in enumerate(self.laid.titles):
            if title != GROUP_TITLE or self._is_settled(position):
                continue
            if self._is_groupless(position):
                self._leave(position, "")
                continue
            taken = {*self.matches, *self.constants}
            found = columns_of_groups(self.cells.texts(position), self.table, taken, self.vocabulary)
            sure = {part: columns[0] for part, columns in found.items() if len(columns) == 1}
            if sure and len({column.name for column in sure.values()}) == len(sure) == len(found):
                for part, column in sure.items():
                    match = self._match(position, column, Means.GROUP)
                    self._give(replace(match, part=part))
            elif found:
                columns = tuple({column.name: column for group in found.values() for column in group}.values())
                self._ask(position, columns, _("The group rows may stand for several columns."), 0.5)
            else:
                self._leave(
                    position, _("The group rows are no entries of a column that the sheet lacks; they are notes.")
                )

    # The rest.

    def _ask_or_leave(self, position: int) -> None:
        title = self.laid.titles[position]
        is_blank = self.cells.is_blank(position)
        if is_blank and not title:
            return
        if folded_title(title) in _REMARKS:
            self._leave(position, _("Remarks are read by people only."))
        elif not is_blank and self.cells.is_counting(position) and len(self.cells.texts(position)) > 2:
            self._leave(position, _("It numbers the rows."))
        elif position in self.doubts and not is_blank:
            doubt = self.doubts[position]
            if self._is_given(doubt.column):
                self._leave(position, self._given_sentence(doubt.column.name))
            else:
                self._ask(position, (doubt.column,), _why_doubted(doubt, self.table), 0.7)
        else:
            candidates = similar_columns(title, self.titles, lambda column: self._could_be(position, column))
            if candidates and not is_blank:
                reason = _("The title is like a known one, but not the same.")
                self.questions[position] = Question(
                    position, shown_title(self.laid.titles, position), candidates, reason
                )
            else:
                self._leave(position, _("The table “{table}” has no such column.").format(table=self.table.id))

    def _could_be(self, position: int, column: Column) -> bool:
        if self._is_given(column) or not unit_fits(readings(self.laid.titles[position])[0].unit, column):
            return False
        return not self.cells.contradiction(position, column, Means.LABEL, self.vocabulary)

    def _is_given(self, column: Column) -> bool:
        return (
            column.name in self.matches
            or column.name in self.constants
            or any(match.column.name == column.name for match in self.more)
        )

    def _weighed(self, question: Question, given: set[str]) -> Question:
        """The question without candidates that the sheet has otherwise, if others remain."""
        still_open = tuple(candidate for candidate in question.candidates if candidate.column not in given)
        candidates = still_open or question.candidates
        return replace(question, candidates=candidates, is_needed=self._is_needed(candidates, given))

    def _is_needed(self, candidates: tuple[Candidate, ...], given: set[str]) -> bool:
        who = says_who(dict.fromkeys(given))
        for name, *_rest in candidates:
            column = self.table.columns.get(name)
            if name in (IDENTIFIER, CREDIT_CODE, *SUBJECT_NAMES):
                if not who and self.table.has_subject and self.table.columns[IDENTIFIER].is_required:
                    return True
            elif column is not None and column.is_required and name not in given:
                return True
        return False

    def _match_of(self, position: int, meaning: Meaning) -> Match:
        confidence = meaning.means.confidence * meaning.reading.confidence
        note = ""
        if meaning.reading.context:
            note = _("It is the lower line of the title.")
        return self._match(position, meaning.column, meaning.means, meaning.reading.unit, confidence, note)

    def _match(
        self, position: int, column: Column, means: Means, unit: str = "", confidence: float = 0.0, note: str = ""
    ) -> Match:
        title = shown_title(self.laid.titles, position)
        unit, where = self._unit(unit, column)
        note = one_after_another(note, where)
        return Match(position, title, column, means, round(confidence or means.confidence, 3), unit, note)

    def _unit(self, of_title: str, column: Column) -> tuple[str, str]:
        """The unit of a column, and where it comes from unless from the title."""
        is_money, chosen = column.type is Type.MONEY or column.name in AMOUNTS_AS_WRITTEN, self.mapping.unit
        said = is_money and (is_money_unit(of_title) or self.laid.unit)
        if is_money and chosen and not self.mapping.is_remembered:
            return chosen, _("The mapping says that the amounts are in {unit}.").format(unit=chosen)
        if column.name in (CREDIT_CODE, IDENTIFIER, *SUBJECT_NAMES):
            return "", ""
        if of_title:
            return of_title, ""
        if is_money and self.laid.unit:
            return self.laid.unit, _("A line above the table says that the amounts are in {unit}.").format(
                unit=self.laid.unit
            )
        if is_money and chosen and not said:
            return chosen, _("As was chosen before, the amounts are in {unit}.").format(unit=chosen)
        return "", ""

    def _give(self, match: Match) -> None:
        years = years_in(match.title)
        is_of_year = len(years) == 1 and is_measure(match.column) and "year" in self.table.columns
        if match.means <= Means.REMEMBERED and is_of_year and "year" not in self.constants:
            self.more.append(match)
        else:
            self.matches[match.column.name] = match

    def _is_settled(self, position: int) -> bool:
        bound = (match.position for match in (*self.matches.values(), *self.more))
        return position in self.aside or position in self.questions or position in bound

    def _leave(self, position: int, reason: str) -> None:
        self.aside[position] = LeftAside(shown_title(self.laid.titles, position), reason, position)

    def _ask(self, position: int, columns: tuple[Column, ...], reason: str, confidence: float) -> None:
        candidates = tuple(candidate(column, confidence) for column in columns)
        self.questions[position] = Question(position, shown_title(self.laid.titles, position), candidates, reason)


def _is_repeated(laid: Laid, meanings: Mapping[int, Meaning], position: int, other: int) -> bool:
    """Whether two columns have one title, or the same lower line under headings that are equally good."""
    one, two = meanings[position].reading, meanings[other].reading
    is_below = bool(one.context and two.context) and (one.key, one.confidence) == (two.key, two.confidence)
    return is_below or folded_title(laid.titles[position]) == folded_title(laid.titles[other])


def _why_doubted(doubt: Doubt, table: Table) -> str:
    reading = doubt.reading
    if len(reading.years) > 1:
        return _("The title names several years.")
    if reading.years:
        return _("The title names the year {year}; the table “{table}” has no place for it here.").format(
            year=reading.years[0], table=table.id
        )
    if reading.context:
        return _("What “{title}” means depends on the line above it, “{above}”.").format(
            title=reading.key, above=reading.context
        )
    return _("The title names the unit {unit}, in which “{label}” is not given.").format(
        unit=reading.unit, label=in_language(doubt.column.label)
    )
