"""The city's counties and zones: codes and names, as the vocabulary has them."""

from __future__ import annotations

from django.conf import settings

from mingpin.language import in_language
from mingpin.vocabulary.divisions import former_codes
from mingpin.vocabulary.place import shared_vocabulary


def areas_of_city() -> dict[str, str]:
    """Code and name, in the current language, of every county and zone of the city that runs the programme."""
    return {
        code: in_language(entry.label)
        for code, entry in shared_vocabulary().classifications["area"].entries.items()
        if entry.extra.get("parent") == settings.CITY_AREA and entry.extra.get("kind") in ("county", "zone")
    }


def area_name(code: str) -> str:
    """The name of an area, the code itself where the vocabulary has none."""
    entry = shared_vocabulary().classifications["area"].entries.get(code)
    return in_language(entry.label) if entry else code


def area_of_credit_code(code: str) -> str:
    """The city's county that first registered the body with this credit code (positions 3–8); empty for a body from elsewhere."""
    division = code[2:8]
    present = former_codes(shared_vocabulary().classifications["area"]).get(division, division)
    return present if present in areas_of_city() else ""


def departments() -> dict[str, str]:
    """Code and name of every department that policy documents name."""
    entries = shared_vocabulary().classifications["department"].entries
    return {code: in_language(entry.label) for code, entry in entries.items()}
