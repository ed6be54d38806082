"""Files of offices to evidence rows: nothing is lost, nothing is silently changed."""

from mingpin.intake.account import SheetAccount
from mingpin.intake.dataset import Dataset, read_dataset
from mingpin.intake.errors import IntakeError
from mingpin.intake.identity import find_subjects
from mingpin.intake.write import write_dataset

__all__ = ["Dataset", "IntakeError", "SheetAccount", "find_subjects", "read_dataset", "write_dataset"]
