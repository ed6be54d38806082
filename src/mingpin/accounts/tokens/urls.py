from __future__ import annotations

from django.urls import path

from mingpin.accounts.tokens import views

urlpatterns = [
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/new", views.token_new, name="token_new"),
    path("tokens/<int:token>/revoke", views.token_revoke, name="token_revoke"),
]
