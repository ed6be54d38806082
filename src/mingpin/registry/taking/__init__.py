"""Evidence into the database: what it would change, and taking it in as one batch."""

from mingpin.registry.taking.changes import Files, changes_of
from mingpin.registry.taking.held import held
from mingpin.registry.taking.take import Taken, add_batch, take_in

__all__ = ["Files", "Taken", "add_batch", "changes_of", "held", "take_in"]
