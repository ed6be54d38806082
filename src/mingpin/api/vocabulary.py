"""What evidence there can be: tables, columns, codes. And what the token is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from mingpin.accounts.permissions import not_there
from mingpin.accounts.tokens.states import Scope
from mingpin.api.authentication import acting_for
from mingpin.api.schemas import ClassificationOut, Code, TableOut, TokenOut, VocabularyOut
from mingpin.vocabulary.place import shared_vocabulary

router = Router(tags=["vocabulary"])


@router.get("/token", response=TokenOut, operation_id="token", url_name="token")
def token(request: HttpRequest) -> dict[str, Any]:
    """For whom the token acts, and what it may do."""
    acting = request.auth  # type: ignore[attr-defined]
    held = acting.token
    return {
        "organisation": held.organisation.name,
        "role": held.role,
        "scopes": held.scopes,
        "expires_on": held.expires_on,
    }


@router.get("/vocabulary", response=VocabularyOut, operation_id="vocabulary", url_name="vocabulary")
def vocabulary(request: HttpRequest) -> dict[str, Any]:
    """All evidence tables, classifications and lists for which coverage can be declared."""
    acting_for(request, Scope.READ)
    known = shared_vocabulary()
    return {
        "hash": known.hash,
        "tables": [_brief(table) for table in known.tables.values()],
        "classifications": [_brief(each) for each in known.classifications.values()],
        "lists": [_brief(each) for each in known.lists.values()],
    }


@router.get("/vocabulary/tables/{name}", response=TableOut, operation_id="table", url_name="table")
def table(request: HttpRequest, name: Code) -> dict[str, Any]:
    """The columns of an evidence table."""
    acting_for(request, Scope.READ)
    known = shared_vocabulary().tables.get(name)
    if known is None:
        raise not_there()
    columns = [
        {
            "name": column.name,
            "type": column.type.value,
            "label": dict(column.label),
            "classification": column.classification,
            "is_required": column.is_required,
        }
        for column in known.columns.values()
    ]
    return {**_brief(known), "columns": columns}


@router.get(
    "/vocabulary/classifications/{name}",
    response=ClassificationOut,
    operation_id="classification",
    url_name="classification",
)
def classification(request: HttpRequest, name: Code) -> dict[str, Any]:
    """The codes of a classification."""
    acting_for(request, Scope.READ)
    known = shared_vocabulary().classifications.get(name)
    if known is None:
        raise not_there()
    entries = [
        {"code": str(entry.code), "label": dict(entry.label), "rank": entry.rank} for entry in known.entries.values()
    ]
    return {**_brief(known), "is_ordered": known.is_ordered, "entries": entries}


def _brief(known: Any) -> dict[str, Any]:
    return {"id": known.id, "label": {language: str(text) for language, text in known.label.items()}}
