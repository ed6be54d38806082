"""Rule blocks that cannot be read are refused with their line."""

from __future__ import annotations

import pytest

from mingpin.engine.blocks import read_clause
from mingpin.engine.model import Block
from mingpin.vocabulary import PackError

BLOCK = """\
id: a
kind: criterion
title: {zh: 甲}
readings: question
options:
  - {reading: one, holds: is_legal_person}
  - {reading: other, applies: is_legal_person, holds: is_legal_person}
"""


def test_a_reading_that_applies_only_to_some_is_refused_rather_than_taken_for_everyone() -> None:
    with pytest.raises(PackError) as refused:
        read_clause(Block(BLOCK, 10, "甲", "甲", "一"), "policy.md")
    (problem,) = refused.value.problems
    assert problem.line == 16
    assert "applies" in problem.what
