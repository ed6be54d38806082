"""Checkpoints on their way to a witness and back; personal data erased and the record still whole; exports verified elsewhere."""

from __future__ import annotations

import base64
import json
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as platform_settings
from django.db import transaction
from django.test import Client

from mingpin.accounts.acting import Acting
from mingpin.audit import offline, witness
from mingpin.audit.actions import erase_private, keep_answer, record
from mingpin.audit.checkpoints import make_checkpoint, verify_database
from mingpin.audit.checks import audit_key
from mingpin.audit.exporting import FILES, export_record
from mingpin.audit.models import Answer, Checkpoint, Entry, Private
from mingpin.audit.notes import make_key, public_key_text, signing_key
from mingpin.audit.offline import BROKEN, CONSISTENT_ONLY, CONTRADICTED, WITNESSED
from mingpin.audit.sending import ask_witness, request_to_witness
from mingpin.audit.witness import Witness
from mingpin.errors import Invalid, NotThere, Refused, Unavailable
from tests.platform.audit.histories import make_history, run
from tests.platform.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
OPERATOR = Acting.platform("audit send")


@pytest.fixture
def second_party(tmp_path: Path) -> Iterator[tuple[Witness, str]]:
    """A witness that answers, and its address."""
    one = Witness(tmp_path / "witness", "市审计局")
    with witness.server(one, 0) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield one, f"http://127.0.0.1:{running.server_address[1]}/"
        running.shutdown()
        thread.join()


def _bring(url: str) -> Answer:
    return keep_answer(answer=ask_witness(url, make_checkpoint()), by=OPERATOR)


def test_a_witness_is_brought_checkpoint_after_checkpoint(second_party: tuple[Witness, str]) -> None:
    one, url = second_party
    for count in (3, 1, 7, 20):
        make_history(count)
        kept = _bring(url)
        assert (kept.is_accepted, kept.witness) == (True, "市审计局")
    notes = [seen["note"] for seen in one.seen()]
    report = verify_database(notes)
    assert (report.code, report.witnessed, report.size, report.signatures_checked) == (WITNESSED, 34, 35, True)
    assert Answer.objects.count() == 4
    last = Entry.objects.order_by("sequence").last()
    assert last is not None
    assert (last.action, last.object_type, last.object_id) == ("keep_answer", "audit.checkpoint", "34")


def test_a_witness_that_holds_an_old_checkpoint_is_sent_the_proof_from_there(second_party: tuple[Witness, str]) -> None:
    _one, url = second_party
    make_history(4)
    assert ask_witness(url, make_checkpoint())["accepted"]  # nobody here remembers that it did
    for _day in range(12):
        make_history(3)
        make_checkpoint()
    assert "4" not in request_to_witness(make_checkpoint())["proofs"]
    assert ask_witness(url, make_checkpoint())["why"] == "accepted"
    run("DELETE FROM audit_checkpoint WHERE size < 40")
    make_history(2)
    assert ask_witness(url, make_checkpoint())["why"] == "accepted"


def test_a_record_that_was_rolled_back_is_refused_and_that_is_on_record(second_party: tuple[Witness, str]) -> None:
    one, url = second_party
    make_history(9)
    _bring(url)
    run("DELETE FROM audit_answer")
    run("DELETE FROM audit_checkpoint")
    run("DELETE FROM audit_private")
    run("DELETE FROM audit_entry")
    run("DELETE FROM audit_head")
    make_history(5)
    kept = _bring(url)
    assert (kept.is_accepted, kept.why) == (False, "older")
    make_history(5)
    kept = _bring(url)
    assert (kept.is_accepted, kept.why) == (False, "fork")
    assert verify_database([seen["note"] for seen in one.seen()]).code == CONTRADICTED
    kept_answers = Entry.objects.filter(action="keep_answer", object_type="audit.checkpoint")
    assert [json.loads(one.leaf)["after"]["is_accepted"] for one in kept_answers] == [False, False]


