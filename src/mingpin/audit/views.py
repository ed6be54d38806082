"""The pages of the record."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from mingpin.audit.actions import erase_private
from mingpin.audit.forms import EntryFilters
from mingpin.audit.models import Checkpoint, Entry
from mingpin.audit.queries import (
    ERASES_PERSONAL,
    READS_PERSONAL,
    By,
    last_checkpoint,
    last_witnessed,
    not_there,
    require_reader,
)
from mingpin.audit.shown import changes, personal, with_words
from mingpin.audit.wording import tell
from mingpin.language import _
from mingpin.pages.listing import Column, Listing


@require_safe
def entries(request: HttpRequest) -> HttpResponseBase:
    """The record as a list, and how far it is kept by a second party."""
    acting = request.acting  # type: ignore[attr-defined]
    require_reader(acting)
    listing = Listing(
        request,
        rows=with_words(Entry.objects.visible_to(acting)),
        columns=[
            Column("number", _("No."), lambda one: one.sequence, url=_address, is_number=True, width=10),
            Column("at", _("When"), lambda one: one.at, sort="sequence", width=18),
            Column("who", _("Who"), lambda one: one.told.person, width=16),
            Column("organisation", _("For which organisation"), lambda one: one.told.organisation, width=26),
            Column("did", _("What was done"), lambda one: one.told.did, width=60),
            Column("why", _("Reason"), lambda one: one.told.why, width=40),
        ],
        filters=EntryFilters,
        default_sort="-sequence",
        export=_("Record of actions"),
        empty=_("Whatever is done on the platform appears here."),
    )
    if listing.wants_export:
        return listing.exported()
    context = {"listing": listing, "checkpoint": last_checkpoint(), "witnessed": last_witnessed()}
    return render(request, "audit/entries.html", context)


@require_safe
def entry(request: HttpRequest, sequence: int) -> HttpResponse:
    """One entry: who, what, on what, before and after, why, and by what it is bound."""
    acting = request.acting  # type: ignore[attr-defined]
    found = _found(acting, sequence)
    told = tell([found])[0]
    context = {
        "entry": found,
        "told": told,
        "changes": changes(found),
        "personal": personal(found, may_read=acting.has_role(*READS_PERSONAL)),
        "may_erase": acting.has_role(*ERASES_PERSONAL),
        "checkpoint": Checkpoint.objects.filter(size__gt=sequence).order_by("size").first(),
        "about_object": f"{reverse('audit')}?object={found.object_type}:{found.object_id}",
    }
    return render(request, "audit/entry.html", context)


@require_POST
def entry_erase(request: HttpRequest, sequence: int) -> HttpResponse:
    """Erases what is personal in an entry."""
    acting = request.acting  # type: ignore[attr-defined]
    found = _found(acting, sequence)
    erase_private(entries=[found.sequence], why=request.POST.get("reason", ""), by=acting)
    messages.success(request, _("The personal data of this entry are erased; the entry itself stays."))
    return HttpResponseRedirect(reverse("audit_entry", args=[sequence]), status=303)


def _found(by: By, sequence: int) -> Entry:
    found = Entry.objects.visible_to(by).filter(pk=sequence).first() if sequence < 2**63 else None
    if found is None:
        raise not_there()
    return found


def _address(one: Entry) -> str:
    return reverse("audit_entry", args=[one.sequence])
