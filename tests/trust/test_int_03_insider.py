"""INT-03: whoever owns the database and rewrites the record is found out by what a second party holds, and by nothing else."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from mingpin.audit.checkpoints import make_checkpoint, verify_database
from mingpin.audit.offline import BROKEN, CONSISTENT_ONLY, CONTRADICTED, WITNESSED
from mingpin.audit.sending import request_to_witness
from mingpin.audit.witness import Witness
from tests.conftest import EFFORT
from tests.platform.audit.histories import ATTACKS, BEYOND_THE_CHAIN, Insider, make_history

ATTEMPTS = 60
ENTRIES = 24

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def anchor(tmp_path: Path) -> list[str]:
    """What the witness holds: a checkpoint of all entries."""
    make_history(ENTRIES)
    answer = Witness(tmp_path / "witness").take(request_to_witness(make_checkpoint()))
    assert answer["accepted"]
    return [answer["note"]]


@pytest.mark.parametrize("attack", ATTACKS)
def test_int_03_with_an_anchor_no_attack_goes_unseen(attack: str, anchor: list[str]) -> None:
    chance, insider = random.Random(attack), Insider()
    assert verify_database(anchor).code == WITNESSED
    outcomes = []
    for _attempt in range(ATTEMPTS * min(EFFORT, 5)):
        ATTACKS[attack](insider, chance)
        outcomes.append(verify_database(anchor).code)
        insider.restore()
    assert set(outcomes) <= {BROKEN, CONTRADICTED}, (
        f"undetected: {sum(one not in (BROKEN, CONTRADICTED) for one in outcomes)}"
    )
    assert verify_database(anchor).code == WITNESSED


@pytest.mark.parametrize("attack", ATTACKS)
def test_int_03_without_an_anchor_the_tool_says_internally_consistent_only(attack: str, anchor: list[str]) -> None:
    """What the chain cannot find, nobody is told to be safe from."""
    chance, insider = random.Random(attack), Insider()
    outcomes, said = set(), set()
    for _attempt in range(ATTEMPTS // 6):
        ATTACKS[attack](insider, chance)
        report = verify_database()
        outcomes.add(report.code)
        said.add(next(iter(report.sentences())))
        insider.restore()
    if attack in BEYOND_THE_CHAIN:
        assert outcomes == {CONSISTENT_ONLY}
        assert said == {"仅内部一致：没有第二方留存的检查点，整体改写或截尾在此看不出来。"}
    else:
        assert outcomes == {BROKEN}


def test_int_03_a_rollback_is_called_a_rollback_and_a_rewriting_a_rewriting(anchor: list[str]) -> None:
    insider = Insider()
    insider.write(insider.copy()[:-5], own=False)
    report = verify_database(anchor)
    assert report.code == CONTRADICTED
    assert [finding.sentence() for finding in report.findings] == ["回退：第二方留存的检查点有 24 条，实有 19 条。"]
    insider.restore()
    ATTACKS["rewrite and rehash"](insider, random.Random(1))
    assert [finding.sentence() for finding in verify_database(anchor).findings] == [
        "改写：第 0 至 23 条记录与第二方留存的检查点（24 条）不符。"
    ]


def test_int_03_the_platforms_own_checkpoints_are_no_second_party_but_do_tell(anchor: list[str]) -> None:
    insider = Insider()
    entries = insider.copy()[:-5]
    insider.write(entries)
    report = verify_database()
    assert (report.code, [finding.code for finding in report.findings]) == (BROKEN, ["checkpoint_size"])