def test_a_witness_with_the_platforms_key_takes_nothing_that_is_not_signed_with_it(tmp_path: Path) -> None:
    folder = tmp_path / "witness"
    folder.mkdir()
    key = public_key_text(platform_settings.AUDIT_ORIGIN, signing_key().public_key())
    (folder / "public-key.txt").write_text(key, "utf-8")
    one = Witness(folder)
    make_history(3)
    made = make_checkpoint()
    forged = request_to_witness(made)
    forged["checkpoint"] = made.note.replace("Z\n", "0Z\n", 1)
    assert one.take(forged)["why"] == "signature"
    assert one.take(request_to_witness(made))["why"] == "first"
    assert one.checks_signatures()


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "ftp://127.0.0.1/", "file:///etc/passwd"])
def test_a_witness_that_does_not_answer_is_said_not_to(url: str) -> None:
    make_history(2)
    with pytest.raises(Unavailable):
        ask_witness(url, make_checkpoint())


@pytest.mark.parametrize(
    "changed", [{"size": 3}, {"size": True}, {"root": "0" * 64}, {"accepted": "yes"}, {"size": None}]
)
def test_what_is_no_answer_to_a_checkpoint_of_ours_is_not_kept(changed: dict[str, Any], tmp_path: Path) -> None:
    make_history(2)
    answer = Witness(tmp_path / "w").take(request_to_witness(make_checkpoint()))
    with pytest.raises(Invalid):
        keep_answer(answer={**answer, **changed}, by=OPERATOR)
    assert Answer.objects.count() == 0


def test_answers_are_kept_by_readers_of_the_record_only(cast: Cast) -> None:
    with pytest.raises(NotThere):
        keep_answer(answer={}, by=cast.sun)


def test_the_server_takes_json_only_and_not_too_much(second_party: tuple[Witness, str]) -> None:
    import urllib.error
    import urllib.request

    one, url = second_party
    for content, kind in (
        (b"{}", "text/plain"),
        (b"", "application/json"),
        (b"[" * 10**5, "application/json"),
        (b"x", "application/json"),
    ):
        asked = urllib.request.Request(url, content, {"Content-Type": kind})
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(asked)
        assert json.load(refused.value)["why"] == "malformed"
    with urllib.request.urlopen(url) as response:
        assert json.load(response) == {"held": []}
    assert one.seen() == []


def test_personal_data_are_erased_and_the_record_is_whole(cast: Cast, tmp_path: Path) -> None:
    make_history(9)
    answer = Witness(tmp_path / "w").take(request_to_witness(make_checkpoint()))
    assert Private.objects.count() == 3
    assert erase_private(entries=[0, 3, 5, 0], why="本人要求", by=cast.wang) == 2
    report = verify_database([answer["note"]])
    assert (report.code, report.erased) == (WITNESSED, 2)
    assert "依规定删除个人信息的记录：2 条。" in list(report.sentences())
    assert run("SELECT entry_id FROM audit_private") == [(6,)]
    entry = Entry.objects.get(action="erase_private")
    assert json.loads(entry.leaf)["after"] == {"entries": [0, 3]}
    make_checkpoint()


def test_erasing_needs_a_reason_something_to_erase_and_the_office(cast: Cast) -> None:
    make_history(4)
    for entries, why in (([0], " "), ([1], "x"), ([], "x"), ([99], "x")):
        with pytest.raises(Invalid):
            erase_private(entries=entries, why=why, by=cast.wang)
    for name in ("zhao", "li"):
        with pytest.raises(Refused):
            erase_private(entries=[0], why="x", by=getattr(cast, name))
    for name in ("zhou", "sun", "ma", "nobody"):
        with pytest.raises(NotThere):
            erase_private(entries=[0], why="x", by=getattr(cast, name))
    assert (Private.objects.count(), Entry.objects.count()) == (2, 4)


