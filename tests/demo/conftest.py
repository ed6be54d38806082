"""The demonstration register of 3,000 subjects, and its survey by the city's pack."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mingpin.demo import generate
from mingpin.engine.compile import compile_program
from mingpin.engine.load import load_pack
from mingpin.engine.model import Pack
from mingpin.engine.survey import Survey, run_survey
from mingpin.vocabulary import Evidence, Vocabulary, load_vocabulary
from mingpin.vocabulary.completion import complete

PACKS = Path(__file__).parents[2] / "packs"
AS_OF = date(2024, 6, 30)
SUBJECTS, SEED = 3000, 7


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary(PACKS / "vocabulary")


@pytest.fixture(scope="session")
def evidence(vocabulary: Vocabulary) -> Evidence:
    return generate(vocabulary, subjects=SUBJECTS, seed=SEED, as_of=AS_OF)


@pytest.fixture(scope="session")
def pack(vocabulary: Vocabulary) -> Pack:
    return load_pack(PACKS / "xinxiang" / "meiyu-2023", vocabulary)


@pytest.fixture(scope="session")
def survey(pack: Pack, evidence: Evidence) -> Survey:
    program = compile_program(pack, year=AS_OF.year, as_of=AS_OF)
    return run_survey(program, complete(evidence, pack.vocabulary))
