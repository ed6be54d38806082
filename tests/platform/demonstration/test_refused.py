"""The demonstration is refused where it could be taken for something real."""

from __future__ import annotations

from datetime import date

import pytest

from mingpin.accounts.models import Organisation
from mingpin.errors import Refused
from mingpin.portal.demonstration.load import load_registry
from mingpin.registry.models import Subject
from tests.platform.cast import Cast

SUBJECTS, AS_OF = 200, date(2024, 6, 30)


def test_it_is_loaded_into_an_empty_database_only(cast: Cast) -> None:
    with pytest.raises(Refused, match="空"):
        load_registry(subjects=SUBJECTS, seed=7, as_of=AS_OF)
    assert not Subject.objects.exists()


def test_it_is_refused_in_production(db: None, settings: object) -> None:
    settings.PRODUCTION = True  # type: ignore[attr-defined]
    with pytest.raises(Refused):
        load_registry(subjects=SUBJECTS, seed=7, as_of=AS_OF)
    assert not Organisation.objects.exists()
