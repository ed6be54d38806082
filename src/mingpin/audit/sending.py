"""Checkpoints to a witness and its answers back: by HTTP, or as files that people carry."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any

from django.db.models import Max

from mingpin.audit.checkpoints import proof_from
from mingpin.audit.models import Answer, Checkpoint
from mingpin.errors import Unavailable
from mingpin.language import _

SECONDS_TO_WAIT = 30
CHECKPOINTS_BACK = 8
LARGEST_ANSWER = 2**20


def request_to_witness(checkpoint: Checkpoint, *sizes: int) -> dict[str, Any]:
    """What a witness is sent: the checkpoint, and proofs that it continues those which a witness may hold (and these sizes)."""
    held = Answer.objects.filter(is_accepted=True).values("witness").annotate(size=Max("checkpoint__size"))
    earlier = Checkpoint.objects.filter(size__lt=checkpoint.size).order_by("-size").values_list("size", flat=True)
    wanted = {*sizes, *(one["size"] for one in held), *earlier[:CHECKPOINTS_BACK]}
    proofs = {str(size): proof_from(size, checkpoint) for size in sorted(wanted) if 0 < size < checkpoint.size}
    return {"checkpoint": checkpoint.note, "proofs": proofs}


def ask_witness(url: str, checkpoint: Checkpoint) -> dict[str, Any]:
    """The witness's answer; asked a second time where it holds a checkpoint that no proof was sent for.

    Raises Unavailable where it does not answer.
    """
    answer = _post(url, request_to_witness(checkpoint))
    held = answer.get("held")
    if answer.get("why") == "no_proof" and isinstance(held, dict) and isinstance(held.get("size"), int):
        answer = _post(url, request_to_witness(checkpoint, held["size"]))
    return answer


def _post(url: str, content: dict[str, Any]) -> dict[str, Any]:
    if not url.startswith(("http://", "https://")):
        raise Unavailable(_("{url} is no address of a witness.").format(url=url))
    body = json.dumps(content).encode()
    asked = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(asked, timeout=SECONDS_TO_WAIT) as response:
            answer = json.loads(response.read(LARGEST_ANSWER))
    except urllib.error.HTTPError as error:
        answer = _refusal(error)
    except (OSError, ValueError, HTTPException):
        answer = None
    if not isinstance(answer, dict):
        raise Unavailable(
            _("The witness at {url} did not answer.").format(url=url),
            remedy=_("Ask whether it is running, or write a file with `mingpin audit send --to FILE`."),
        )
    return answer


def _refusal(error: urllib.error.HTTPError) -> Any:
    """What a witness says where it refuses; None where it says nothing that can be understood."""
    try:
        return json.loads(error.read(LARGEST_ANSWER))
    except (OSError, ValueError, HTTPException):
        return None
