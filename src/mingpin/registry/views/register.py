"""New subjects by form, changes of what the register says, contacts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import require
from mingpin.errors import DomainError
from mingpin.language import _
from mingpin.language import later as __
from mingpin.registry import vocabulary
from mingpin.registry.entry.forms import EvidenceForm, typed_row
from mingpin.registry.models import EvidenceRow, Subject
from mingpin.registry.register import add_contact, change_subject, create_subject, end_contact
from mingpin.registry.views.subjects import subject_of
from mingpin.vocabulary.place import shared_vocabulary


class ContactForm(forms.Form):
    """Somebody to call."""

    name = forms.CharField(label=__("Name"), max_length=60)
    position = forms.CharField(label=__("Position"), max_length=60, required=False)
    phone = forms.RegexField(
        r"^[\d+() -]{5,30}$",
        label=__("Telephone"),
        max_length=30,
        required=False,
        error_messages={"invalid": __("This is no telephone number.")},
    )
    email = forms.EmailField(label=__("E-mail"), required=False)

    def __init__(self, *arguments: Any, **rest: Any):
        super().__init__(*arguments, **rest)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"


@require_http_methods(["GET", "HEAD", "POST"])
def subject_new(request: HttpRequest) -> HttpResponse:
    """A subject that no register has brought yet."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    require(by, "create", Subject)
    form = _form(request, by, {"area": by.area} if by.area else {}, is_change=False)
    if request.method == "POST" and form.is_valid():
        try:
            subject = create_subject(values=form.cleaned_data, by=by, note=form.note)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("“{name}” is in the register.").format(name=subject.name))
            return _to(subject)
    context = {"form": form, "subject": None}
    return render(request, "registry/register_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def subject_change(request: HttpRequest, subject: int) -> HttpResponse:
    """What the register says from now on; the row before stays on file."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    one = subject_of(by, subject)
    require(by, "change", one)
    form = _form(request, by, _said(one), is_change=True)
    if request.method == "POST" and form.is_valid():
        try:
            change_subject(subject=one, values=form.cleaned_data, reason=form.why, by=by, note=form.note)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Changed. The row before stays on file with your reason."))
            return _to(one)
    context = {"form": form, "subject": one}
    return render(request, "registry/register_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def subject_contacts(request: HttpRequest, subject: int) -> HttpResponse:
    """Whom to call: adding and taking away."""
    by: Acting = request.acting  # type: ignore[attr-defined]
    one = subject_of(by, subject)
    require(by, "change_contacts", one)
    form = ContactForm(request.POST if request.method == "POST" and "end" not in request.POST else None)
    if request.method == "POST" and "end" in request.POST:
        end = request.POST["end"]
        end_contact(subject=one, contact=int(end) if end.isascii() and end.isdigit() else 0, by=by)
        return HttpResponseRedirect(reverse("subject_contacts", kwargs={"subject": one.pk}), status=303)
    if form.is_bound and form.is_valid():
        add_contact(subject=one, by=by, **form.cleaned_data)
        return _to(one)
    contacts = one.contacts.filter(ended_at=None).order_by("pk")
    context = {"form": form, "subject": one, "contacts": contacts}
    return render(request, "registry/contacts.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, by: Acting, initial: dict[str, str], *, is_change: bool) -> EvidenceForm:
    table = shared_vocabulary().tables[vocabulary.REGISTER]
    data = request.POST if request.method == "POST" else None
    form = EvidenceForm(table, data, corrects=is_change, initial=initial, by=by)
    form.fields["name"].required = True
    return form


def _said(subject: Subject) -> dict[str, str]:
    """What the register says now, as somebody would type it."""
    table = shared_vocabulary().tables[vocabulary.REGISTER]
    row = EvidenceRow.objects.current().filter(subject=subject, table=table.id).order_by("-pk").first()
    if row is not None:
        return typed_row(table, row.values)
    names = ("name", "kind", "uscc", "area", "domain", "industry_field", "industry")
    return {name: getattr(subject, name) for name in names}


def _to(subject: Subject) -> HttpResponse:
    return HttpResponseRedirect(reverse("subject", kwargs={"subject": subject.pk}), status=303)
