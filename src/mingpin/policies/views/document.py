"""The living document, and the page of a provision."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import may, not_there, require
from mingpin.documents.provisions import provisions
from mingpin.documents.wording import ReasonWords, status_word
from mingpin.language import in_language
from mingpin.policies.document import lines_of, side_of
from mingpin.policies.live import provision_links
from mingpin.policies.models import Run
from mingpin.policies.packs import pack_in_force
from mingpin.policies.provision import provision_parts
from mingpin.policies.views.looking import looking


@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """The text as issued, with the state of each provision at its side."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    require(by, "read_document", Run)
    found, form, counts = looking(request, by)
    pack = found.program.pack
    context = {
        "lines": lines_of(found),
        "looking": found,
        "form": form,
        "counts": counts,
        "title": in_language(pack.title),
        "authority": in_language(pack.authority),
        "status": status_word(pack.status),
        "pack": pack,
        "number": len(pack.clauses),
        "may_begin": may(by, "begin", Run),
    }
    return render(request, "policies/document.html", context)


@require_safe
def provision(request: HttpRequest, clause: str) -> HttpResponse:
    """One provision: its text, its rule in words and in source, what it rests on, how it stands."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    require(by, "read_document", Run)
    if all(one.id != clause for one in pack_in_force().clauses):
        raise not_there()
    found, form, counts = looking(request, by)
    known = next((one for one in provisions(found.program) if one.clause.id == clause), None)
    if known is None:
        raise not_there()
    context = {
        "side": side_of(known, found, ReasonWords(found.program)),
        "parts": provision_parts(known, found),
        "looking": found,
        "form": form,
        "counts": counts,
        "document": in_language(found.program.pack.title),
        "links": provision_links(by, clause) if known.clause.kind.is_executable else [],
    }
    return render(request, "policies/provision.html", context)
