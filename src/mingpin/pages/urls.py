from __future__ import annotations

from django.urls import path

from mingpin.pages import views

urlpatterns = [
    path("switch/language", views.switch_language, name="switch_language"),
    path("switch/print", views.switch_print, name="switch_print"),
]
