"""Who did something, as the record keeps it: by number, never by name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Who:
    """References such as `person:12`, `organisation:3`; a role; and whom the person stood in for."""

    person: str
    organisation: str = ""
    role: str = ""
    on_behalf_of: str = ""
