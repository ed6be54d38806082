"""INT-04: a witness that is fed forks, rollbacks and replays and killed in between never marks two histories."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import suppress
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest

from mingpin.audit import tree, witness
from mingpin.audit.notes import Statement
from mingpin.audit.witness import Damaged, Witness
from tests.conftest import EFFORT

REQUESTS = 120 if EFFORT == 1 else 1000
KILLS = 6 if EFFORT == 1 else 100
ORIGIN = "mingpin/test"


class History:
    """A record's tree as the platform would show it: leaves, checkpoints, proofs."""

    def __init__(self, leaves: list[bytes]):
        self.leaves = [tree.leaf_hash(leaf) for leaf in leaves]

    def forked(self, at: int, name: str) -> History:
        """Another history, the same up to one of its leaves."""
        fork = History([])
        changed = tree.leaf_hash(f"{name} {at}".encode())
        fork.leaves = [*self.leaves[:at], changed, *self.leaves[at + 1 :]]
        return fork

    def root(self, size: int) -> bytes:
        return tree.root(self.leaves[:size])

    def request(self, size: int, *held: int) -> dict[str, Any]:
        """A checkpoint with proofs from the sizes that the witness may hold."""
        text = Statement(ORIGIN, size, self.root(size), MOMENT).text()
        proofs = {
            str(first): [
                one.hex() for one in tree.consistency_proof(first, size, lambda a, b: tree.root(self.leaves[a:b]))
            ]
            for first in held
            if 0 < first < size
        }
        return {"checkpoint": f"{text}\n— {ORIGIN} AAAA\n", "proofs": proofs}


MOMENT = datetime(2024, 6, 30, tzinfo=UTC)
TRUE = History([f"entry {number}".encode() for number in range(400)])


def _hostile(chance: random.Random, held: int) -> tuple[bool, dict[str, Any]]:
    """A request, and whether it truly continues what the witness holds."""
    kind = chance.choice(["true", "true", "fork", "fork", "rollback", "replay", "proof", "no proof", "nonsense"])
    size = chance.randint(held + 1, min(held + 12, 400)) if held < 400 else 400
    if kind == "true" and size > held:
        return True, TRUE.request(size, held)
    fork = TRUE.forked(chance.randrange(max(held, 1)), f"fork {chance.random()}")
    if kind == "fork":
        return held == 0, fork.request(size, *range(max(1, held - 3), held + 1))
    if kind == "rollback":
        return False, (TRUE if chance.random() < 0.5 else fork).request(chance.randint(1, max(1, held - 1)), held)
    if kind == "replay":
        return False, fork.request(max(held, 1), held)
    if kind == "proof":
        request = TRUE.request(size, held)
        for proof in request["proofs"].values():
            for place in range(len(proof)):
                proof[place] = f"{chance.getrandbits(256):064x}"
        return False, request
    if kind == "no proof":
        return False, TRUE.request(size)
    return False, chance.choice([{}, {"checkpoint": "x"}, {**TRUE.request(5), "proofs": {"1": "x"}}])


def test_int_04_no_bad_mark_whatever_is_sent(tmp_path: Path) -> None:
    chance = random.Random(4)
    one = Witness(tmp_path)
    first = one.take(TRUE.request(3))
    assert (first["accepted"], first["why"]) == (True, "first")
    marked, good, bad = {3}, 0, []
    for number in range(REQUESTS):
        held = max(marked)
        is_true, request = _hostile(chance, held)
        if number % 5 == 0:
            one = Witness(tmp_path)  # as after a restart
        answer = one.take(request)
        if not answer["accepted"]:
            continue
        if answer["root"] != TRUE.root(answer["size"]).hex() or (answer["why"] == "accepted" and not is_true):
            bad.append((number, answer))
        marked.add(answer["size"])
        good += 1
    assert bad == []
    assert good > 5
    kept = Witness(tmp_path).seen()
    assert [one["root"] for one in kept] == [TRUE.root(one["size"]).hex() for one in kept]
    assert [one["size"] for one in kept] == sorted({one["size"] for one in kept})


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (TRUE.forked(2, "x").request(20, 10), "fork"),
        (TRUE.forked(2, "x").request(10), "fork"),
        (TRUE.forked(2, "x").request(5, 10), "fork"),
        (TRUE.request(7, 10), "older"),
        (TRUE.request(20), "no_proof"),
        (TRUE.request(20, 5), "no_proof"),
        ({"checkpoint": "mingpin\n0\nAAAA\n\n— x y\n"}, "malformed"),
        ({"checkpoint": TRUE.request(20)["checkpoint"], "proofs": {"10": ["zz"]}}, "malformed"),
        ([], "malformed"),
        ("text", "malformed"),
        (None, "malformed"),
    ],
)
def test_int_04_each_refusal_has_its_word(request_: Any, why: str, tmp_path: Path) -> None:
    one = Witness(tmp_path)
    assert one.take(TRUE.request(5))["accepted"]
    assert one.take(TRUE.request(10, 5))["why"] == "accepted"
    answer = one.take(request_)
    assert (answer["accepted"], answer["why"]) == (False, why)
    if why in ("fork", "older", "no_proof"):
        assert answer["held"] == {"origin": ORIGIN, "size": 10, "root": TRUE.root(10).hex()}
    assert [kept["size"] for kept in Witness(tmp_path).seen()] == [5, 10]


