"""The error of an author of packs: what, where, why, what to do."""

from __future__ import annotations

from dataclasses import dataclass

from mingpin.language import _


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a pack or vocabulary, in sentences for its author."""

    file: str
    line: int
    what: str
    why: str
    remedy: str

    def __str__(self) -> str:
        return _("{file}, line {line}: {what} {why} {remedy}").format(
            file=self.file, line=self.line, what=self.what, why=self.why, remedy=self.remedy
        )


class PackError(Exception):
    """A pack or vocabulary that cannot be used; `problems` lists everything found, in file order."""

    def __init__(self, *problems: Problem):
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))
