"""The demonstration register: fictitious, plainly marked, the same for the same seed, plausible in its proportions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from mingpin.demo.adverse import add_adverse_records
from mingpin.demo.bodies import Applicant, Stage
from mingpin.demo.carried import carried_kind, carry
from mingpin.demo.casting import Role, role_of
from mingpin.demo.certificates import add_certificates, add_declarations
from mingpin.demo.chance import Chance
from mingpin.demo.figures import add_figures
from mingpin.demo.honours import add_honours
from mingpin.demo.judgements import add_judgements
from mingpin.demo.ledger import Ledger
from mingpin.demo.licences import add_licences
from mingpin.demo.marks import add_marks
from mingpin.demo.name_parts import MARKED
from mingpin.demo.organisations import found
from mingpin.demo.peers import add_peer_thresholds
from mingpin.demo.strengths import add_brand_users, add_strengths
from mingpin.demo.twists import AGRICULTURE
from mingpin.language import _
from mingpin.vocabulary import Evidence, Vocabulary

Progress = Callable[[int, int], None]
"""Called with how many subjects are done and how many there will be."""

SOURCE = "演示数据（虚构）"
"""Where every row says that it comes from."""

_SELF = f"{MARKED}主体自报"
_SUBJECTS_IN_BLOCK = 4000
_HOLDERS = {
    "subjects": "market_regulation",
    "honours": "leading_group_office",
    "financials": "tax",
    "peer_thresholds": "provincial_statistics",
    "licences": "approval_office",
    "incidents": "emergency",
    "inspections": "market_regulation",
    "trade_incidents": "customs",
    "service_incidents": "market_regulation",
    "credit_listings": "credit_office",
    "violations": "credit_office",
    "disputes": "market_regulation",
    "policy_findings": "development_reform",
    "judgements": "market_regulation",
    "cultivation": "leading_group_office",
}


def generate(
    vocabulary: Vocabulary, *, subjects: int, seed: int, as_of: date, progress: Progress | None = None
) -> Evidence:
    """The evidence of this many fictitious subjects, as collected up to `as_of`; the programme year is that day's.

    Every name begins with 示例·, every row names its source as made up. Not completed: what rows settle by themselves is left to
    the reader, as with any other register. Raises ValueError for fewer than one subject.
    """
    if subjects < 1:
        raise ValueError(_("A register needs at least one subject, not {subjects}.").format(subjects=subjects))
    ledger = Ledger(vocabulary, _provenance(vocabulary, as_of))
    _add_tables_of_departments(ledger, seed, as_of)
    done = organisations = 0
    while done < subjects:
        block = Stage(ledger, Chance("mingpin-demo", seed, as_of, organisations), as_of, seed)
        limit = min(done + _SUBJECTS_IN_BLOCK, subjects)
        while done < limit:
            done += _add_body(block, organisations, done, subjects - done)
            organisations += 1
        ledger.close_block()
        if progress:
            progress(done, subjects)
    return ledger.evidence()


def _add_tables_of_departments(ledger: Ledger, seed: int, as_of: date) -> None:
    stage = Stage(ledger, Chance("mingpin-demo", seed, as_of, "departments"), as_of, seed)
    add_declarations(stage)
    add_peer_thresholds(stage)
    ledger.close_block()


def _add_body(stage: Stage, number: int, done: int, room: int) -> int:
    """Adds one organisation and what it carries, if there is room for it; how many subjects these are."""
    role = role_of(number, stage.seed)
    if room < 2 and role.is_prepared:
        role = Role()
    body = found(stage, role, _subject_id(done), number)
    applicant, added = Applicant(body.subject_id, body.name, body.kind), 1
    kind = carried_kind(stage, body) if room > 1 else None
    if kind:
        applicant, added = carry(stage, body, kind, _subject_id(done + 1)), 2
    if kind == "regional_brand":
        add_brand_users(stage, applicant)
    elif body.domain == AGRICULTURE:
        stage.growers.append(body)
    add_honours(stage, body, applicant)
    add_figures(stage, body, applicant)
    add_marks(stage, body)
    add_licences(stage, body)
    add_adverse_records(stage, body, applicant)
    add_certificates(stage, body)
    add_strengths(stage, body, applicant)
    add_judgements(stage, body, applicant)
    return added


def _subject_id(number: int) -> str:
    return f"SL{number + 1:06d}"


def _provenance(vocabulary: Vocabulary, as_of: date) -> Mapping[str, Mapping[str, Any]]:
    """What every row of a table says of itself where it says nothing else."""
    return {
        table: {
            "source": SOURCE,
            "supplier": MARKED + vocabulary.label_of("department", _HOLDERS[table])["zh"]
            if table in _HOLDERS
            else None,
            "recorded_on": as_of,
        }
        for table in vocabulary.tables
    }