def test_erased_data_that_come_back_are_found(cast: Cast) -> None:
    make_history(4)
    [row] = run("SELECT entry_id, salt, content FROM audit_private WHERE entry_id = 3")
    erase_private(entries=[3], why="本人要求", by=cast.wang)
    run("INSERT INTO audit_private (entry_id, salt, content) VALUES (%s, %s, %s)", *row)
    report = verify_database()
    assert (report.code, report.findings[0].code, report.findings[0].sequence) == (BROKEN, "private_back", 3)


def test_the_record_is_only_added_to() -> None:
    make_history(2)
    entry = Entry.objects.get(pk=0)
    for change in (entry.save, entry.delete, Entry.objects.all().delete, lambda: Entry.objects.update(person="x")):
        with pytest.raises(TypeError, match="only added to"):
            change()


VERIFY = ["-I", "-S"]
"""How the verifier runs on a machine with nothing but Python."""


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """An export with what a witness kept beside it."""
    make_history(12)
    one = Witness(tmp_path / "witness")
    assert one.take(request_to_witness(make_checkpoint()))["accepted"]
    make_history(3)
    assert export_record(tmp_path / "export") == 15
    return tmp_path / "export"


def _verified(export: Path, *arguments: str, flags: list[str] = VERIFY) -> tuple[int, list[str]]:
    command = [sys.executable, *flags, str(export / "verify.py"), str(export), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, (done.stdout + done.stderr).splitlines()


def test_an_export_is_verified_where_there_is_nothing_but_python(exported: Path) -> None:
    seen = str(exported.parent / "witness" / "seen.jsonl")
    assert sorted(path.name for path in exported.iterdir()) == sorted(FILES)
    code, said = _verified(exported, "--witness", seen)
    assert (code, said[0]) == (0, "完好：前 12 条与第二方留存的检查点一致。")
    assert "其后 3 条尚无第二方留存的检查点。" in said
    assert "导出件不含个人信息，未核对。" in said
    assert "平台检查点 1 个，签名未核对（缺公钥或未安装 cryptography）。" in said
    assert _verified(exported)[0] == 10
    assert _verified(exported, "--lang", "en")[1][0].startswith(
        "Internally consistent only: no checkpoint of a second party"
    )
    assert "平台检查点 1 个，签名均已核对。" in _verified(exported, flags=[])[1]


def test_an_export_that_was_changed_is_broken_and_one_that_was_cut_contradicts_the_witness(exported: Path) -> None:
    seen = str(exported.parent / "witness" / "seen.jsonl")
    entries = exported / "entries.jsonl"
    whole = entries.read_text("utf-8")
    entries.write_text(whole.replace("经核实", "未核实", 1), "utf-8")
    assert _verified(exported, "--witness", seen)[:1] == (11,)
    assert _verified(exported, "--witness", seen)[1][1] == "第 1 条记录的内容与其摘要不符。"
    entries.write_text("".join(whole.splitlines(keepends=True)[:8]), "utf-8")
    (exported / "checkpoints.jsonl").write_text("", "utf-8")
    about = json.loads((exported / "export.json").read_text("utf-8"))
    last = json.loads(whole.splitlines()[7])
    (exported / "export.json").write_text(json.dumps({**about, "size": 8, "hash": last["hash"]}), "utf-8")
    assert _verified(exported)[0] == 10
    assert _verified(exported, "--witness", seen)[0] == 12
    entries.write_text(whole[:-30], "utf-8")
    assert _verified(exported)[0] == 11
    entries.write_text("{}\n", "utf-8")
    assert _verified(exported)[0] == 11
    (exported / "export.json").unlink()
    assert _verified(exported)[0] == 4


def test_a_checkpoint_that_is_not_signed_with_the_key_is_found_where_that_can_be_checked(exported: Path) -> None:
    checkpoints = exported / "checkpoints.jsonl"
    note = json.loads(checkpoints.read_text("utf-8"))["note"]
    text, _blank, signature = note.partition("\n\n")
    raw = bytearray(base64.b64decode(signature.split()[-1]))
    raw[20] ^= 1
    forged = f"{text}\n\n— {signature.split()[1]} {base64.b64encode(raw).decode()}\n"
    checkpoints.write_text(json.dumps({"note": forged}), "utf-8")
    code, said = _verified(exported, flags=[])
    assert (code, said[1]) == (11, "检查点（12 条）的签名不是平台公钥所签。")


def test_a_witness_of_another_record_is_no_witness(exported: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    seen = (exported.parent / "witness" / "seen.jsonl").read_text("utf-8")
    other.write_text(seen.replace("mingpin/4107", "mingpin/9999"), "utf-8")
    code, said = _verified(exported, "--witness", str(other))
    assert (code, "所给的第二方留存件中没有本记录的检查点。" in said) == (10, True)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_agrees_on_the_signature(exported: Path, tmp_path: Path) -> None:
    note = json.loads((exported / "checkpoints.jsonl").read_text("utf-8"))["note"]
    text, _blank, signature = note.partition("\n\n")
    (tmp_path / "text").write_text(text + "\n", "utf-8")
    (tmp_path / "signature").write_bytes(base64.b64decode(signature.split()[-1])[4:])
    key = (exported / "public-key.txt").read_text("utf-8").split("\n", 1)[1]
    (tmp_path / "key.pem").write_text(key, "utf-8")
    command = [
        "openssl",
        "pkeyutl",
        "-verify",
        "-pubin",
        "-inkey",
        "key.pem",
        "-rawin",
        "-in",
        "text",
        "-sigfile",
        "signature",
    ]
    assert subprocess.run(command, cwd=tmp_path, check=False, capture_output=True).returncode == 0
    (tmp_path / "text").write_text(text.replace("12", "13") + "\n", "utf-8")
    assert subprocess.run(command, cwd=tmp_path, check=False, capture_output=True).returncode != 0


def test_the_key_is_made_once_and_for_its_owner_only(settings: Any, tmp_path: Path) -> None:
    path = Path(settings.AUDIT_KEY_FILE)
    key = signing_key()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert signing_key().private_bytes_raw() == key.private_bytes_raw()
    with pytest.raises(FileExistsError):
        make_key(path)
    assert [one.name for one in path.parent.iterdir() if "audit.key" in one.name] == ["audit.key"]


def test_in_production_the_key_must_be_there_and_be_nobody_elses(settings: Any) -> None:
    path = Path(settings.AUDIT_KEY_FILE)
    assert audit_key(None) == []
    settings.PRODUCTION = True
    assert [error.id for error in audit_key(None)] == ["mingpin.E020"]
    with pytest.raises(Unavailable):
        signing_key()
    make_key(path)
    assert audit_key(None) == []
    path.chmod(0o640)
    assert [error.id for error in audit_key(None)] == ["mingpin.E021"]
    path.write_text("not a key", "utf-8")
    with pytest.raises(Unavailable):
        signing_key()


def test_the_page_says_who_holds_the_record(cast: Cast, second_party: tuple[Witness, str]) -> None:
    browser = Client()
    browser.force_login(cast.person("zhao"), backend="django.contrib.auth.backends.ModelBackend")
    with transaction.atomic():
        record(by=cast.wang.who(), action="change_person", on=cast.person("wang"))
    size = make_checkpoint().size
    assert f"前 {size} 条记录的检查点已签，尚无第二方留存。" in browser.get("/audit/").content.decode()
    _bring(second_party[1])
    page = browser.get("/audit/").content.decode()
    held = Checkpoint.objects.order_by("-size")[0].size
    assert f"市审计局留存着前 {held} 条记录的检查点" in page
    assert f"前 {size} 条" in browser.get("/audit/0/").content.decode()


def test_the_record_is_found_unreadable_where_it_cannot_be_read() -> None:
    def records() -> Iterator[dict[str, Any]]:
        raise offline.Unreadable("disk")
        yield {}

    report = offline.verify(records())
    assert (report.code, [one.sentence() for one in report.findings]) == (BROKEN, ["第 0 条记录读不出来：disk"])
    assert offline.verify([]).code == CONSISTENT_ONLY
