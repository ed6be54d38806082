"""The policy pack in force, loaded once, and its programs for a year and a day."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache

from django.conf import settings

from mingpin.engine import Changes, Pack, Program, compile_program, load_pack
from mingpin.engine.compile import NO_CHANGES
from mingpin.vocabulary.place import packs_folder, shared_vocabulary


@cache
def pack_in_force() -> Pack:
    """The pack that POLICY_PACK names. Raises PackError where it cannot be used."""
    return load_pack(packs_folder() / settings.POLICY_PACK, shared_vocabulary())


def program_of(year: int, as_of: date, changes: Changes = NO_CHANGES) -> Program:
    """The pack in force, compiled for a programme year and a day. Raises PackError."""
    return (
        _compiled(year, as_of)
        if changes == NO_CHANGES
        else compile_program(pack_in_force(), year=year, as_of=as_of, changes=changes)
    )


@lru_cache(maxsize=32)
def _compiled(year: int, as_of: date) -> Program:
    return compile_program(pack_in_force(), year=year, as_of=as_of)
