"""The permission matrix: who may do what at every address, as docs/reference/permissions.yaml has it, and the page made from it.

A row's method says for each outcome who meets it: `{see: staff, see own: county carrier, not there: rest}`. `… own` means: with
what is their own; with another's, and with what does not exist, they are told alike that there is nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

SOURCE = Path(__file__).parent.parent / "docs" / "reference" / "permissions.yaml"

WHO = {
    "nobody": "未登录",
    "unattached": "无单位",
    "office": "市办",
    "leader": "领导",
    "auditor": "审计",
    "administrator": "管理员",
    "department": "部门",
    "county": "县区",
    "carrier": "企业",
    "expert": "专家",
}
"""Who there is: nobody signed in, somebody who works for nobody, and the roles."""
GROUPS = {
    "all": tuple(WHO),
    "everybody": tuple(who for who in WHO if who != "nobody"),
    "members": tuple(who for who in WHO if who not in ("nobody", "unattached")),
    "staff": ("office", "leader", "auditor", "department", "county"),
}
OUTCOMES = {
    "see": "●",
    "do": "●",
    "go on": "→",
    "refused": "×",
    "not there": "∅",
    "sign in": "登录",
    "no method": "",
}
OWN = " own"
METHODS = ("GET", "POST")
OWN_MARKS = {"see": "○", "do": "○", "refused": "×∅", "go on": "→∅"}


@dataclass(frozen=True)
class Row:
    """What there is at one address. `outcomes` by method and who: the outcome, with `own` where it holds for one's own only.

    `objects` names, for each part of the address that names a thing, what kind of thing it is.
    """

    address: str
    label: Mapping[str, str]
    outcomes: Mapping[str, Mapping[str, str]]
    objects: str = ""
    is_for_programs: bool = False

    def expected(self, method: str, who: str) -> tuple[str, bool]:
        """The outcome, and whether it is for one's own things only."""
        outcome = self.outcomes.get(method, {}).get(who, "no method")
        return outcome.removesuffix(OWN), outcome.endswith(OWN)


def read_matrix(path: Path = SOURCE) -> dict[str, tuple[str, dict[str, Row]]]:
    """The parts of the matrix by name: the part's label, and its rows by the names of their addresses. Raises ValueError where a
    row is not written as it has to be, and says which."""
    parts: dict[str, tuple[str, dict[str, Row]]] = {}
    for name, part in yaml.safe_load(path.read_text("utf-8")).items():
        label = part.pop("label")
        rows = {address: _row(address, raw, is_for_programs=name == "api") for address, raw in part.items()}
        parts[name] = (label, rows)
    return parts


def all_rows(path: Path = SOURCE) -> dict[str, Row]:
    """The rows of all parts. Raises ValueError where an address stands twice."""
    rows: dict[str, Row] = {}
    for _label, part in read_matrix(path).values():
        for address, row in part.items():
            if address in rows:
                raise ValueError(f"the address {address} stands twice in the permission matrix")
            rows[address] = row
    return rows


def _row(address: str, raw: Mapping[str, Any], *, is_for_programs: bool) -> Row:
    unknown = set(raw) - {"zh", "en", "of", *METHODS}
    if unknown:
        raise ValueError(f"{address}: {', '.join(sorted(unknown))} is nothing that a row has")
    outcomes = {method: _by_who(f"{address} {method}", raw[method]) for method in METHODS if method in raw}
    return Row(address, {"zh": raw["zh"], "en": raw["en"]}, outcomes, raw.get("of", ""), is_for_programs)


def _by_who(place: str, raw: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    rest = ""
    for outcome, whom in raw.items():
        if outcome.removesuffix(OWN) not in OUTCOMES:
            raise ValueError(f"{place}: “{outcome}” is no outcome; use one of {', '.join(OUTCOMES)}")
        for word in whom.split():
            if word == "rest":
                rest = outcome
                continue
            for who in GROUPS.get(word, (word,)):
                if who not in WHO:
                    raise ValueError(f"{place}: “{who}” is nobody; use one of {', '.join((*WHO, *GROUPS))}, rest")
                if who in found:
                    raise ValueError(f"{place}: {who} stands twice")
                found[who] = outcome
    found.setdefault("nobody", "sign in")
    for who in WHO:
        if who not in found:
            if not rest:
                raise ValueError(f"{place}: it is not said what {who} meets")
            found[who] = rest
    return found


_HEAD = """\
# 权限表 · Permissions

本页由 `docs/reference/permissions.yaml` 生成（`make docs`）。测试逐个地址、逐种角色、逐种方法照此表核对；
新地址不入表，测试不通过。
This page is made from `docs/reference/permissions.yaml` (`make docs`). A test walks every address with every role and method;
an address without a row fails it.

| 记号 sign | 意思 meaning |
| --- | --- |
| ● | 可看、可办 · may see, may do |
| ○ | 只限自己的；别人的与不存在的回答完全相同 · only one's own; another's is answered exactly like what does not exist |
| × | 拒绝 · refused |
| ∅ | 没有 · there is nothing |
| → | 转到别的页面 · goes on to another page |
| 登录 | 须先登录（程序：须有令牌） · has to sign in (a program: needs a token) |

“自己的”：县区是本县区的，企业是本企业及其所载品牌、产品的，部门是本部门报送的。“无单位”是能登录而尚未在任何单位任职的人。
“Own” means of the county for county staff, of the enterprise and what it carries for enterprise staff, sent by the department for
department staff. “无单位” can sign in and works for nobody yet.
"""


def permissions_page() -> str:
    """The page."""
    return _HEAD + "\n" + "\n".join(_part(label, rows) for label, rows in read_matrix().values())


def _part(label: str, rows: Mapping[str, Row]) -> str:
    titles = ["", *WHO.values()]
    lines = [
        f"## {label}",
        "",
        f"| 地址 address | 方法 | {' | '.join(titles[1:])} |",
        f"| --- | --- |{' :-: |' * len(WHO)}",
    ]
    for row in rows.values():
        lines += _lines(row)
    return "\n".join([*lines, ""])


def _lines(row: Row) -> Iterator[str]:
    for place, method in enumerate(row.outcomes):
        what = f"{row.label['zh']} · {row.label['en']}<br>`{row.address}`" if place == 0 else ""
        cells = [_mark(*row.expected(method, who)) for who in WHO]
        yield f"| {what} | {method} | {' | '.join(cells)} |"


def _mark(outcome: str, is_own: bool) -> str:
    return OWN_MARKS[outcome] if is_own else OUTCOMES[outcome]
