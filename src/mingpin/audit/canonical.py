"""One spelling for one content, so that the same content has the same hash on any database and after any round trip."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID


def canonical(content: Any) -> str:
    """The content as JSON: keys in order, text in NFC with LF, times in UTC, decimals as text. Raises TypeError for a float (it
    has no one spelling) and for what JSON does not have."""
    return json.dumps(_plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str):
        return spelled(str(value))
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError(f"a time without a time zone has no one meaning: {value!r}")
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        plain = {spelled(str(key)): _plain(each) for key, each in value.items()}
        if len(plain) != len(value):
            raise TypeError("two keys are the same in canonical form")
        return plain
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")


def spelled(text: str) -> str:
    """The text in NFC with LF; half a surrogate pair, which no database keeps, is a question mark."""
    whole = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return whole.encode("utf-8", "replace").decode()


def _decimal(number: Decimal) -> str:
    """Without trailing zeros and never rounded: 1, 1.0 and 1.00 are one number (as is -0)."""
    sign, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        raise TypeError(f"{number} is no number")
    if not number:
        return "0"
    text = "".join(map(str, digits)).lstrip("0")
    short = text.rstrip("0")
    return str(Decimal((sign, tuple(map(int, short)), exponent + len(text) - len(short))))
