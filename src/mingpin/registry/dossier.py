"""All that a subject's page shows, in a number of queries that does not grow with what there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import may
from mingpin.accounts.states import Role
from mingpin.language import later as _
from mingpin.registry import vocabulary
from mingpin.registry.cards import Card, by_year, card_of
from mingpin.registry.coverage import Covered, coverage_of
from mingpin.registry.models import Contact, Draft, EvidenceRow, Identifier, Proposal, Subject, SubjectName
from mingpin.registry.states import NameKind, ProposalState
from mingpin.registry.vocabulary import Shown
from mingpin.vocabulary.place import shared_vocabulary

MOST_ROWS = 200
"""A page shows so many rows; of more the newest, and with a chosen table the newest of that."""
MOST_CARRIED = 100
PORTFOLIO = ("trademarks", "ip_rights", "certifications")
"""Tables of the intellectual property file; the rows of what a subject carries belong to it too."""
RIGHTS = (
    (_("Trade names"), frozenset({"trade_name"})),
    (_("Patents"), frozenset({"patent_invention", "patent_utility", "patent_design"})),
    (_("Copyrights"), frozenset({"copyright"})),
    (_("Trademarks overseas"), frozenset({"overseas_trademark"})),
)


@dataclass(frozen=True)
class Group:
    """A part of the intellectual property file."""

    label: Any
    cards: list[Card]


@dataclass(frozen=True)
class Facet:
    """An evidence table with how many of its rows the time line has."""

    table: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Dossier:
    """A subject's page. Lists are empty where there is nothing or nothing that the person may see."""

    owner: Subject | None
    carried: list[Subject]
    merged: list[Subject]
    survivor: Subject | None
    names: list[SubjectName]
    identifiers: list[Identifier]
    contacts: list[Contact]
    register: list[Shown]
    register_row: EvidenceRow | None
    honours: list[Card]
    rights: list[Group]
    certificates: list[Card]
    years: list[tuple[str, list[Card]]]
    facets: list[Facet]
    superseded: int
    shows_superseded: bool
    only_table: str
    is_cut: bool
    coverage: list[Covered]
    drafts: list[Draft]
    proposals: int
    may_add: bool
    may_change: bool
    may_see_contacts: bool

    @property
    def covered(self) -> list[Covered]:
        return [one for one in self.coverage if one.row is not None]

    @property
    def not_covered(self) -> list[Covered]:
        return [one for one in self.coverage if one.row is None]

    @property
    def former_names(self) -> list[SubjectName]:
        return [name for name in self.names if name.kind != NameKind.CURRENT]


def dossier_of(subject: Subject, by: Acting, *, shows_superseded: bool = False, only_table: str = "") -> Dossier:
    """What the person may see of the subject, and of those merged into it."""
    visible = Subject.objects.visible_to(by)
    related = list(
        visible.filter(
            Q(owner=subject, merged_into=None) | Q(merged_into=subject)
            | Q(pk__in=[key for key in (subject.owner_id, subject.merged_into_id) if key])
        ).order_by("pk")[: MOST_CARRIED + 2]
    )  # fmt: skip
    by_key = {one.pk: one for one in related}
    carried = [one for one in related if one.owner_id == subject.pk and one.merged_into_id is None][:MOST_CARRIED]
    merged = [one for one in related if one.merged_into_id == subject.pk]
    own = [subject.pk, *(one.pk for one in merged)]
    rows = _rows(by, own, [one.pk for one in carried], only_table)
    names = {one.pk: one.name for one in (*carried, *merged)}
    cards = [card_of(row, names) for row in rows]
    current = [card for card in cards if not card.is_superseded]
    register = [card for card in current if card.row.table == vocabulary.REGISTER and card.row.subject_id == subject.pk]
    sees_contacts = by.has_role(Role.OFFICE, Role.COUNTY, Role.DEPARTMENT, Role.CARRIER)
    return Dossier(
        owner=by_key.get(subject.owner_id or 0),
        carried=carried,
        merged=merged,
        survivor=by_key.get(subject.merged_into_id or 0),
        names=list(subject.names.order_by("kind", "valid_from", "pk")),
        identifiers=list(subject.identifiers.order_by("scheme", "pk")),
        contacts=list(subject.contacts.filter(ended_at=None).order_by("pk")) if sees_contacts else [],
        register=_register_values(register[-1].row) if register else [],
        register_row=register[-1].row if register else None,
        honours=_honours(current, own),
        rights=_rights(current),
        certificates=[card for card in current if card.row.table == "certifications"],
        **_time_line(cards, own, shows_superseded, only_table),
        is_cut=len(rows) >= MOST_ROWS,
        coverage=coverage_of(subject, by),
        drafts=list(Draft.objects.filter(person=by.person, subject=subject).order_by("-saved_at")) if by.person else [],
        proposals=_open_proposals(subject, by),
        may_add=may(by, "add", EvidenceRow) and subject.merged_into_id is None,
        may_change=may(by, "change", subject),
        may_see_contacts=sees_contacts,
    )


