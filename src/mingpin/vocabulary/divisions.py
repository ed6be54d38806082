"""Division codes (GB/T 2260): six digits in registrations, as long as their level in our classifications."""

from __future__ import annotations

from collections.abc import Iterable

from mingpin.vocabulary.model import Classification

DIGITS = 6


def former_codes(classification: Classification) -> dict[str, str]:
    """Codes that a division had before, and the code that it has now (长垣: 410728, since 2019 410783)."""
    return {
        str(former): code
        for code, entry in classification.entries.items()
        for former in entry.extra.get("former_codes") or ()
    }


def division_codes(classification: Classification, divisions: Iterable[str]) -> dict[str, str]:
    """The classification's code for each six-digit division: itself, its present code, or the city or province that holds it.

    The digits of a division begin with those of its superior, so that the last resort is less precise, never wrong. Divisions of
    which the classification has no superior are left out.
    """
    former = former_codes(classification)
    known: dict[str, str] = {}
    for division in divisions:
        tries = (division, former.get(division), *_unpadded(division), division[:4], division[:2])
        code = next((code for code in tries if code in classification.entries), None)
        if code:
            known[division] = code
    return known


def province_codes(classification: Classification, divisions: Iterable[str]) -> dict[str, str]:
    """The province of each six-digit division, where the classification has it (`10`, the national level, is none)."""
    known: dict[str, str] = {}
    for division in divisions:
        tries = (division[:2], division[:2].ljust(DIGITS, "0"))
        code = next((code for code in tries if code in classification.entries), None)
        if code:
            known[division] = code
    return known


def _unpadded(division: str) -> Iterable[str]:
    if division.endswith("0000"):
        yield division[:2]
    elif division.endswith("00"):
        yield division[:4]
