"""Sending evidence: read as a file of the same rows would be, taken in as one batch, answered row by row."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Annotated, Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from ninja import Header, Router
from pydantic import StringConstraints

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import ApiToken, KeptAnswer
from mingpin.accounts.permissions import require
from mingpin.accounts.tokens.states import Scope
from mingpin.api.authentication import acting_for
from mingpin.api.pushed_rows import Reading, read_pushed
from mingpin.api.schemas import MOST_ROWS, CoveragePush, Push, PushAnswer
from mingpin.audit.actions import record
from mingpin.errors import Invalid, Stale
from mingpin.language import _
from mingpin.registry.models import EvidenceRow
from mingpin.registry.states import BatchKind
from mingpin.registry.taking import Taken, take_in

router = Router(tags=["push"])
Key = Annotated[str, StringConstraints(min_length=8, max_length=80, pattern=r"^[A-Za-z0-9._:-]+$")]
IdempotencyKey = Annotated[
    Key,
    Header(
        alias="Idempotency-Key",
        description="Chosen by the sender, another for every push: sent again with the same body, the push has one effect.",
    ),
]
_RESULTS = ("new", "changed", "known", "outdated")


@router.post("/push/evidence", response=PushAnswer, operation_id="push_evidence", url_name="push_evidence")
def push_evidence(
    request: HttpRequest, response: HttpResponse, push: Push, idempotency_key: IdempotencyKey
) -> dict[str, Any]:
    """Sends rows of evidence. Rows that can be read are taken in together; each of the others is answered with its reasons."""
    by = acting_for(request, Scope.PUSH)
    return _once(by, idempotency_key, request.body, response, title=push.title, note=push.note, tables=push.tables)


@router.post("/push/coverage", response=PushAnswer, operation_id="push_coverage", url_name="push_coverage")
def push_coverage(
    request: HttpRequest, response: HttpResponse, push: CoveragePush, idempotency_key: IdempotencyKey
) -> dict[str, Any]:
    """Declares that lists are complete, for an area or a subject and a period: then having no record means something."""
    by = acting_for(request, Scope.PUSH)
    tables = {"coverage": push.declarations}
    return _once(by, idempotency_key, request.body, response, title=push.title, note=push.note, tables=tables)


def _once(by: Acting, key: str, body: bytes, response: HttpResponse, **push: Any) -> dict[str, Any]:
    """The answer to a push, done if it was not done before. Raises Invalid where the key was used for another push."""
    require(by, "add", EvidenceRow)
    assert by.token is not None
    digest = sha256(body).hexdigest()
    kept = _kept(by.token, key, digest)
    if kept is None:
        try:
            with transaction.atomic():
                waiting = KeptAnswer.objects.create(token=by.token, key=key, digest=digest, status=0, answer={})
                answer = _push(by, **push)
                KeptAnswer.objects.filter(pk=waiting.pk).update(status=200, answer=answer)
            return answer
        except IntegrityError as error:
            kept = _kept(by.token, key, digest)
            if kept is None:
                raise Stale(
                    _("The same push is being taken in now."), remedy=_("Send it again in a moment.")
                ) from error
    response["Idempotency-Replayed"] = "true"
    return kept


def _kept(token: ApiToken, key: str, digest: str) -> dict[str, Any] | None:
    found = KeptAnswer.objects.filter(token=token, key=key).first()
    if found is None:
        return None
    if found.digest != digest:
        raise Invalid(
            _("This Idempotency-Key was used for another push."),
            remedy=_("Choose another key for every push, and the same only to send the same again."),
            field="Idempotency-Key",
        )
    answer: dict[str, Any] = found.answer
    return answer


def _push(by: Acting, *, title: str, note: str, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    count = sum(len(rows) for rows in tables.values())
    if count > MOST_ROWS:
        said = _("{count} rows are more than the {most} that a push may have.").format(count=count, most=MOST_ROWS)
        raise Invalid(said, remedy=_("Send the rows in several requests, or as files in the browser."), field="tables")
    assert by.token is not None
    reading = read_pushed(tables, by)
    taken = Taken(None, {})
    if any(frame.height for frame in reading.given.values()):
        taken = take_in(
            reading.given, kind=BatchKind.API, title=title, note=note, supplier=by.organisation, by=by, reason=note
        )
    answer = _answer(reading, taken, tables)
    if taken.batch is None:
        told = {
            name: {"read": table["read"], "rejected": table["rejected"]} for name, table in answer["tables"].items()
        }
        record(by=by.who(), action="push_nothing_new", on=by.token, after=told)
    return answer


def _answer(reading: Reading, taken: Taken, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    """What became of every row: rows read = rows accepted + rows rejected."""
    told = {}
    for name, rows in tables.items():
        found = taken.found.get(name)
        results: dict[int, str] = {}
        for result in _RESULTS if found else ():
            results |= dict.fromkeys((at - 1 for at in getattr(found, result)["source_row"].to_list()), result)
        rejected = reading.rejected.get(name, {})
        answers = [
            {
                "row": at,
                "result": "rejected" if at in rejected else results.get(at, "known"),
                "reasons": rejected.get(at, []),
            }
            for at in range(len(rows))
        ]
        told[name] = {
            "read": len(rows),
            "accepted": len(rows) - len(rejected),
            "rejected": len(rejected),
            "rows": answers,
            "remarks": reading.remarks.get(name, []),
        }
    # What is kept for the same push again is what is answered now, to the letter.
    return json.loads(json.dumps({"batch": taken.batch.pk if taken.batch else None, "tables": told}))  # type: ignore[no-any-return]
