"""The page of an organisation's tokens."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingpin.accounts.models import ApiToken
from mingpin.accounts.permissions import not_there, require
from mingpin.accounts.tokens.actions import issue_token, revoke_token
from mingpin.accounts.tokens.forms import TokenForm
from mingpin.errors import Invalid
from mingpin.language import _


@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens of the person's organisation."""
    acting = request.acting  # type: ignore[attr-defined]
    require(acting, "list", ApiToken)
    shown = (
        ApiToken.objects.visible_to(acting).select_related("organisation", "issued_by").order_by("revoked_at", "-pk")
    )
    return render(request, "accounts/tokens.html", {"tokens": shown})


@never_cache
@require_http_methods(["GET", "POST"])
def token_new(request: HttpRequest) -> HttpResponse:
    """A form; then the token's text, once: it is shown in the answer to the POST and kept nowhere."""
    acting = request.acting  # type: ignore[attr-defined]
    require(acting, "issue", ApiToken)
    form = TokenForm(request.POST or None, by=acting)
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = issue_token(**form.cleaned_data, by=acting)
        except Invalid as error:
            form.add_error(error.field or None, str(error))
        else:
            return render(request, "accounts/token_issued.html", {"token": token, "secret": secret})
    status = 422 if form.is_bound else 200
    return render(request, "accounts/token_new.html", {"form": form}, status=status)


@require_POST
def token_revoke(request: HttpRequest, token: int) -> HttpResponse:
    """Ends a token."""
    acting = request.acting  # type: ignore[attr-defined]
    found = ApiToken.objects.visible_to(acting).filter(pk=token).first()
    if found is None:
        raise not_there()
    revoke_token(token=found, why=request.POST.get("reason", ""), by=acting)
    messages.success(request, _("The token “{name}” opens nothing any more.").format(name=found.name))
    return HttpResponseRedirect(reverse("tokens"), status=303)
