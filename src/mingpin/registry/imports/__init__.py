"""Files on their way to evidence in the browser: read, understood, corrected, previewed, applied, undone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mingpin.language import later as _


def tell_the_frame() -> None:
    """Registers the kinds of jobs, who may do what, the navigation entry and what waits on desks; called once at the start."""
    from mingpin.pages.desks import add_waiting
    from mingpin.pages.navigation import add_entry
    from mingpin.registry.imports import permissions, tasks  # noqa: F401  they register themselves

    roles = ("office", "department", "county", "carrier", "leader", "auditor")
    add_entry(_("Imports"), "imports", icon="upload", place=40, roles=roles)
    add_waiting(_waiting)


def _waiting(acting: Any) -> Iterator[Any]:
    from django.urls import reverse

    from mingpin.pages.desks import Waiting
    from mingpin.registry.imports.queries import waiting_imports

    for of_import in waiting_imports(acting).order_by("uploaded_at")[:20]:
        what = _("Decide on the import “{title}”").format(title=of_import.title)
        yield Waiting(what, reverse("import", args=[of_import.pk]))
