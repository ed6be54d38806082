"""Which evidence table a sheet is: by what it is called, else by its columns; asked where that is not clear."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from mingpin.intake.columns.content import Cells
from mingpin.intake.columns.groups import columns_of_groups
from mingpin.intake.columns.hints import file_stem, said_by_sheet
from mingpin.intake.columns.known import Meaning, says_who, titles_of
from mingpin.intake.columns.mapping import SheetMapping
from mingpin.intake.columns.model import CREDIT_CODE, IDENTIFIER
from mingpin.intake.columns.titles import folded_title, loose_key, without_brackets
from mingpin.intake.sheets import GROUP_TITLE, MARK_TITLE, Laid
from mingpin.language import _, in_language, one_after_another
from mingpin.vocabulary.load import PROVENANCE
from mingpin.vocabulary.model import Table, Type, Vocabulary

REGISTER = "subjects"
CANDIDATES = 5
_CLEAR = 0.25
_CLEAR_SHARE = 0.2
"""By how much the best table must lead: in points, and as a share of its own."""
_MISSING = 0.3
"""What a missing required column takes off."""
_HINTED = 0.6
"""What it adds that the sheet names an entry of the table's classification for all its rows."""
_SAME = 0.05
"""Below it two tables fit equally well."""
_EXPLAINED = 1 / 3
"""The share of the titled columns that a table must know."""
_SEVERAL, _SEVERAL_OWN = 3, 2
"""Of a sheet that says who its rows are about, a table need know no more columns than this, so many of them few others know."""
_DEFAULT_NAMES = re.compile(r"^(?:sheet|工作表|表|page|数据)?[0-9一二三]*$")
_DECORATION = re.compile(
    r"附件|附表|[0-9]+|年度|年|月|日|[一二三四五六七八九十]+、|名单|清单|名录|汇总|明细|台账|统计|情况|信息|数据|记录|一览|登记|表|全市|新乡市|"
    r"各县区|企业|单位|最终|终稿|定稿|修改|副本|公示|版|稿|[^\w]|_|·|v(?=[0-9])|的|和|与"
)
_NO_COLUMN = {folded_title(word) for word in ("序号", "编号", "序", "备注", "注", GROUP_TITLE, MARK_TITLE)}


@dataclass(frozen=True)
class TableChoice:
    """Which table a sheet is, or None where that must be asked; `candidates` are the likeliest, each with its score."""

    table: str | None
    reason: str
    candidates: tuple[tuple[str, float], ...] = ()


def choose_table(
    laid: Laid, sample: pl.DataFrame, vocabulary: Vocabulary, mapping: SheetMapping | None = None
) -> TableChoice:
    """The table of a sheet: as a person chose, by the name of the sheet or file, else by its columns. It is the register only
    where its columns say who, and nothing else fits better."""
    if mapping is not None and mapping.table in vocabulary.tables:
        if mapping.is_remembered:
            before = _("It was chosen for sheets with these titles before.")
            reason = one_after_another(before, mapping.remembered_sentence())
        else:
            reason = _("The mapping says so.")
        return TableChoice(mapping.table, reason)
    exactly = _by_exact_name(laid, vocabulary)
    if exactly:
        return TableChoice(*exactly)
    scores = _scores(laid, sample, vocabulary)
    ordered = sorted(scores.values(), key=lambda score: -score.value)
    candidates = tuple((score.table, round(score.value, 2)) for score in ordered if score.known)[:CANDIDATES]
    named = _by_name(laid, vocabulary, scores)
    return TableChoice(*named, candidates) if named else _by_columns(ordered, candidates, laid.titles, vocabulary)


@dataclass(frozen=True)
class _Score:
    table: str
    value: float
    known: int
    titled: int
    says_who: bool
    is_hinted: bool
    distinct: tuple[str, ...]
    """Its titles that few tables have, the rarest first."""


def _names(laid: Laid) -> list[tuple[str, str]]:
    """The names that may be a table's, each with the sentence that says whose name it is."""
    stem = file_stem(laid)
    is_alone = not laid.sheet or bool(_DEFAULT_NAMES.match(folded_title(laid.sheet))) or laid.sheet == stem
    names = [(laid.sheet, _("The sheet is called “{name}”."))] if laid.sheet else []
    return names + ([(stem, _("The file is called “{name}”."))] if is_alone else [])


def _by_exact_name(laid: Laid, vocabulary: Vocabulary) -> tuple[str, str] | None:
    for name, sentence in _names(laid):
        for table in vocabulary.tables.values():
            if folded_title(name) in {folded_title(known) for known in (table.id, *table.label.values())}:
                return table.id, sentence.format(name=name)
    return None


def _by_name(laid: Laid, vocabulary: Vocabulary, scores: dict[str, _Score]) -> tuple[str, str] | None:
    for name, sentence in _names(laid):
        found = [table.id for table in vocabulary.tables.values() if _is_label_within(table, name)]
        if len(found) == 1 and scores[found[0]].known:
            return found[0], sentence.format(name=name)
    return None


def _is_label_within(table: Table, name: str) -> bool:
    """Whether the name is the table's label with nothing but words such as 名单 and years around it."""
    bare = _bare(name)
    labels = {_bare(label) for label in table.label.values()} | {
        _bare(without_brackets(v)) for v in table.label.values()
    }
    return len(bare) > 1 and bare in labels


def _bare(name: str) -> str:
    return _DECORATION.sub("", folded_title(name))


