"""The record in sentences: every action has one, names are found when a page is shown."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import Membership, Organisation
from mingpin.audit.actions import record
from mingpin.audit.models import Entry
from mingpin.audit.sentences import SENTENCES
from mingpin.audit.wording import described_actions, names_of, references_called, tell
from mingpin.language import use_language
from tests.platform.cast import Cast

SOURCE = Path(__file__).parents[3] / "src" / "mingpin"


def recorded_actions() -> Iterator[str]:
    """Every action name that is given to `record` in the code: there, or by whoever calls the function that does."""
    for text in (file.read_text("utf-8") for file in sorted(SOURCE.rglob("*.py"))):
        if "record(" not in text:
            continue
        tree = ast.parse(text)
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            for call in _calls(function, "record"):
                for given in (keyword.value for keyword in call.keywords if keyword.arg == "action"):
                    if isinstance(given, ast.Constant):
                        yield str(given.value)
                    else:
                        yield from _handed_in(tree, function.name)


def _handed_in(tree: ast.Module, function: str) -> Iterator[str]:
    for call in _calls(tree, function):
        for argument in call.args:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def _calls(within: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(within):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def test_every_action_that_is_recorded_has_a_sentence() -> None:
    recorded = set(recorded_actions())
    assert {"confirm_membership", "deactivate_person", "take_in_evidence"} <= recorded
    assert recorded - set(described_actions()) == set(), "give them a sentence in audit/sentences.py"


def test_every_sentence_is_of_an_action_that_is_recorded() -> None:
    left = set(SENTENCES) - set(recorded_actions())
    assert {name for name in left if f'"{name}"' not in _all_code()} == set()


def _all_code() -> str:
    files = [path for path in SOURCE.rglob("*.py") if path.name != "sentences.py"]
    return "\n".join(path.read_text("utf-8") for path in files)


def _confirmed(cast: Cast, **rest: str) -> Entry:
    membership = Membership.objects.get(person=cast.person("sun"))
    return record(by=cast.zhou.who(), action="confirm_membership", on=membership, after={"state": "confirmed"}, **rest)


def test_an_entry_is_told_with_names_that_are_found_now(cast: Cast) -> None:
    told = tell([_confirmed(cast, why="经核实")])[0]
    assert re.fullmatch(
        r"周卫辉（示例·卫辉市）于\d{4}年\d{1,2}月\d{1,2}日 \d\d:\d\d 确认了授权：孙一 · 示例卫辉机械有限公司。",
        told.sentence,
    )
    assert told.why == "经核实"
    cast.person("zhou").name = "周改名"
    cast.person("zhou").save()
    assert tell([_confirmed(cast)])[0].who == "周改名"


def test_in_english_too(cast: Cast) -> None:
    use_language("en")
    try:
        told = tell([_confirmed(cast)])[0].sentence
    finally:
        use_language("zh")
    assert re.fullmatch(
        r"On \d{4}-\d\d-\d\d \d\d:\d\d, 周卫辉 \(示例·卫辉市\) confirmed the mandate: 孙一 · 示例卫辉机械有限公司\.",
        told,
    )


def test_who_stands_in_for_somebody_is_told_with_whom(cast: Cast) -> None:
    who = cast.zhou.who()
    stood_in = type(who)(f"person:{cast.person('wu').pk}", who.organisation, who.role, on_behalf_of=who.person)
    entry = record(by=stood_in, action="sign_in", on=cast.person("wu"))
    assert tell([entry])[0].actor == "吴辉县（代周卫辉）（示例·卫辉市）"


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("program:nightly", "平台（nightly）"),
        ("person:987654", "987654 号人员"),
        ("organisation:987654", "987654 号"),
        ("registry.evidencerow:7", "7 号"),
        ("registry.subject:x", "x 号"),
        ("nothing.at_all:7", "7 号"),
        ("nothing:7", "7 号"),
        ("role:county", "县区人员"),
    ],
)
def test_what_has_no_name_is_told_by_its_number(reference: str, name: str, cast: Cast) -> None:
    assert names_of([reference]) == {reference: name}


def test_an_action_that_nobody_described_has_a_sentence_all_the_same(cast: Cast) -> None:
    entry = record(by=Acting.platform("nightly").who(), action="try_something", on=("test.thing", 3))
    assert tell([entry])[0].sentence.endswith("办理“try_something”：3 号。")
    assert tell([entry])[0].actor == "平台（nightly）"


def test_a_blank_that_the_entry_does_not_fill_stays_a_dash(cast: Cast) -> None:
    entry = record(by=cast.wang.who(), action="keep_answer", on=("audit.checkpoint", 3), after={"size": 3})
    assert tell([entry])[0].did == "存入“—”对 3 条记录检查点的答复"


def test_names_are_asked_for_once_however_many_entries_there_are(cast: Cast) -> None:
    entries = [
        _confirmed(cast),
        *(record(by=cast.wu.who(), action="sign_in", on=cast.person("wu")) for _one in range(5)),
    ]
    with CaptureQueriesContext(
        connection,
    ) as of_one:
        tell(entries[:2])
    with CaptureQueriesContext(connection) as of_all:
        tell(entries)
    assert len(of_one) == len(of_all) == 4


def test_references_are_found_by_a_piece_of_the_name(cast: Cast) -> None:
    bureau = Organisation.objects.get(code="market_regulation")
    assert references_called("organisation", "市场监管") == [f"organisation:{bureau.pk}"]
    assert references_called("person", "周") == [f"person:{cast.person('zhou').pk}"]
    assert references_called("person", "nobody") == []
    assert references_called("nothing", "x") == []


HISTORY = Template("{% load history %}{% history thing %}")


def _history(acting: Acting, thing: object) -> str:
    return " ".join(HISTORY.render(Context({"acting": acting, "thing": thing})).split())


def test_an_objects_history_is_shown_to_whom_may_view_the_object_and_to_nobody_else(cast: Cast) -> None:
    membership = Membership.objects.get(person=cast.person("sun"))
    other = Membership.objects.get(person=cast.person("qian"))
    _confirmed(cast, why="甲乙丙")
    record(by=cast.wu.who(), action="confirm_membership", on=other, why="丁戊己")
    for name in ("sun", "zhou", "wang"):
        told = _history(getattr(cast, name), membership)
        assert "确认了授权：孙一" in told
        assert "理由：甲乙丙" in told
        assert "丁戊己" not in told
        assert ("第 0 条" in told) == (name == "wang")
    for name in ("qian", "wu", "chen", "nobody"):
        told = _history(getattr(cast, name), membership)
        assert "尚无记录" in told
        assert "甲乙丙" not in told
    assert "尚无记录" in " ".join(HISTORY.render(Context({"thing": membership})).split())
    assert "尚无记录" in _history(cast.wang, cast.person("sun"))


def test_a_long_history_is_cut_and_says_so(cast: Cast) -> None:
    membership = Membership.objects.get(person=cast.person("sun"))
    with transaction.atomic():
        for number in range(101):
            record(by=cast.wang.who(), action="end_membership", on=membership, why=f"第{number}次")
    told = _history(cast.wang, membership)
    assert ("第100次" in told, "第1次" in told, "第0次" in told) == (True, True, False)
    assert "更早的见操作记录" in told
