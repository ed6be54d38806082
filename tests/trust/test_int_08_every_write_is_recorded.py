"""INT-08: whatever writes to a table of ours leaves exactly one entry in the same transaction; what does not, fails the test.

Every request in every test of the platform is watched like this (`tests/platform/audited.py`). Here it is shown that it sees.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from mingpin.accounts.models import ApiToken, Organisation
from mingpin.audit.actions import record
from tests.platform.audited import EXEMPT, audited, our_tables
from tests.platform.cast import Cast

SOURCE = Path(__file__).parents[2] / "src" / "mingpin"


def _rename(name: str) -> None:
    Organisation.objects.filter(code="industry_it").update(name=name)


def _entry(cast: Cast) -> None:
    record(by=cast.wang.who(), action="change_organisation", on=("accounts.organisation", 1))


def recorded(cast: Cast) -> None:
    with transaction.atomic():
        _rename("甲")
        _entry(cast)


def recorded_in_a_nested_transaction(cast: Cast) -> None:
    with transaction.atomic():
        with transaction.atomic():
            _rename("乙")
        _entry(cast)


def two_actions_one_after_another(cast: Cast) -> None:
    recorded(cast)
    recorded(cast)


def undone(cast: Cast) -> None:
    try:
        with transaction.atomic():
            _rename("丙")
            raise ValueError
    except ValueError:
        recorded(cast)


def nothing_written(cast: Cast) -> None:
    Organisation.objects.count()


def an_entry_for_what_is_not_ours(cast: Cast) -> None:
    with transaction.atomic():
        _entry(cast)


def outside_of_a_transaction(cast: Cast) -> None:
    _rename("丁")


def not_recorded(cast: Cast) -> None:
    with transaction.atomic():
        _rename("戊")


def recorded_elsewhere(cast: Cast) -> None:
    with transaction.atomic():
        _rename("己")
    with transaction.atomic():
        _entry(cast)


def recorded_twice(cast: Cast) -> None:
    with transaction.atomic():
        _rename("庚")
        _entry(cast)
        _entry(cast)


def recorded_but_the_entry_undone(cast: Cast) -> None:
    with transaction.atomic():
        _rename("辛")
        try:
            with transaction.atomic():
                _entry(cast)
                raise ValueError
        except ValueError:
            pass


def deleted(cast: Cast) -> None:
    with transaction.atomic():
        Organisation.objects.filter(code="nothing").delete()
        ApiToken.objects.all()._raw_delete("default")


def created(cast: Cast) -> None:
    with transaction.atomic():
        Organisation.objects.create(kind="office", code="new", name="新")


GOOD = [
    recorded,
    recorded_in_a_nested_transaction,
    two_actions_one_after_another,
    undone,
    nothing_written,
    an_entry_for_what_is_not_ours,
]
BAD = [
    outside_of_a_transaction,
    not_recorded,
    recorded_elsewhere,
    recorded_twice,
    recorded_but_the_entry_undone,
    deleted,
    created,
]


@pytest.mark.parametrize("action", GOOD, ids=lambda action: action.__name__)
def test_int_08_what_is_recorded_passes(action: Callable[[Cast], None], cast: Cast) -> None:
    with audited():
        action(cast)


@pytest.mark.parametrize("action", BAD, ids=lambda action: action.__name__)
def test_int_08_what_is_not_recorded_fails(action: Callable[[Cast], None], cast: Cast) -> None:
    with pytest.raises(AssertionError, match="INT-08"), audited():
        action(cast)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "action", [recorded, undone, two_actions_one_after_another], ids=lambda action: action.__name__
)
def test_int_08_what_is_recorded_passes_in_transactions_of_its_own(action: Callable[[Cast], None], cast: Cast) -> None:
    with audited():
        action(cast)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("action", [outside_of_a_transaction, recorded_elsewhere], ids=lambda action: action.__name__)
def test_int_08_what_is_not_fails_in_transactions_of_its_own(action: Callable[[Cast], None], cast: Cast) -> None:
    with pytest.raises(AssertionError, match="INT-08"), audited():
        action(cast)


def careless(request: HttpRequest) -> HttpResponse:
    _rename("改名")
    return HttpResponse("done")


urlpatterns = [path("careless/", careless)]


def test_int_08_a_view_that_writes_without_an_entry_fails_every_test_that_asks_for_it(
    cast: Cast, settings: Any
) -> None:
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []
    with pytest.raises(
        AssertionError,
        match=r"POST /careless/ wrote without exactly one entry .*UPDATE accounts_organisation: 0 entries",
    ):
        Client().post("/careless/")


def test_int_08_the_exceptions_are_tables_that_there_are() -> None:
    assert set(EXEMPT) <= our_tables()


UNRECORDED = {"save_draft", "drop_draft"}
"""What somebody is still writing: nothing was said yet."""


def _actions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every function of an action module that is told who acts."""
    for file in sorted(SOURCE.rglob("*.py")):
        parts = file.relative_to(SOURCE).parts
        if "actions.py" in parts or "actions" in parts:
            for node in ast.parse(file.read_text("utf-8")).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    names = {argument.arg for argument in node.args.kwonlyargs}
                    if "by" in names and node.name not in ("record", *UNRECORDED):
                        yield "/".join(parts), node


@pytest.mark.parametrize(
    ("file", "action"), list(_actions()), ids=lambda one: one.name if isinstance(one, ast.FunctionDef) else one
)
def test_int_08_every_action_records_or_leaves_it_to_one_that_does(file: str, action: ast.FunctionDef) -> None:
    """It calls `record`, or hands `by` on to another function of its module or to another action."""
    calls = [node for node in ast.walk(action) if isinstance(node, ast.Call)]
    names = {node.func.id for node in calls if isinstance(node.func, ast.Name)}
    hands_on = [
        node
        for node in calls
        if isinstance(node.func, ast.Name)
        and node.func.id != "require"
        and any(
            isinstance(one, ast.Name) and one.id == "by" for one in [*node.args, *(kw.value for kw in node.keywords)]
        )
    ]
    assert "record" in names or hands_on, f"{file}: {action.name} leaves no entry"
