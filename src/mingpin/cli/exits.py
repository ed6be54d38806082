"""What the exit codes mean, the same for every command."""

from __future__ import annotations

from enum import IntEnum

from mingpin.language import _, one_after_another


class Exit(IntEnum):
    """An exit code. 0: done, and the answer is yes where there is one."""

    OK = 0
    NO = 1
    USAGE = 2
    PACK = 3
    INPUT = 4
    OUTPUT = 5
    CONSISTENT_ONLY = 10
    BROKEN = 11
    CONTRADICTED = 12


def exit_codes_told() -> list[tuple[str, str]]:
    """Each code with its meaning, for the help."""
    meanings = {
        Exit.OK: _("done; where a question was asked, the answer is yes"),
        Exit.NO: _(
            "the answer is no: a case of the pack does not hold; of a file, not every row was accepted or something is asked"
        ),
        Exit.USAGE: _("the command was not typed as it can be understood"),
        Exit.PACK: _("the policy pack is wrong; the message names file and line"),
        Exit.INPUT: _(
            "the dataset is wrong or does not hold what was asked for; or the platform must not start as it is"
        ),
        Exit.OUTPUT: _("the result cannot be written where it was asked for; nothing was changed there"),
        Exit.CONSISTENT_ONLY: _(
            "the record is internally consistent only: no checkpoint of a second party to compare it with"
        ),
        Exit.BROKEN: _("the record is broken; the message names the first entry that is not as it was written"),
        Exit.CONTRADICTED: _("the record is not the one that its witness saw: rewritten or rolled back"),
    }
    return [(str(int(code)), meaning) for code, meaning in meanings.items()]


class Stop(Exception):
    """Ends a command with a code and sentences for the person who typed it."""

    def __init__(self, code: Exit, *sentences: str):
        self.code, self.sentences = code, sentences
        super().__init__(one_after_another(*sentences))
