"""A dataset that cannot be read at all: what, where, why, what to do."""

from __future__ import annotations

from mingpin.language import _, one_after_another


class IntakeError(Exception):
    """Nothing of the dataset was taken. The parts are sentences for the person who sent the file; `where` names the place."""

    def __init__(self, what: str, *, where: str, why: str = "", remedy: str = ""):
        self.what, self.where, self.why, self.remedy = what, where, why, remedy
        sentences = one_after_another(what, why, remedy)
        super().__init__(_("{where}: {sentences}").format(where=where, sentences=sentences))
