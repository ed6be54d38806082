"""INT-06: a checkpoint is signed only after its entries were read anew from the disk: one flipped bit, and nothing is signed."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from mingpin.audit.actions import record
from mingpin.audit.checkpoints import Broken, make_checkpoint
from mingpin.audit.models import Checkpoint
from mingpin.audit.tree import leaf_hash, root
from mingpin.errors import Unavailable
from tests.platform.audit.apart import run_apart
from tests.platform.audit.histories import WANG, make_history, run

FLIPS = """
import random
from pathlib import Path
from django.conf import settings
from django.db import connection
from mingpin.audit.checkpoints import Broken, draft, make_checkpoint, sign
from mingpin.audit.models import Checkpoint, Entry
from tests.platform.audit.histories import make_history

chance = random.Random(6)
make_history(10)
make_checkpoint()
make_history(20)
connection.cursor().execute("VACUUM")
file = Path(settings.HOME) / "mingpin.sqlite3"
refused = signed = 0
for attempt in range(int(sys.argv[1])):
    entry = Entry.objects.get(sequence=chance.randrange(10, 30))
    text = chance.choice([entry.leaf, entry.leaf, entry.previous + entry.hash]).encode()
    about = draft()
    connection.close()
    content = file.read_bytes()
    place = content.index(text) + chance.randrange(len(text))
    with file.open("r+b") as disk:
        disk.seek(place)
        disk.write(bytes([content[place] ^ 1 << chance.randrange(8)]))
    try:
        sign(about)
        signed += 1
    except Broken:
        refused += 1
    connection.close()
    with file.open("r+b") as disk:
        disk.seek(place)
        disk.write(content[place:place + 1])
after = make_checkpoint()
print(json.dumps({"refused": refused, "signed": signed, "sizes": list(Checkpoint.objects.values_list("size", flat=True))}))
"""


def test_int_06_one_flipped_bit_between_reading_and_signing_and_nothing_is_signed(tmp_path: Path) -> None:
    assert run_apart(FLIPS, tmp_path, "100") == {"refused": 100, "signed": 0, "sizes": [10, 30]}


pytestmark = pytest.mark.django_db(transaction=True)


def test_int_06_a_checkpoint_is_of_all_entries_and_grows_from_the_last() -> None:
    sizes = []
    for count in (1, 2, 5, 16):
        make_history(count)
        made = make_checkpoint()
        leaves = [leaf_hash(leaf.encode()) for (leaf,) in run("SELECT leaf FROM audit_entry ORDER BY sequence")]
        assert made.root == root(leaves).hex()
        assert base64.b64decode(made.note.splitlines()[2]) == root(leaves)
        sizes.append(made.size)
    assert sizes == [1, 3, 8, 24]
    assert make_checkpoint() == made
    assert Checkpoint.objects.count() == 4


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_entry SET leaf = REPLACE(leaf, '经核实', '未核实') WHERE sequence = 9",
        "UPDATE audit_entry SET person = 'person:2' WHERE sequence = 10",
        "DELETE FROM audit_private WHERE entry_id = 9",
        "UPDATE audit_checkpoint SET peaks = '[]'",
        "UPDATE audit_checkpoint SET root = hash",
        "UPDATE audit_checkpoint SET note = REPLACE(note, 'mingpin', 'Mingpin')",
        "UPDATE audit_checkpoint SET size = 5",
        "DELETE FROM audit_entry WHERE sequence > 3 AND sequence NOT IN (SELECT entry_id FROM audit_private)",
        "UPDATE audit_head SET size = 4",
        "UPDATE audit_head SET size = 40",
        "UPDATE audit_checkpoint SET hash = root",
    ],
)
def test_int_06_what_was_tampered_with_is_not_signed(tampering: str) -> None:
    make_history(6)
    make_checkpoint()
    make_history(6)
    with transaction.atomic():
        run(tampering)
    with pytest.raises(Broken, match="未签检查点"):
        make_checkpoint()
    assert Checkpoint.objects.count() == 1


def test_int_06_nothing_is_signed_of_nothing_without_a_key_or_in_a_transaction(settings: Any) -> None:
    with pytest.raises(Unavailable, match="还没有内容"):
        make_checkpoint()
    with transaction.atomic():
        record(by=WANG, action="change_person", on=("accounts.person", 1))
        with pytest.raises(RuntimeError, match="committed"):
            make_checkpoint()
    settings.PRODUCTION = True
    with pytest.raises(Unavailable, match="密钥读不了"):
        make_checkpoint()
