from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from mingpin.accounts.tokens.actions import issue_token
from mingpin.registry.states import BatchKind
from mingpin.registry.taking import take_in
from mingpin.vocabulary.evidence import rows_frame
from mingpin.vocabulary.place import shared_vocabulary
from tests.platform.cast import HUIXIAN, WEIHUI, Cast

SUN, QIAN = "91410781MA0000001X", "91410782MA00000021"
_keys = count(1)


@dataclass(frozen=True)
class Program:
    """A program with the token of somebody's organisation."""

    client: Client
    secret: str

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1/{path}", query)

    def push(self, tables: dict[str, list[dict[str, Any]]], key: str = "", **rest: Any) -> Any:
        body = {"title": "每月名单", "tables": tables, **rest}
        return self.post("push/evidence", body, key)

    def post(self, path: str, body: Any, key: str = "") -> Any:
        headers = {"Idempotency-Key": key or f"test-key-{next(_keys)}"}
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.post(f"/api/v1/{path}", text, content_type="application/json", headers=headers)


Programs = Callable[..., Program]


@pytest.fixture(autouse=True)
def _counted_from_nothing() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def program_of(cast: Cast) -> Programs:
    """`program_of("chen")` has a token that Chen issued."""

    def made(name: str, scopes: tuple[str, ...] = ("read", "push")) -> Program:
        expires_on = timezone.localdate() + timedelta(days=30)
        _token, secret = issue_token(name="测试", scopes=scopes, expires_on=expires_on, by=getattr(cast, name))
        return Program(Client(headers={"Authorization": f"Bearer {secret}"}, raise_request_exception=False), secret)

    return made


@pytest.fixture
def register(cast: Cast) -> None:
    """Two enterprises, one of each county, the first with a brand; an honour and a year's figures of each."""
    tables = {
        "subjects": [
            {
                "subject_id": "W1",
                "kind": "enterprise",
                "name": "示例卫辉机械有限公司",
                "area": WEIHUI,
                "domain": "industry",
            },
            {"subject_id": "W2", "kind": "brand", "name": "示例牌", "owner_id": "W1", "area": WEIHUI},
            {
                "subject_id": "H1",
                "kind": "enterprise",
                "name": "示例辉县食品有限公司",
                "area": HUIXIAN,
                "domain": "agriculture",
            },
        ],
        "honours": [
            {"subject_id": "W1", "scheme": "china_time_honoured", "awarded_on": "2023-05"},
            {"subject_id": "H1", "scheme": "china_time_honoured", "awarded_on": "2022"},
        ],
        "financials": [
            {"subject_id": "W1", "year": 2023, "revenue": "1234567.50"},
            {"subject_id": "H1", "year": 2023, "revenue": 7},
        ],
    }
    frames = {name: rows_frame(shared_vocabulary().tables[name], rows) for name, rows in tables.items()}
    supplier = cast.zheng.organisation
    take_in(frames, kind=BatchKind.IMPORT, title="登记名册", supplier=supplier, by=cast.zheng)
