"""A dataset folder that is added to, batch by batch, and never half-written."""

from mingpin.intake.holdings.compare import Marks
from mingpin.intake.holdings.folder import Batch, is_holdings
from mingpin.intake.holdings.store import Holdings, Taken, sum_of, tokens_of
from mingpin.intake.holdings.tokens import TOKEN_LENGTH, row_tokens

__all__ = ["TOKEN_LENGTH", "Batch", "Holdings", "Marks", "Taken", "is_holdings", "row_tokens", "sum_of", "tokens_of"]
