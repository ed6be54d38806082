from __future__ import annotations

from django.urls import path

from mingpin.collection.views import lists, one

urlpatterns = [
    path("requests/", lists.requests, name="requests"),
    path("requests/drafts/", lists.drafts, name="request_drafts"),
    path("requests/draft", lists.draft, name="request_draft"),
    path("requests/asked/", lists.items, name="request_items"),
    path("requests/burden/", lists.burden, name="burden"),
    path("requests/<int:of_request>/", one.one_request, name="collection_request"),
    path("requests/<int:of_request>/workbook", one.workbook, name="request_workbook"),
    path("requests/<int:of_request>/answer", one.answer, name="request_answer"),
    path("requests/<int:of_request>/decline", one.decline, name="request_decline"),
    path("requests/<int:of_request>/remind", one.remind, name="request_remind"),
    path("requests/<int:of_request>/withdraw", one.withdraw, name="request_withdraw"),
    path("requests/<int:of_request>/close", one.close, name="request_close"),
    path("requests/<int:of_request>/discard", one.discard, name="request_discard"),
]
