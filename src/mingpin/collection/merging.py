"""All undetermined verdicts of a survey merged into what each holder is asked, the answers that decide most first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from mingpin.accounts.models import Organisation
from mingpin.collection.answering import rows_since
from mingpin.collection.holders import Holders
from mingpin.collection.models import RequestItem
from mingpin.collection.questions import Question, Questions
from mingpin.collection.states import STANDING, ItemState, RequestState
from mingpin.policies.models import Run, RunVerdict
from mingpin.policies.reasons import Deciding, deciding, program_behind
from mingpin.policies.runs import kept
from mingpin.policies.states import Standing
from mingpin.registry.models import Subject

MOST_SETTLED = 2_000
"""Verdicts of which the smallest deciding sets are searched, those with the fewest open reasons first: milliseconds each. Of the
others it is known only that a reason which is the only open one decides alone."""
NEVER_TOGETHER = 1_000
_AT_ONCE = 500
Progress = Callable[[int, int], None]


@dataclass
class Asked:
    """An item in the making, with the verdicts that it alone, or with others, can decide."""

    item: RequestItem
    subject: Subject | None
    alone: set[int] = field(default_factory=set)
    together: set[int] = field(default_factory=set)
    fewest: int = NEVER_TOGETHER
    areas: set[str] = field(default_factory=set)

    @property
    def order(self) -> tuple[Any, ...]:
        name = self.subject.name if self.subject else ""
        return (-len(self.alone), self.fewest, -len(self.together), name, self.item.table, self.item.field)


@dataclass
class Merged:
    """What each holder is asked, and what nobody on the platform can be asked: questions and verdicts by the holder's code."""

    by_holder: dict[Organisation, list[Asked]]
    nobody: dict[str, dict[str, int]]
    undetermined: int
    searched: int
    left_out: int


def merge(run: Run, progress: Progress = lambda done, total: None) -> Merged:
    """The questions of a survey. Nothing that is held since, or asked already in a request that stands, is among them."""
    verdicts = _open_reasons(run)
    searched, count = _deciding(run, verdicts, progress)
    made = _Merger(run, verdicts)
    for number, (subject, codes) in enumerate(verdicts.items()):
        made.add(subject, codes, searched.get(subject) or _by_count(codes))
        if number % 2000 == 0:
            progress(len(verdicts) + number, 2 * len(verdicts))
    return made.merged(len(verdicts), count)


def _open_reasons(run: Run) -> dict[int, tuple[str, ...]]:
    """The codes of the open reasons of each undetermined verdict, by the subject's key."""
    codes = run.summary["reason_codes"]
    rows = RunVerdict.objects.filter(run=run, verdict=Standing.UNDETERMINED).order_by("open", "pk")
    return {
        subject: tuple(codes[int(place)] for place in reasons.split("|") if place)
        for subject, reasons in rows.values_list("subject_id", "reasons").iterator(chunk_size=5000)
    }


def _deciding(run: Run, verdicts: Mapping[int, tuple[str, ...]], progress: Progress) -> tuple[dict[int, Deciding], int]:
    chosen = list(verdicts)[:MOST_SETTLED]
    keys: dict[str, int] = {}
    for at in range(0, len(chosen), _AT_ONCE):
        keys |= Subject.objects.filter(pk__in=chosen[at : at + _AT_ONCE]).values_list("subject_id", "pk")
    found = {}
    for number, (subject_id, one) in enumerate(deciding(run, keys)):
        subject = keys[subject_id]
        codes = verdicts[subject]
        found[subject] = one if one.is_all else Deciding({**dict.fromkeys(codes, len(codes)), **one.sets})
        if number % 50 == 0:
            progress(number, 2 * len(verdicts))
    return found, len(found)


def _by_count(codes: tuple[str, ...]) -> Deciding:
    """What is known without a search: the only open reason decides alone, several do so together."""
    return Deciding(dict.fromkeys(codes, len(codes)))


