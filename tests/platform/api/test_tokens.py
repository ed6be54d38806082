"""A token opens what its organisation may see, until it expires or is revoked; a cookie opens nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mingpin.accounts.models import ApiToken
from mingpin.accounts.tokens.actions import issue_token, revoke_token
from mingpin.audit.models import Entry
from mingpin.errors import DomainError, Invalid, Refused, Stale
from tests.platform.api.conftest import Programs
from tests.platform.cast import Cast
from tests.platform.fixtures import SignedIn

TOMORROW = timezone.localdate() + timedelta(days=1)


def test_without_a_token_there_is_nothing(db: None, signed_in: SignedIn) -> None:
    for client in (Client(), signed_in("wang"), Client(headers={"Authorization": "Bearer mp_guess"})):
        response = client.get("/api/v1/subjects")
        assert (response.status_code, response["WWW-Authenticate"]) == (401, 'Bearer realm="mingpin"')
        assert response.json()["code"] == "token"


def test_a_revoked_or_expired_token_opens_nothing_at_the_next_request(cast: Cast, program_of: Programs) -> None:
    program = program_of("chen")
    assert program.get("token").json()["organisation"] == "示例市工信局"
    token = ApiToken.objects.get()
    ApiToken.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    assert program.get("token").status_code == 401
    ApiToken.objects.update(expires_on=TOMORROW)
    assert program.get("token").status_code == 200
    revoke_token(token=token, why="换人", by=cast.chen)
    assert program.get("token").status_code == 401
    with pytest.raises(Stale):
        revoke_token(token=token, why="", by=cast.chen)
    assert [entry.action for entry in Entry.objects.filter(object_type="accounts.apitoken")] == [
        "issue_token",
        "revoke_token",
    ]


def test_a_token_of_an_organisation_that_was_closed_opens_nothing(cast: Cast, program_of: Programs) -> None:
    program = program_of("sun")
    organisation = cast.sun.organisation
    assert organisation is not None
    organisation.is_active = False
    organisation.save()
    assert program.get("token").status_code == 401


def test_a_token_for_reading_sends_nothing_and_one_for_sending_reads_nothing(program_of: Programs) -> None:
    reads, sends = program_of("chen", ("read",)), program_of("chen", ("push",))
    assert reads.push({"honours": [{"subject_id": "W1"}]}).status_code == 403
    assert (sends.get("subjects").status_code, sends.get("evidence").status_code) == (403, 403)


@pytest.mark.parametrize("who", ["li", "ma", "feng", "he", "nobody"])
def test_leaders_administrators_experts_and_strangers_issue_none(cast: Cast, who: str) -> None:
    with pytest.raises(Refused):
        issue_token(name="x", scopes=["read"], expires_on=TOMORROW, by=getattr(cast, who))


def test_an_auditor_reads_only(cast: Cast) -> None:
    with pytest.raises(Invalid) as error:
        issue_token(name="x", scopes=["push"], expires_on=TOMORROW, by=cast.zhao)
    assert error.value.field == "scopes"
    issue_token(name="x", scopes=["read"], expires_on=TOMORROW, by=cast.zhao)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"name": " "}, "name"), ({"scopes": []}, "scopes"), ({"scopes": ["rule"]}, "scopes"),
     ({"expires_on": TOMORROW - timedelta(days=2)}, "expires_on"),
     ({"expires_on": TOMORROW + timedelta(days=400)}, "expires_on")],
)  # fmt: skip
def test_what_a_token_needs_is_said(cast: Cast, change: dict[str, object], field: str) -> None:
    wanted = {"name": "月报", "scopes": ["read"], "expires_on": TOMORROW, **change}
    with pytest.raises(Invalid) as error:
        issue_token(**wanted, by=cast.chen)  # type: ignore[arg-type]
    assert error.value.field == field


def test_who_stands_in_for_somebody_issues_no_token_in_their_name(cast: Cast) -> None:
    from dataclasses import replace

    from mingpin.accounts.models import Delegation

    with pytest.raises(Refused):
        issue_token(name="x", scopes=["read"], expires_on=TOMORROW, by=replace(cast.chen, delegation=Delegation()))


def test_a_token_cannot_issue_or_revoke_tokens(cast: Cast) -> None:
    from mingpin.accounts.acting import Acting

    token, _secret = issue_token(name="x", scopes=["read"], expires_on=TOMORROW, by=cast.chen)
    for act in (
        lambda: issue_token(name="y", scopes=["read"], expires_on=TOMORROW, by=Acting(token=token)),
        lambda: revoke_token(token=token, why="", by=Acting(token=token)),
    ):
        with pytest.raises(DomainError):
            act()


def test_the_page_shows_the_text_once_and_only_its_beginning_later(signed_in: SignedIn) -> None:
    client = signed_in("chen")
    form = {"name": "月报", "scopes": ["read", "push"], "expires_on": TOMORROW.isoformat()}
    issued = client.post(reverse("token_new"), form)
    secret = issued.context["secret"]
    assert secret in issued.content.decode()
    assert "no-store" in issued.headers["Cache-Control"]
    listed = client.get(reverse("tokens")).content.decode()
    assert secret not in listed
    assert secret[:8] in listed
    assert ApiToken.objects.get().digest not in listed
    assert Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/token").status_code == 200
    client.post(reverse("token_revoke", args=[ApiToken.objects.get().pk]), {"reason": "不用了"})
    assert "已吊销" in client.get(reverse("tokens")).content.decode()


def test_a_program_that_asks_too_often_is_told_to_wait(program_of: Programs, settings: object) -> None:
    settings.API_REQUESTS_PER_MINUTE = 3  # type: ignore[attr-defined]
    program, other = program_of("chen"), program_of("zheng")
    assert [program.get("token").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert 0 < int(program.get("token")["Retry-After"]) <= 60
    assert other.get("token").status_code == 200
