"""Where packs and the vocabulary that they share lie."""

from __future__ import annotations

import os
from functools import cache
from importlib import resources
from pathlib import Path

from mingpin.vocabulary.load import load_vocabulary
from mingpin.vocabulary.model import Vocabulary

PACKS_VARIABLE = "MINGPIN_PACKS"


def packs_folder() -> Path:
    """Where packs lie: MINGPIN_PACKS, else `packs` of the checkout, else the packs that came with the program."""
    named = os.environ.get(PACKS_VARIABLE)
    if named:
        return Path(named)
    inside = Path(str(resources.files("mingpin")))
    checkout = inside.parent.parent / "packs"
    return checkout if checkout.is_dir() else inside / "packs"


@cache
def shared_vocabulary() -> Vocabulary:
    """The vocabulary of the packs' folder, loaded once. Raises PackError."""
    return load_vocabulary(packs_folder() / "vocabulary")
