from __future__ import annotations

from django.urls import path

from mingpin.portal import views

urlpatterns = [path("", views.desk, name="desk")]