def test_int_04_the_same_checkpoint_again_gets_the_same_mark(tmp_path: Path) -> None:
    first = Witness(tmp_path).take(TRUE.request(5))
    again = Witness(tmp_path).take(TRUE.request(5))
    assert again["why"] == "known"
    assert again["cosignature"] == first["cosignature"]
    assert len(Witness(tmp_path).seen()) == 1


def test_int_04_each_record_has_its_own_line_of_checkpoints(tmp_path: Path) -> None:
    one = Witness(tmp_path)
    other = {"checkpoint": TRUE.request(4)["checkpoint"].replace(ORIGIN, "mingpin/other")}
    assert [one.take(TRUE.request(9))["why"], one.take(other)["why"]] == ["first", "first"]


def test_int_04_a_line_that_was_being_written_is_dropped_and_a_changed_one_stops_the_witness(tmp_path: Path) -> None:
    one = Witness(tmp_path)
    one.take(TRUE.request(5))
    one.take(TRUE.request(9, 5))
    seen = tmp_path / "seen.jsonl"
    whole = seen.read_bytes()
    for cut in range(1, len(whole.splitlines()[1]), 37):
        seen.write_bytes(whole + whole.splitlines()[1][:cut])
        assert [kept["size"] for kept in Witness(tmp_path).seen()] == [5, 9]
        assert seen.read_bytes() == whole
    seen.write_bytes(whole.replace(b'"size": 5', b'"size": 6'))
    with pytest.raises(Damaged):
        Witness(tmp_path).take(TRUE.request(12, 9))
    seen.write_bytes(whole.splitlines(keepends=True)[1].replace(b"witness", b"Witness"))
    with pytest.raises(Damaged):
        Witness(tmp_path).seen()


class Served:
    """The witness as a program of its own, killed without a warning."""

    def __init__(self, folder: Path):
        command = [sys.executable, "-I", witness.__file__, "serve", "--folder", str(folder), "--port", "0"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self.process.stdout is not None
        self.url = next(word for word in self.process.stdout.readline().replace("在 ", "").split() if "http" in word)

    def post(self, content: Any) -> dict[str, Any] | None:
        """The answer; None where there was none."""
        asked = urllib.request.Request(self.url, json.dumps(content).encode(), {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(asked, timeout=10) as response:
                return dict(json.load(response))
        except urllib.error.HTTPError as error:
            with suppress(OSError, ValueError, HTTPException):
                return dict(json.load(error))
        except (OSError, ValueError, HTTPException):
            pass
        return None

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


def test_int_04_killed_between_check_and_reply_it_forgets_nothing_that_it_said(tmp_path: Path) -> None:
    """What was answered is held after the kill; of what was not answered, at most one history is held."""
    chance = random.Random(40)
    said: dict[int, str] = {}
    held = 0
    for _round in range(KILLS):
        served = Served(tmp_path)
        killer = subprocess.Popen(
            [
                sys.executable,
                "-c",
                f"import os,time; time.sleep({chance.uniform(0.03, 0.12)}); os.kill({served.process.pid}, 9)",
            ]
        )
        while held < 380:
            fork = TRUE.forked(chance.randrange(max(held, 1)), "fork") if chance.random() < 0.4 and held else TRUE
            size = held + chance.randint(1, 4)
            answer = served.post(fork.request(size, held))
            if answer is None:
                break
            if answer["accepted"]:
                said[answer["size"]] = answer["root"]
                held = answer["size"]
            elif answer["why"] == "no_proof":
                held = answer["held"]["size"]
        killer.wait()
        served.kill()
        kept = {one["size"]: one["root"] for one in Witness(tmp_path).seen()}
        assert said.items() <= kept.items()
        assert all(root == TRUE.root(size).hex() for size, root in kept.items())
        held = max(kept, default=0)
    assert len(said) > KILLS


def test_int_04_the_program_needs_nothing_but_python(tmp_path: Path) -> None:
    """Run alone, with no site packages, from a copy."""
    alone = tmp_path / "witness.py"
    alone.write_bytes(Path(witness.__file__).read_bytes())
    request = tmp_path / "request.json"
    request.write_text(json.dumps(TRUE.request(8)), "utf-8")
    command = [sys.executable, "-I", "-S", str(alone)]
    folder = ["--folder", str(tmp_path / "kept"), "--name", "市审计局"]

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*command, *arguments], capture_output=True, text=True, check=False, cwd=tmp_path)

    taken = run("take", str(request), *folder)
    assert (taken.returncode, taken.stdout.splitlines()[0]) == (
        0,
        "已留存：这是首次见到的检查点（8 条记录），此前无可比对。",
    )
    assert "签名未核对" in taken.stderr
    request.write_text(json.dumps(TRUE.forked(3, "x").request(9, 8)), "utf-8")
    refused = run("--lang", "en", "take", str(request), *folder)
    assert (refused.returncode, refused.stdout.splitlines()[0]) == (
        1,
        "Refused: it contradicts the checkpoint held (8 entries): the record was rewritten.",
    )
    shown = run("show", *folder)
    assert (shown.returncode, shown.stdout.count("mingpin/test"), "8 条" in shown.stdout) == (0, 1, True)
    assert run("take", str(tmp_path / "none.json"), *folder).returncode == 4
