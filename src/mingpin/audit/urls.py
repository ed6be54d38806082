from __future__ import annotations

from django.urls import path

from mingpin.audit import views

urlpatterns = [
    path("audit/", views.entries, name="audit"),
    path("audit/<int:sequence>/", views.entry, name="audit_entry"),
    path("audit/<int:sequence>/erase/", views.entry_erase, name="audit_entry_erase"),
]