class _Merger:
    def __init__(self, run: Run, verdicts: Iterable[int]):
        self.run = run
        self.questions = Questions(program_behind(run))
        self.holders = Holders()
        self.asked: dict[tuple[Any, ...], tuple[Organisation, Asked]] = {}
        self.nobody: dict[str, dict[str, set[Any]]] = defaultdict(lambda: {"questions": set(), "verdicts": set()})
        self._organisations = _organisations_of(run)
        self._subjects = _subjects(pk__in=list(verdicts))
        ids = {self._organisations.get(one.subject_id) for one in self._subjects.values()} - {None}
        self._by_id = {one.subject_id: one for one in _subjects(subject_id__in=sorted(map(str, ids))).values()}

    def add(self, verdict: int, codes: tuple[str, ...], found: Deciding) -> None:
        """Adds the questions of one verdict that can decide it."""
        own = self._subjects.get(verdict)
        if own is None:
            return
        for code in codes:
            question = self.questions.of(code) if code in found.sets else None
            if question is not None:
                self._ask(own, verdict, code, question, found)

    def _ask(self, own: Subject, verdict: int, code: str, question: Question, found: Deciding) -> None:
        subject = (
            self._by_id.get(self._organisations.get(own.subject_id) or "", own) if question.of_organisation else own
        )
        holder = self.holders.of(question, subject)
        if holder is None:
            told = self.nobody[question.holders[0]]
            told["questions"].add((code, "" if question.list_code else subject.pk))
            told["verdicts"].add(verdict)
            return
        by_area = bool(question.list_code) and self.holders.keeps_whole_lists(holder)
        about = None if by_area else subject
        keys = tuple(sorted(question.keys.items()))
        place = (holder.pk, about.pk if about else None, question.field, keys)
        if place not in self.asked:
            item = RequestItem(
                subject=about, reason=code, table=question.table, columns=list(question.columns),
                keys=dict(question.keys), list_code=question.list_code, field=question.field,
            )  # fmt: skip
            self.asked[place] = (holder, Asked(item, about))
        one = self.asked[place][1]
        one.areas.add(subject.area)
        one.fewest = min(one.fewest, found.sets[code])
        (one.alone if found.sets[code] == 1 else one.together).add(verdict)

    def merged(self, undetermined: int, searched: int) -> Merged:
        """What remains when what is held or asked is taken away, in order."""
        for _holder, one in self.asked.values():
            if one.subject is None:
                one.item.area = one.areas.pop() if len(one.areas) == 1 else settings.CITY_AREA
                one.item.area = one.item.area or settings.CITY_AREA
            one.item.settles, one.item.together = len(one.alone), len(one.together)
        is_asked = _Standing()
        held = rows_since(self.run.begun_at, {one.item.table for _holder, one in self.asked.values()})
        by_holder: dict[Organisation, list[Asked]] = defaultdict(list)
        left_out = 0
        for holder, one in self.asked.values():
            if is_asked(holder, one.item) or held.answer(one.item, one.subject):
                left_out += 1
            else:
                by_holder[holder].append(one)
        for found in by_holder.values():
            found.sort(key=lambda one: one.order)
        nobody = {code: {name: len(each) for name, each in told.items()} for code, told in sorted(self.nobody.items())}
        return Merged(dict(by_holder), nobody, undetermined, searched, left_out)


def _subjects(**wanted: list[Any]) -> dict[int, Subject]:
    """Subjects by primary key, those that are still their own; `wanted` is one condition with many values."""
    [(field_, values)] = wanted.items()
    found: dict[int, Subject] = {}
    for at in range(0, len(values), _AT_ONCE):
        rows = Subject.objects.select_related("owner").filter(merged_into=None, **{field_: values[at : at + _AT_ONCE]})
        found |= {one.pk: one for one in rows}
    return found


def _organisations_of(run: Run) -> dict[str, str | None]:
    """The organisation that carries each subject, as the run found it."""
    frame = kept.scan(run, "facts").select("subject_id", "organisation_id").collect()
    return dict(frame.iter_rows())


class _Standing:
    """What is asked already: of anybody and still open, or of this holder, which does not hold it."""

    def __init__(self) -> None:
        self._open: set[tuple[Any, ...]] = set()
        self._declined: set[tuple[Any, ...]] = set()
        self._areas: dict[str, list[str]] = defaultdict(list)
        for item, holder in _standing_items():
            place = _place(item)
            if item.state == ItemState.DECLINED:
                self._declined.add((holder, *place, item.area))
            elif item.subject_id is None:
                self._areas[item.field].append(item.area)
            else:
                self._open.add(place)

    def __call__(self, holder: Organisation, item: RequestItem) -> bool:
        place = _place(item)
        if (holder.pk, *place, item.area) in self._declined:
            return True
        if item.subject_id is None:
            return any(item.area.startswith(area) for area in self._areas[item.field])
        return place in self._open


def _place(item: RequestItem) -> tuple[Any, ...]:
    return item.subject_id, item.field, tuple(sorted(item.keys.items()))


def _standing_items() -> Iterator[tuple[RequestItem, int]]:
    items = RequestItem.objects.filter(request__state__in=STANDING)
    declined = items.filter(state=ItemState.DECLINED)
    for found in (declined, items.filter(state=ItemState.OPEN, request__state=RequestState.OPEN)):
        for item in found.select_related("request").iterator(chunk_size=5000):
            yield item, item.request.holder_id