def _rows(by: Acting, own: list[int], carried: list[int], only_table: str) -> list[EvidenceRow]:
    """The newest rows about the subject itself, and those of what it carries that belong to its file."""
    about = Q(subject__in=own)
    if only_table:
        about &= Q(table__in=(only_table, vocabulary.REGISTER, "honours", *PORTFOLIO))
    if carried:
        about |= Q(subject__in=carried, table__in=PORTFOLIO, superseded_at=None)
    found = EvidenceRow.objects.visible_to(by).filter(about).select_related("batch").prefetch_related("attachments")
    return list(found.order_by("-dated_on", "-pk")[:MOST_ROWS])


def _register_values(row: EvidenceRow) -> list[Shown]:
    said = ("name", "uscc", "kind", "area", "domain", "industry_field", "former_names", "contact")
    return vocabulary.shown_values(vocabulary.REGISTER, row.values, without=(*vocabulary.NOT_SHOWN, *said))


def _honours(current: list[Card], own: list[int]) -> list[Card]:
    """Those that hold first, the one that ends next before the others; then what ended."""
    honours = [card for card in current if card.row.table == "honours" and card.row.subject_id in own]

    def order(card: Card) -> tuple[int, str]:
        ended = card.validity is not None and card.validity.kind == "none"
        return (1 if ended else 0, str(card.row.valid_to or "9999"))

    return sorted(honours, key=order)


def _rights(current: list[Card]) -> list[Group]:
    """Trademarks, trade names, patents, copyrights and geographical indications; parts without rows are left out."""
    schemes = shared_vocabulary().classifications["honour_scheme"].entries
    places = {code for code, entry in schemes.items() if entry.extra.get("family") == "geographical_indications"}
    groups = [
        Group(_("Trademarks"), [card for card in current if card.row.table == "trademarks"]),
        *(Group(label, [card for card in current if _is_right(card, kinds)]) for label, kinds in RIGHTS),
        Group(
            _("Geographical indications"),
            [card for card in current if card.row.table == "honours" and card.row.values.get("scheme") in places],
        ),
    ]
    return [group for group in groups if group.cards]


def _is_right(card: Card, kinds: frozenset[str]) -> bool:
    return card.row.table == "ip_rights" and card.row.values.get("kind") in kinds


def _time_line(cards: list[Card], own: list[int], shows_superseded: bool, only_table: str) -> dict[str, Any]:
    dated = [card for card in cards if card.row.table not in vocabulary.TIMELESS and card.row.subject_id in own]
    superseded = [card for card in cards if card.is_superseded and card.row.subject_id in own]
    current = [card for card in dated if not card.is_superseded]
    counts: dict[str, int] = {}
    for card in current:
        counts[card.row.table] = counts.get(card.row.table, 0) + 1
    shown = [*current, *superseded] if shows_superseded else current
    if only_table:
        shown = [card for card in shown if card.row.table == only_table]
    facets = [
        Facet(table, vocabulary.table_label(table), count, table == only_table)
        for table, count in sorted(counts.items(), key=lambda item: -item[1])
    ]
    return {
        "years": by_year(shown),
        "facets": facets,
        "superseded": len(superseded),
        "shows_superseded": shows_superseded,
        "only_table": only_table,
    }


def _open_proposals(subject: Subject, by: Acting) -> int:
    waiting = Proposal.objects.visible_to(by).filter(state=ProposalState.OPEN)
    return waiting.filter(Q(subject=subject) | Q(other=subject)).count()
