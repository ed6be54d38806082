"""The list of subjects, and the page of one."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import may, not_there, require
from mingpin.language import later as _
from mingpin.pages.listing import Column, Listing
from mingpin.registry import vocabulary
from mingpin.registry.dossier import dossier_of
from mingpin.registry.finding import search_subjects
from mingpin.registry.forms import SubjectFilters
from mingpin.registry.links import subject_links
from mingpin.registry.models import Proposal, Subject

COLUMNS = [
    Column("name", _("Name"), lambda one: one.name, sort="name", url=lambda one: subject_url(one.pk), width=40),
    Column("kind", _("Kind of subject"), lambda one: vocabulary.label_of("subject_kind", one.kind), width=16),
    Column("area", _("Area"), lambda one: vocabulary.area_label(one.area), sort="area", width=16),
    Column("domain", _("Domain"), lambda one: _field_of(one), width=24),
    Column("uscc", _("Unified social credit code"), lambda one: one.uscc, width=24),
    Column("registered_on", _("Registered on"), lambda one: one.registered_on, sort="registered_on", width=12),
]
AREA = COLUMNS[2]
CODE = Column("subject_id", _("Subject id"), lambda one: one.subject_id, width=24)


def _field_of(one: Subject) -> str:
    """The domain and, where the document names one, the field."""
    both = (vocabulary.label_of("domain", one.domain), vocabulary.label_of("industry_field", one.industry_field))
    return " · ".join(filter(None, both))


def _columns(by: Acting, *, is_export: bool) -> list[Column]:
    """Without the area for those who see but one; a workbook has the subject id too."""
    shown = [column for column in COLUMNS if column is not AREA or not by.area or is_export]
    return [*shown, CODE] if is_export else shown


def subject_url(pk: int) -> str:
    return reverse("subject", kwargs={"subject": pk})


def subject_of(by: Acting, pk: int) -> Subject:
    """The subject. Raises NotThere for one that is not there or that the person may not know of."""
    found = Subject.objects.visible_to(by).filter(pk=pk).first()
    if found is None:
        raise not_there()
    return found


@require_safe
def subjects(request: HttpRequest) -> HttpResponseBase:
    """Search, filters, export: what is in the register of what the person may see."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    require(by, "list", Subject)
    listing = Listing(
        request,
        rows=Subject.objects.visible_to(by).filter(merged_into=None),
        columns=_columns(by, is_export="export" in request.GET),
        search=search_subjects,
        search_label=_("Name, pinyin initials or code"),
        filters=partial(SubjectFilters, by=by),
        default_sort="pk",
        export=_("Subjects and evidence") if may(by, "export", Subject) else None,
        caption=_("Subjects and evidence"),
        empty=_("Subjects come with the register that departments and counties send, or are entered by form."),
    )
    if listing.wants_export:
        return listing.exported()
    context = {"listing": listing, "may_create": may(by, "create", Subject), "may_decide": may(by, "list", Proposal)}
    return render(request, "registry/subjects.html", context)


@require_safe
def subject(request: HttpRequest, subject: int) -> HttpResponse:
    """All that is known about a subject, with where it comes from."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    one = subject_of(by, subject)
    shows_superseded = request.GET.get("superseded") == "1"
    dossier = dossier_of(one, by, shows_superseded=shows_superseded, only_table=request.GET.get("table", ""))
    context = {"subject": one, "dossier": dossier, "links": subject_links(by, one.pk)}
    return render(request, "registry/subject.html", context)
