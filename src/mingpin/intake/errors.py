"""A dataset that cannot be read at all: what, where, why, what to do."""

from __future__ import annotations

from mingpin.language import _


class IntakeError(Exception):
    """Nothing of the dataset was taken. The parts are sentences for the person who sent the file; `where` names the place."""

    def __init__(self, what: str, *, where: str, why: str = "", remedy: str = ""):
        self.what, self.where, self.why, self.remedy = what, where, why, remedy
        sentences = " ".join(part for part in (what, why, remedy) if part)
        super().__init__(_("{where}: {sentences}").format(where=where, sentences=sentences))
