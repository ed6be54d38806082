"""The interface for programs, version 1: its parts, its description, its addresses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from mingpin.api import evidence, pushes, subjects, vocabulary
from mingpin.api.authentication import TokenAuthentication
from mingpin.api.problems import MEDIA_TYPE, Problem, add_handlers, there_is_nothing, told_as_problems
from mingpin.api.reading import ExactParser

PREFIX = "api/v1/"
_DESCRIPTION = """\
Subjects and the evidence about them, for programs of organisations. A program sends the token of its organisation with every
request (`Authorization: Bearer …`) and sees what the people of that organisation see. Errors are problem details (RFC 9457)."""
_ALWAYS = ("400", "401", "403", "404", "405", "422", "429", "500", "503")
_ON_PUSHES = ("409", "413")


class Interface(NinjaAPI):
    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        """The description, with the errors that every operation can give."""
        schema = super().get_openapi_schema(**where)
        members = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schema["components"].setdefault("schemas", {}).update(members.pop("$defs", {}))
        schema["components"]["schemas"]["Problem"] = members
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for methods in schema["paths"].values():
            for method, operation in methods.items():
                for status in (*_ALWAYS, *(_ON_PUSHES if method == "post" else ())):
                    operation["responses"][status] = {"description": "Problem", "content": content}
        return schema


api = Interface(
    title="Mingpin 名品",
    version="1.0.0",
    description=_DESCRIPTION,
    urls_namespace="api",
    auth=TokenAuthentication(),
    docs_url=None,
    openapi_url="openapi.json",
    parser=ExactParser(),
)
add_handlers(api)
api.add_router("", subjects.router)
api.add_router("", evidence.router)
api.add_router("", vocabulary.router)
api.add_router("", pushes.router)


def unknown(request: HttpRequest, **rest: Any) -> HttpResponse:
    """Any other address below that of the interface."""
    return there_is_nothing(request)


def addresses() -> tuple[list[URLPattern], str, str]:
    """The patterns of the interface, for `include`."""
    patterns, application, namespace = api.urls
    own = [pattern for pattern in patterns if isinstance(pattern, URLPattern)]
    for pattern in own:
        view = {"api-root": unknown, "openapi-json": require_safe(pattern.callback)}.get(
            pattern.name or "", pattern.callback
        )
        pattern.callback = told_as_problems(view)
    own.append(path("<path:rest>", told_as_problems(unknown), name="unknown"))
    return own, application, namespace