def _by_columns(
    ordered: list[_Score],
    candidates: tuple[tuple[str, float], ...],
    all_titles: tuple[str, ...],
    vocabulary: Vocabulary,
) -> TableChoice:
    register = next((score for score in ordered if score.table == REGISTER), None)
    best = ordered[0] if ordered else None
    if best is None or best.value <= 0:
        titles = _(", ").join(title for title in all_titles if title and title != GROUP_TITLE)
        return TableChoice(None, _("No table has its columns: {titles}.").format(titles=titles), candidates)
    second = ordered[1].value if len(ordered) > 1 else 0.0
    label = in_language(vocabulary.tables[best.table].label)
    if best.known < best.titled * _EXPLAINED and not _knows_several(best):
        reason = _("Even “{label}” has only {known} of its {titled} columns.")
        return TableChoice(None, reason.format(label=label, known=best.known, titled=best.titled), candidates)
    if best.value - second >= max(_CLEAR, best.value * _CLEAR_SHARE) and best.distinct:
        reason = _("Its columns are those of “{label}”: {titles}.")
        return TableChoice(best.table, reason.format(label=label, titles=_(", ").join(best.distinct[:4])), candidates)
    if register is not None and _is_by_default(register, ordered):
        return TableChoice(REGISTER, _("It names subjects, and nothing says that it is another table."), candidates)
    likely = _(", ").join(f"{table} {in_language(vocabulary.tables[table].label)}" for table, _score in candidates[:3])
    reason = _("Its columns may be those of several tables: {tables}.").format(tables=likely)
    return TableChoice(None, reason, candidates)


def _is_by_default(register: _Score, ordered: list[_Score]) -> bool:
    """Whether the sheet is the register because it says who, mostly, and no other table has a claim to it."""
    rivals = (score for score in ordered if score.table != REGISTER and score.value > register.value - _SAME)
    is_rivalled = any(score.distinct or score.value >= register.value + _SAME for score in rivals)
    is_hinted = any(score.is_hinted and score.value > 0 for score in ordered)
    is_known = register.known * 2 >= register.titled or _knows_several(register)
    return register.says_who and is_known and not is_hinted and not is_rivalled


def _knows_several(score: _Score) -> bool:
    return score.says_who and score.known >= _SEVERAL and len(score.distinct) >= _SEVERAL_OWN


def _scores(laid: Laid, sample: pl.DataFrame, vocabulary: Vocabulary) -> dict[str, _Score]:
    cells = Cells(sample)
    titled = {
        position: title
        for position, title in enumerate(laid.titles)
        if title and loose_key(title) not in _NO_COLUMN and title not in (GROUP_TITLE, MARK_TITLE)
    }
    bound = {table.id: dict(_bound(table, titled, vocabulary)) for table in vocabulary.tables.values()}
    spread = Counter(title for titles in bound.values() for title in titles)
    codes = [position for position in range(len(laid.titles)) if cells.holds_codes(position)]
    groups = [cells.texts(position) for position, title in enumerate(laid.titles) if title == GROUP_TITLE]
    scores = {}
    for table in vocabulary.tables.values():
        names = set(bound[table.id].values()) | ({CREDIT_CODE} if codes and table.has_subject else set())
        by_content = sum(titled[position] not in bound[table.id] for position in codes if position in titled)
        by_content *= table.has_subject
        said = _said_of_all(table, names, groups, laid, vocabulary)
        scores[table.id] = _score(table, bound[table.id], names, said, spread, len(titled), by_content)
    return scores


def _said_of_all(
    table: Table, names: set[str], groups: list[pl.Series], laid: Laid, vocabulary: Vocabulary
) -> set[str]:
    """The required columns that the sheet lacks, but names in its title or in its group rows."""
    grouped = (columns_of_groups(texts, table, names, vocabulary).values() for texts in groups)
    found = {column.name for parts in grouped for columns in parts for column in columns if column.is_required}
    for column in table.columns.values():
        is_classified = column.type in (Type.CODE, Type.LEVEL)
        if (
            column.is_required
            and is_classified
            and column.name not in names
            and said_by_sheet(laid, column, vocabulary)
        ):
            found.add(column.name)
    return found


def _bound(table: Table, titled: dict[int, str], vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """The titles that the table knows, each with its column; a column counts once, or once for each year."""
    titles = titles_of(table, vocabulary)
    taken: set[tuple[str, tuple[int, ...]]] = set()
    for title in titled.values():
        meaning = titles.meaning(title)
        if not isinstance(meaning, Meaning) or meaning.column.name in PROVENANCE:
            continue
        key = (meaning.column.name, meaning.reading.years)
        if key not in taken:
            taken.add(key)
            yield title, meaning.column.name


def _score(
    table: Table,
    bound: dict[str, str],
    names: set[str],
    said: set[str],
    spread: Counter[str],
    titled: int,
    by_content: int,
) -> _Score:
    who = says_who(dict.fromkeys(names))
    value = sum(1 / spread[title] for title in bound) + _HINTED * bool(said)
    for column in table.columns.values():
        is_there = who if column.name == IDENTIFIER else column.name in names | said
        if column.is_required and not is_there:
            value -= _MISSING
    distinct = sorted((title for title in bound if spread[title] <= 3), key=lambda title: spread[title])
    return _Score(table.id, value, len(bound) + by_content, titled, who, bool(said), tuple(distinct))
