"""The steps of an import that change something: files sent, sheets explained, coverage declared, applied, undone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import may, not_there, require
from mingpin.errors import DomainError
from mingpin.language import _
from mingpin.registry.imports import actions
from mingpin.registry.imports.actions import Corrections
from mingpin.registry.imports.forms import CoverageForm, SheetForm, UploadForm
from mingpin.registry.imports.mapping import said
from mingpin.registry.imports.views import CORRECTABLE, import_of
from mingpin.registry.models import Import


def _to(of_import: Import) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("import", args=[of_import.pk]), status=303)


def upload(request: HttpRequest) -> HttpResponse:
    """Files are sent."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    require(by, "upload", Import)
    form = UploadForm(request.POST or None, request.FILES or None, by=by, title=request.GET.get("title", ""))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            of_import = actions.upload_files(
                files=given["files"], by=by, supplier=given.get("supplier"), title=given["title"]
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return _to(of_import)
    return render(request, "registry/imports/upload.html", {"form": form}, status=422 if form.errors else 200)


def correct_sheet(request: HttpRequest, of_import: int, number: int) -> HttpResponse:
    """A person says what a sheet is."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    one = import_of(by, of_import)
    if request.method == "POST":
        require(by, "change", one)
    accounts = one.accounts or []
    if not (0 <= number < len(accounts)) or not accounts[number]["titles"]:
        raise not_there()
    account = accounts[number]
    before = said(one)
    of_sheet = next(
        (mapping for mapping in before if (mapping.file, mapping.sheet) == (account["file"], account["sheet"])), None
    )
    form = SheetForm(request.POST or None, account=account, said=of_sheet)
    if request.method == "POST" and form.is_valid():
        mapping = form.mapping()
        others = tuple(known for known in before if known.shape != mapping.shape)
        actions.correct_import(one, Corrections((*others, mapping), tuple(one.covers)), by=by)
        messages.success(request, _("It is read again with what you said."))
        return _to(one)
    context = {
        "of_import": one,
        "form": form,
        "account": account,
        "may_change": may(by, "change", one) and one.state in CORRECTABLE,
    }
    return render(request, "registry/imports/sheet.html", context)


def correct_coverage(request: HttpRequest, of_import: int) -> HttpResponse:
    """A person says what the files cover, or takes such a declaration back."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    one = import_of(by, of_import)
    require(by, "change", one)
    form = CoverageForm(None if "remove" in request.POST else request.POST or None, by=by)
    if request.method == "POST" and "remove" in request.POST:
        left = tuple(line for line in one.covers if line != request.POST["remove"])
        actions.correct_import(one, Corrections(said(one), left), by=by)
        return _to(one)
    if request.method == "POST" and form.is_valid():
        covers = tuple(dict.fromkeys([*one.covers, form.line()]))
        actions.correct_import(one, Corrections(said(one), covers), by=by)
        messages.success(request, _("The declaration was added; it is read again."))
        return _to(one)
    return render(request, "registry/imports/coverage.html", {"of_import": one, "form": form})


@require_POST
def apply(request: HttpRequest, of_import: int) -> HttpResponse:
    """The accepted rows are taken in."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    one = import_of(by, of_import)
    actions.begin_import(one, by=by)
    return _to(one)


@require_POST
def discard(request: HttpRequest, of_import: int) -> HttpResponse:
    """The import is put away."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    one = import_of(by, of_import)
    actions.discard_import(one, reason=request.POST.get("reason", ""), by=by)
    messages.success(request, _("The import was discarded; nothing of it was taken in."))
    return _to(one)


@require_POST
def undo(request: HttpRequest, of_import: int) -> HttpResponse:
    """An applied import is taken back."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    one = import_of(by, of_import)
    actions.undo_import(one, reason=request.POST.get("reason", ""), by=by)
    messages.success(
        request, _("The import was undone: its rows are superseded, and what they had superseded counts again.")
    )
    return _to(one)
