"""The shared vocabulary, and messages in English, so that a test can quote them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mingpin.language import DEFAULT_LANGUAGE, use_language
from mingpin.vocabulary import Vocabulary

from .samples import VOCABULARY


@pytest.fixture
def vocabulary() -> Vocabulary:
    return VOCABULARY


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    use_language("en")
    yield
    use_language(DEFAULT_LANGUAGE)
