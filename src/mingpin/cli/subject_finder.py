"""Which subject is meant: an id, a credit code or an exact name; else the nearest ones are offered."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

import polars as pl

from mingpin.cli.exits import Exit, Stop
from mingpin.intake import find_subjects
from mingpin.language import _
from mingpin.vocabulary import Evidence

MOST_OFFERED = 5
LARGE_REGISTER = 200_000


def find_subject(evidence: Evidence, named: str) -> str:
    """The id of the subject meant. Raises Stop where none or several are, with the nearest ones."""
    found = find_subjects(evidence, named)
    if len(found) == 1:
        return found[0]
    if found:
        what = _("“{named}” names {number} subjects; say which by its id:").format(named=named, number=len(found))
        raise Stop(Exit.INPUT, what, *_told(evidence, found))
    near = _near(evidence, named)
    what = _("The register has no subject “{named}”.").format(named=named)
    if not near:
        raise Stop(Exit.INPUT, what, _("Give its id, its credit code or its exact name."))
    raise Stop(Exit.INPUT, what, _("Did you mean:"), *_told(evidence, near))


def _near(evidence: Evidence, named: str) -> tuple[str, ...]:
    """Subjects whose name or id contains what was typed, then those that are spelt much like it."""
    subjects = evidence.subjects.select("subject_id", pl.col("name").fill_null(""))
    holds = pl.col("name").str.contains(named, literal=True) | pl.col("subject_id").str.contains(named, literal=True)
    containing = subjects.filter(holds).get_column("subject_id").head(MOST_OFFERED).to_list()
    if containing or subjects.height > LARGE_REGISTER:
        return tuple(containing)
    by_name = {name: id_ for id_, name in subjects.iter_rows() if name}
    alike = [by_name[name] for name in get_close_matches(named, by_name, n=MOST_OFFERED, cutoff=0.6)]
    ids = get_close_matches(named, subjects.get_column("subject_id").to_list(), n=MOST_OFFERED, cutoff=0.7)
    return tuple(dict.fromkeys([*ids, *alike]))[:MOST_OFFERED]


def _told(evidence: Evidence, ids: Iterable[str]) -> list[str]:
    wanted = list(ids)[:MOST_OFFERED]
    names = dict(evidence.subjects.filter(pl.col("subject_id").is_in(wanted)).select("subject_id", "name").iter_rows())
    return [f"{id_}  {names.get(id_) or ''}".rstrip() for id_ in wanted]
