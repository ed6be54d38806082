"""A small list of organisations, as an app would make it, under addresses of its own."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from mingpin.accounts.models import Organisation
from mingpin.config.urls import handler400, handler403, handler404, handler500
from mingpin.config.urls import urlpatterns as real
from mingpin.errors import Invalid, NotThere, Refused, Stale
from mingpin.pages.listing import Column, Listing
from mingpin.pages.marks import Mark

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

PAGE = (
    '{% extends "base.html" %}{% block title %}单位{% endblock %}{% block content %}{% listing listing %}{% endblock %}'
)
FORM = '{% extends "base.html" %}{% block title %}表单{% endblock %}{% block content %}<form>{{ form }}</form>{% endblock %}'


class Kinds(forms.Form):
    kind = forms.ChoiceField(
        label="种类", required=False, choices=[("", "全部"), ("county", "县区"), ("carrier", "企业")]
    )
    since = forms.DateField(label="自何日", required=False)

    def apply(self, rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
        kind, since = self.cleaned_data["kind"], self.cleaned_data["since"]
        rows = rows.filter(kind=kind) if kind else rows
        return rows.filter(created_at__date__gte=since) if since else rows


class Asked(forms.Form):
    name = forms.CharField(label="名称", help_text="全称。")
    kinds = forms.MultipleChoiceField(
        label="种类", choices=[("a", "甲"), ("b", "乙")], widget=forms.CheckboxSelectMultiple
    )
    which = forms.ChoiceField(label="哪一个", choices=[("a", "甲")])


COLUMNS = [
    Column("name", "名称", lambda one: one.name, sort="name", url=lambda one: f"/organisations/{one.pk}"),
    Column("code", "代码", lambda one: one.code, sort="code"),
    Column("state", "状态", lambda one: Mark("ok", "有效") if one.is_active else Mark("no", "停用")),
    Column("number", "序号", lambda one: one.pk * 1000, is_number=True),
    Column("created", "登记", lambda one: one.created_at),
    Column("nothing", "备注", lambda one: None),
]


def shown(request: HttpRequest) -> HttpResponse:
    listing = Listing(
        request,
        rows=Organisation.objects.all(),
        columns=COLUMNS,
        search=lambda rows, text: rows.filter(name__icontains=text),
        filters=Kinds,
        default_sort="name",
        export="单位名单",
    )
    if listing.wants_export:
        return listing.exported()
    template = engines["django"].from_string(PAGE)
    return HttpResponse(template.render({"listing": listing}, request))


def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(FORM).render({"form": Asked(request.GET or None)}, request))


def fails(request: HttpRequest, how: str) -> HttpResponse:
    said = {"why": "因为甲。", "remedy": "请改乙。"}
    raise {
        "invalid": Invalid("不能用。", **said),
        "refused": Refused("不能办。", **said),
        "absent": NotThere("没有。", **said),
        "stale": Stale("已经变了。", **said),
        "bug": ZeroDivisionError("秘密"),
    }[how]


urlpatterns = [path("list", shown), path("form", form), path("fails/<how>", fails), *real]
