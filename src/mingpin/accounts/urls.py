from __future__ import annotations

from mingpin.accounts.tokens.urls import urlpatterns as token_urls

urlpatterns = [*token_urls]
