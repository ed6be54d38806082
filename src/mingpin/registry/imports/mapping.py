"""What a person said of the sheets of an import: kept as JSON with it, and remembered for its supplier by the sheet's shape."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mingpin.accounts.acting import Acting
from mingpin.intake.columns import Mappings, SheetMapping
from mingpin.registry.models import Import, SupplierMapping

_KEPT = ("table", "unit", "shape", "file", "sheet", "chosen_by", "chosen_on")


def said(of_import: Import) -> tuple[SheetMapping, ...]:
    """What was said of this import's sheets."""
    return tuple(_mapping(entry) for entry in json.loads(of_import.mapping)) if of_import.mapping else ()


def written(mappings: tuple[SheetMapping, ...]) -> str:
    """The mappings as an import keeps them."""
    return json.dumps([_entry(mapping) for mapping in mappings], ensure_ascii=False)


def holding(of_import: Import) -> Mappings:
    """All that holds when the import is read: what was said of it, then what is remembered of its supplier's sheets."""
    chosen = said(of_import)
    shapes = {mapping.shape for mapping in chosen}
    kept = SupplierMapping.objects.filter(supplier=of_import.supplier_id).exclude(shape__in=shapes)
    return Mappings((*chosen, *(_mapping({**json.loads(one.mapping), "is_remembered": True}) for one in kept)))


def remember(of_import: Import, by: Acting) -> None:
    """Keeps what was said, for the supplier's next file with sheets of these shapes. A part of applying the import."""
    for mapping in said(of_import):
        if mapping.shape:
            entry = {**_entry(mapping), "file": "", "sheet": ""}
            SupplierMapping.objects.update_or_create(
                supplier_id=of_import.supplier_id,
                shape=mapping.shape,
                defaults={"mapping": json.dumps(entry, ensure_ascii=False), "person": by.person},
            )


def _entry(mapping: SheetMapping) -> dict[str, Any]:
    plain = {key: getattr(mapping, key) for key in _KEPT if getattr(mapping, key)}
    return {
        **plain,
        "columns": dict(mapping.columns),
        "constants": dict(mapping.constants),
        "titles": list(mapping.titles),
    }


def _mapping(entry: Mapping[str, Any]) -> SheetMapping:
    plain = {key: entry.get(key, "") for key in _KEPT}
    return SheetMapping(
        **plain,
        columns=entry.get("columns", {}),
        constants=entry.get("constants", {}),
        titles=tuple(entry.get("titles", ())),
        is_remembered=bool(entry.get("is_remembered")),
    )
