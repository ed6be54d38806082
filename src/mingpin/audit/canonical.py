"""One spelling for one content, so that the same content has the same hash on any database and after any round trip."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any


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
        return unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError(f"a time without a time zone has no one meaning: {value!r}")
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value.normalize())
    if isinstance(value, Mapping):
        plain = {_plain(str(key)): _plain(each) for key, each in value.items()}
        if len(plain) != len(value):
            raise TypeError("two keys are the same in canonical form")
        return plain
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")
