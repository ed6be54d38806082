from __future__ import annotations

from django.urls import include, path

from mingpin.api.interface import PREFIX, addresses

_patterns, _application, _namespace = addresses()
urlpatterns = [path(PREFIX, include((_patterns, _application), namespace=_namespace))]
