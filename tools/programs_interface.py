"""The page of the interface for programs, from its own description."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

_HEAD = """\
# 程序接口 · Interface for programs

本页由接口自己的说明生成（`make docs`）；完整的 OpenAPI 3.1 说明在 `/api/v1/openapi.json`，不需令牌。
怎样报送见[这里](../how-to/push-evidence.md)。
This page is made from the interface's own description (`make docs`); the whole of it, OpenAPI 3.1, is at `/api/v1/openapi.json`
and needs no token. How to send: [here](../how-to/push-evidence.en.md).

- 令牌：`Authorization: Bearer …`，在“程序令牌”页面签发；程序看到的与签发人所在单位、岗位的人员看到的相同。
  Token: issued on the page “Tokens of programs”; a program sees what the people of that organisation and role see.
- 错误：一律是 `application/problem+json`（RFC 9457），`code` 供程序判断，不会改变；`request_id` 可在日志里查到。
  Errors: always problem details; `code` is for programs and never changes, `request_id` is in the log.
- 别人的与不存在的回答相同（404）。 What is another's is answered like what is not there.
- 金额以元计、比例以小数写成文字，日期写到已知的精度：`2023`、`2023-05`、`2023-05-03`；读到的都可以原样报送。
  Money in yuan and shares are decimal texts, dates as exact as they are known; what is read can be sent back.
"""


def interface_page() -> str:
    """The page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingpin.config.settings")
    import django

    django.setup()
    from mingpin.api.interface import PREFIX, api

    schema = api.get_openapi_schema(path_prefix=f"/{PREFIX}")
    return "\n".join([_HEAD, *_operations(schema), *_codes()]) + "\n"


def _operations(schema: Mapping[str, Any]) -> Iterator[str]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield f"## {method.upper()} `{path}`\n\n{operation.get('description') or operation['summary']}\n"
            parameters = [_parameter(one) for one in operation["parameters"]]
            body = operation.get("requestBody")
            if body:
                name = _name(body["content"]["application/json"]["schema"])
                parameters += [_member(*one, schema) for one in _members(name, schema)]
            if parameters:
                yield "| 参数 parameter | 在 in | 必填 required | 说明 |\n| --- | --- | --- | --- |"
                yield "\n".join(parameters) + "\n"
            answer = operation["responses"][200]["content"]["application/json"]["schema"]
            yield f"回答 answer: {', '.join(f'`{member}`' for member, _schema, _needed in _members(_name(answer), schema))}\n"


def _parameter(one: Mapping[str, Any]) -> str:
    told = one["schema"].get("description") or one.get("description") or _kind(one["schema"])
    return f"| `{one['name']}` | {one['in']} | {'是 yes' if one['required'] else ''} | {told} |"


def _member(name: str, member: Mapping[str, Any], needed: bool, schema: Mapping[str, Any]) -> str:
    return f"| `{name}` | body | {'是 yes' if needed else ''} | {member.get('description') or _kind(member)} |"


def _kind(member: Mapping[str, Any]) -> str:
    if "enum" in member:
        return ", ".join(f"`{value}`" for value in member["enum"])
    return {"object": "rows by table", "array": "rows"}.get(member.get("type", ""), str(member.get("type", "")))


def _name(schema: Mapping[str, Any]) -> str:
    return str(schema["$ref"]).rsplit("/", 1)[-1]


def _members(name: str, schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], bool]]:
    known = schema["components"]["schemas"][name]
    for member, of_member in known["properties"].items():
        yield member, of_member, member in known.get("required", ())


def _codes() -> Iterator[str]:
    yield "## 错误代码 · Codes of errors\n"
    yield "| `code` | 状态 status | 意思 meaning |\n| --- | --- | --- |"
    yield from (
        "| `unreadable` | 400 | 请求读不了 · the request cannot be read |",
        "| `token` | 401 | 没有可用的令牌 · no token that opens this |",
        "| `refused` | 403 | 不可以 · not allowed |",
        "| `not_there` | 404 | 没有，或不可以知道 · nothing there, or nothing that you may know of |",
        "| `method` | 405 | 方法不对，见 `Allow` · another method |",
        "| `stale` | 409 | 别人先办了，或正在办 · somebody was faster |",
        "| `too_large` | 413 | 请求过大 · too large |",
        "| `invalid` | 422 | 内容不对，见 `field`、`errors` · not as described |",
        "| `too_many` | 429 | 过于频繁，见 `Retry-After` · too often |",
        "| `broken` | 500 | 程序出错，什么也没有办 · an error of the program, nothing was done |",
        "| `unavailable` | 503 | 现在不行，稍后可以 · not now, but later |",
    )
