"""What packs share: evidence tables, facts, classifications, lists; and the evidence itself."""

from mingpin.vocabulary.errors import PackError, Problem
from mingpin.vocabulary.evidence import Evidence
from mingpin.vocabulary.load import load_vocabulary
from mingpin.vocabulary.model import Vocabulary

__all__ = ["Evidence", "PackError", "Problem", "Vocabulary", "load_vocabulary"]
