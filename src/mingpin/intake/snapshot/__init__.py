"""One consistent snapshot of an operational database as evidence, in memory or as a folder of Parquet."""

from mingpin.intake.snapshot.contents import Contents, TableContent, contents_of
from mingpin.intake.snapshot.read import Select, read_snapshot
from mingpin.intake.snapshot.write import write_snapshot

__all__ = [
    "Contents",
    "Select",
    "TableContent",
    "contents_of",
    "read_snapshot",
    "write_snapshot",
]
