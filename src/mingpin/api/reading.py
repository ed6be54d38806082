"""Bodies of requests, read so that nothing is changed: numbers digit for digit, each key once."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.parser import Parser


class ExactParser(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        try:
            return json.loads(
                request.body, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_each_key_once
            )
        except (ValueError, RecursionError) as error:
            raise HttpError(400, "the body is no JSON") from error


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number of JSON")


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        raise ValueError("a key stands twice")
    return record
